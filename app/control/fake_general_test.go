package control

import (
	"context"
	"reflect"
	"testing"
)

func (f *fake) ExportSettings(context.Context) (string, error) {
	return "version = 1\n", f.did("export")
}

func (f *fake) ReviewSettings(_ context.Context, text string) (SettingsReview, error) {
	return SettingsReview{Revision: 9, Changes: []string{"one"}}, f.did(text)
}

func (f *fake) ApplySettings(_ context.Context, text string, revision uint64) (SettingsView, error) {
	return SettingsView{Revision: revision + 1}, f.did(text)
}

func (f *fake) ResetSettings(_ context.Context, keys bool) (SettingsView, error) {
	return SettingsView{Revision: 10}, f.did(keys)
}

func (f *fake) Diagnostics(context.Context) (string, error) {
	return "Keyport 1\n", f.did("diagnostics")
}

func TestGeneralCallsArriveAsTheyWereMade(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	for name, c := range map[string]struct {
		call func(context.Context, API) (any, error)
		got  any
		out  any
	}{
		"export":      {func(ctx context.Context, a API) (any, error) { return a.ExportSettings(ctx) }, "export", "version = 1\n"},
		"review":      {func(ctx context.Context, a API) (any, error) { return a.ReviewSettings(ctx, "x = 1") }, "x = 1", SettingsReview{Revision: 9, Changes: []string{"one"}}},
		"apply":       {func(ctx context.Context, a API) (any, error) { return a.ApplySettings(ctx, "y = 2", 9) }, "y = 2", SettingsView{Revision: 10}},
		"reset":       {func(ctx context.Context, a API) (any, error) { return a.ResetSettings(ctx, true) }, true, SettingsView{Revision: 10}},
		"diagnostics": {func(ctx context.Context, a API) (any, error) { return a.Diagnostics(ctx) }, "diagnostics", "Keyport 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			f.got = nil
			out, err := c.call(t.Context(), conn)
			if err != nil || !reflect.DeepEqual(out, c.out) {
				t.Errorf("answer %#v, %v, want %#v", out, err, c.out)
			}
			if !reflect.DeepEqual(f.got, []any{c.got}) {
				t.Errorf("arrived %#v", f.got)
			}
		})
	}
}

package control

import (
	"context"
	"reflect"
	"testing"

	"keyport/app/settings"
)

func (f *fake) ModelLists(context.Context) ([]ModelList, error) {
	return []ModelList{{Upstream: "u", Models: 3}}, f.did("lists")
}

func (f *fake) RefreshModels(context.Context) ([]ModelList, error) {
	return []ModelList{{Upstream: "u", Error: "no"}}, f.did("refresh")
}

func (f *fake) TryRules(_ context.Context, try TryRules) (TriedRules, error) {
	return TriedRules{After: "a", Changes: []Change{{Parameter: "top_p", Rule: 2}}}, f.did(try)
}

func (f *fake) TryThink(_ context.Context, try TryThink) (TriedThink, error) {
	return TriedThink{Answer: "a", Pieces: []Piece{{In: "x"}}}, f.did(try)
}

// A draft without rules is another thing than no draft, and 1.0 another number than 1.
func TestModelsAndTrialsArriveAsTheyWereMade(t *testing.T) {
	none := []Rule{}
	rules := TryRules{Rules: []Rule{{Models: []string{"*"}, Force: Values{"a": 1.0, "b": int64(1)}}}, Model: "m", Body: "{}"}
	tags := TryThink{Think: &settings.Think{Mode: "keep"}, Rules: none, Sample: "<", Split: 3}
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	for name, c := range map[string]struct {
		call     func() (any, error)
		got, out any
	}{
		"lists":        {func() (any, error) { return conn.ModelLists(t.Context()) }, "lists", []ModelList{{Upstream: "u", Models: 3}}},
		"refresh":      {func() (any, error) { return conn.RefreshModels(t.Context()) }, "refresh", []ModelList{{Upstream: "u", Error: "no"}}},
		"rules":        {func() (any, error) { return conn.TryRules(t.Context(), rules) }, rules, TriedRules{After: "a", Changes: []Change{{Parameter: "top_p", Rule: 2}}}},
		"saved rules":  {func() (any, error) { return conn.TryRules(t.Context(), TryRules{}) }, TryRules{}, TriedRules{After: "a", Changes: []Change{{Parameter: "top_p", Rule: 2}}}},
		"think":        {func() (any, error) { return conn.TryThink(t.Context(), tags) }, tags, TriedThink{Answer: "a", Pieces: []Piece{{In: "x"}}}},
		"no rules now": {func() (any, error) { return conn.TryRules(t.Context(), TryRules{Rules: none}) }, TryRules{Rules: none}, TriedRules{After: "a", Changes: []Change{{Parameter: "top_p", Rule: 2}}}},
	} {
		t.Run(name, func(t *testing.T) {
			f.got = nil
			out, err := c.call()
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(f.got, []any{c.got}) || !reflect.DeepEqual(out, c.out) {
				t.Errorf("arrived %#v, answer %#v", f.got, out)
			}
		})
	}
}

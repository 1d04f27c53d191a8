package control

import (
	"context"
	"reflect"
	"testing"
)

func (f *fake) FoundKeys(context.Context) ([]FoundKey, error) {
	return []FoundKey{{"OPENAI_API_KEY", "openai", "a1b2"}}, f.did("found")
}

func (f *fake) UseFoundKey(_ context.Context, variable, upstream string) error {
	return f.did(variable, upstream)
}

func TestFoundKeysTravelByName(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	found, err := conn.FoundKeys(t.Context())
	if err != nil || !reflect.DeepEqual(found, []FoundKey{{"OPENAI_API_KEY", "openai", "a1b2"}}) {
		t.Errorf("%v %v", found, err)
	}
	if err := conn.UseFoundKey(t.Context(), "OPENAI_API_KEY", "mine"); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f.got, []any{"found", "OPENAI_API_KEY", "mine"}) {
		t.Errorf("%v", f.got)
	}
}

package control

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"keyport/proxy/secret"
)

// appsFake is a fake with the areas of apps and guides.
type appsFake struct {
	fake
	step  func(ctx context.Context, each func(Step)) error
	guide Guide
}

func (f *appsFake) ChangeClient(_ context.Context, client string, change ClientChange) error {
	return f.did(client, change)
}

func (f *appsFake) Guides(context.Context) ([]GuideCard, error) {
	return []GuideCard{{Kind: "zed", Title: "Zed", Installed: true, Possible: true}}, f.did("guides")
}

func (f *appsFake) Guide(_ context.Context, client, kind string) (Guide, error) {
	return f.guide, f.did(client, kind)
}

func (f *appsFake) GuideValue(_ context.Context, client, kind, value string) (Secret, error) {
	return secret.New("kp-value"), f.did(client, kind, value)
}

func (f *appsFake) TestClient(ctx context.Context, client, kind string, each func(Step)) error {
	_ = f.did(client, kind)
	return f.step(ctx, each)
}

func TestAppsAndGuidesGoOverTheSocket(t *testing.T) {
	f := &appsFake{guide: Guide{Kind: "zed", Works: "All.", Steps: []GuideStep{{Text: "One.", Value: &GuideValue{ID: "password", Shown: "…", Secret: true}}}}}
	dir := seatDir(t)
	start(t, f, dir)
	conn, ctx := dial(t, dir), t.Context()

	name, off := "Z2", true
	change := ClientChange{Name: &name, Off: &off, Origins: &[]string{}}
	if err := conn.ChangeClient(ctx, "Zed", change); err != nil || !reflect.DeepEqual(f.got, []any{"Zed", change}) {
		t.Errorf("%v: %+v", err, f.got)
	}
	if cards, err := conn.Guides(ctx); err != nil || len(cards) != 1 || !cards[0].Installed {
		t.Errorf("%v: %+v", err, cards)
	}
	if g, err := conn.Guide(ctx, "Zed", "zed"); err != nil || !reflect.DeepEqual(g, f.guide) {
		t.Errorf("%v: %+v", err, g)
	}
	f.got = nil
	if value, err := conn.GuideValue(ctx, "Zed", "zed", "password"); err != nil || value.Reveal() != "kp-value" || !slices.Equal(f.got, []any{"Zed", "zed", "password"}) {
		t.Errorf("%v: %+v", err, f.got)
	}
}

func TestStepsArriveAsTheyHappen(t *testing.T) {
	next := make(chan struct{})
	f := &appsFake{step: func(ctx context.Context, each func(Step)) error {
		each(Step{Name: "Chat", Running: true})
		<-next
		each(Step{Name: "Chat", OK: true, Took: time.Second})
		return nil
	}}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	var seen []Step
	err := conn.TestClient(t.Context(), "Zed", "zed", func(s Step) {
		if s.Running {
			close(next) // the server goes on only once the first step has arrived
		}
		seen = append(seen, s)
	})
	if want := []Step{{Name: "Chat", Running: true}, {Name: "Chat", OK: true, Took: time.Second}}; err != nil || !reflect.DeepEqual(seen, want) {
		t.Errorf("%v: %+v", err, seen)
	}
}

func TestATestEndsWithItsErrorWithItsCallerAndWithTheServer(t *testing.T) {
	f := &appsFake{}
	dir := seatDir(t)
	s := start(t, f, dir)
	conn := dial(t, dir)
	code := func(err error) string {
		e, _ := err.(*Error)
		if e == nil {
			return ""
		}
		return e.Code
	}
	f.step = func(context.Context, func(Step)) error { return &Error{Code: CodeNotFound, Message: "No."} }
	if err := conn.TestClient(t.Context(), "x", "", nil); code(err) != CodeNotFound {
		t.Error(err)
	}
	gone := make(chan struct{})
	f.step = func(ctx context.Context, each func(Step)) error {
		each(Step{Name: "Chat", Running: true})
		<-ctx.Done()
		close(gone)
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := conn.TestClient(ctx, "x", "", func(Step) { cancel() }); code(err) != CodeStopped {
		t.Error(err)
	}
	<-gone // the server heard of it
	gone = make(chan struct{})
	if err := conn.TestClient(t.Context(), "x", "", func(Step) { go s.Close() }); code(err) == "" {
		t.Error("a test at a server that has ended went well")
	}
}

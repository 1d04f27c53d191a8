package catalog

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"keyport/proxy/glob"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func source(name, identity string, globs []string, fetch func() ([]Model, error)) Source {
	return Source{Name: name, Identity: identity, Fetch: func(context.Context, []Model) ([]Model, error) { return fetch() }, Serves: func(m string) bool { return glob.Match(globs, m) }}
}

func TestEachModelComesFromTheUpstreamThatServesIt(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	ctx, hidden := 5, true
	c.Configure([]Source{
		source("demo", "1", []string{"keyport-demo"}, func() ([]Model, error) { return []Model{{ID: "keyport-demo"}, {ID: "stray"}}, nil }),
		source("main", "1", []string{"*"}, func() ([]Model, error) { return []Model{{ID: "a", Chat: true}, {ID: "keyport-demo"}, {ID: "b"}}, nil }),
	}, View{Overrides: []Override{{Name: "a*", Context: &ctx}, {Name: "b", Hidden: &hidden}}, Aliases: map[string]string{"fast": "a"}})
	models, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range models {
		got = append(got, m.Upstream+"/"+m.ID)
	}
	if len(got) != 4 || got[0] != "demo/keyport-demo" || got[1] != "main/a" || got[2] != "main/b" || got[3] != "main/fast" {
		t.Errorf("%v", got)
	}
	if models[1].Context != 5 || !models[2].Hidden || models[3].Target != "a" || models[3].Context != 5 {
		t.Errorf("%+v", models)
	}
	for name, found := range map[string]bool{"a": true, "a:latest": true, "fast": true, "fast:latest": true, "stray": false, "x": false, ":latest": false} {
		if m, ok := c.Lookup(name); ok != found || ok && m.ID+":latest" != name && m.ID != name {
			t.Errorf("Lookup(%q) = %+v %v", name, m, ok)
		}
	}
}

func TestListsAreCachedAndSurviveFailures(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	var calls atomic.Int32
	fail := errors.New("away")
	works := func() ([]Model, error) { calls.Add(1); return []Model{{ID: "a"}}, nil }
	fails := func() ([]Model, error) { calls.Add(1); return nil, fail }
	c.Configure([]Source{source("main", "1", []string{"*"}, works)}, View{})
	for range 5 {
		if models, err := c.List(t.Context()); err != nil || len(models) != 1 {
			t.Fatal(models, err)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
	// The same source with other settings around it is not asked again.
	c.Configure([]Source{source("main", "1", []string{"*"}, fails)}, View{})
	if models, err := c.List(t.Context()); err != nil || len(models) != 1 || calls.Load() != 1 {
		t.Error(models, err, calls.Load())
	}
	// Another key is another list.
	c.Configure([]Source{source("main", "2", []string{"*"}, fails)}, View{})
	if _, err := c.List(t.Context()); !errors.Is(err, fail) {
		t.Error(err)
	}
	if _, err := c.List(t.Context()); !errors.Is(err, fail) || calls.Load() != 2 {
		t.Errorf("a failure was asked for again at once: %v, %d calls", err, calls.Load())
	}
}

func TestCloseEndsAFetch(t *testing.T) {
	c := New(Options{})
	entered := make(chan struct{})
	c.Configure([]Source{{Name: "x", Serves: func(string) bool { return true }, Fetch: func(ctx context.Context, _ []Model) ([]Model, error) {
		close(entered)
		<-ctx.Done()
		return nil, ctx.Err()
	}}}, View{})
	<-entered
	c.Close()
}

package catalog

import (
	"context"
	"testing"
)

func find(t *testing.T, all []Model, id string) Model {
	t.Helper()
	var found []Model
	for _, m := range all {
		if m.ID == id {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s is there %d times", id, len(found))
	}
	return found[0]
}

func TestAliasesAreModels(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	small, hidden, vision := 100, true, true
	c.Configure([]Source{
		source("local", "1", []string{"qwen*"}, func() ([]Model, error) { return []Model{{ID: "qwen3-8b", Context: 4000, Chat: true}}, nil }),
		source("main", "1", []string{"*"}, func() ([]Model, error) {
			return []Model{{ID: "gpt-x", Context: 9000, Chat: true, Tools: true}, {ID: "taken", Context: 1, Chat: true}, {ID: "secret", Context: 7, Chat: true}, {ID: "vec", Context: 8, Embed: true}}, nil
		}),
	}, View{
		Overrides: []Override{{Name: "gpt-x", Context: &small}, {Name: "secret", Hidden: &hidden}, {Name: "seer", Vision: &vision}, {Name: "veiled", Hidden: &hidden}},
		Aliases: map[string]string{
			"other": "qwen3-8b", "fast": "gpt-x", "seer": "gpt-x", "taken": "gpt-x", "twice": "taken", "open": "secret", "veiled": "gpt-x",
			"new": "claude-opus-5", "self:latest": "gpt-x", "numbers": "vec", "nowhere": "none",
		},
	})
	all, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]Model{
		"other":   {Upstream: "local", Target: "qwen3-8b", Context: 4000, Chat: true},
		"fast":    {Upstream: "main", Target: "gpt-x", Context: 100, Chat: true, Tools: true}, // with the person's entry for the real one
		"seer":    {Upstream: "main", Target: "gpt-x", Context: 100, Chat: true, Tools: true, Vision: true},
		"taken":   {Upstream: "main", Target: "gpt-x", Context: 100, Chat: true, Tools: true}, // hides the real one
		"twice":   {Upstream: "main", Target: "taken", Context: 1, Chat: true},                // the real one: an alias of an alias is not followed
		"open":    {Upstream: "main", Target: "secret", Context: 7, Chat: true},               // the name is not hidden, the model is
		"veiled":  {Upstream: "main", Target: "gpt-x", Context: 100, Chat: true, Tools: true, Hidden: true},
		"new":     {Upstream: "main", Target: "claude-opus-5", Context: 1000000, Chat: true, Tools: true, Vision: true, Thinking: true}, // not in the list: by the table
		"numbers": {Upstream: "main", Target: "vec", Context: 8, Embed: true},
	} {
		want.ID = id
		if got := find(t, all, id); got != want {
			t.Errorf("listed %s:\ngot  %+v\nwant %+v", id, got, want)
		}
		for _, name := range []string{id, id + ":latest"} {
			if got, ok := c.Lookup(name); !ok || got != want {
				t.Errorf("looked up %s: %v %+v", name, ok, got)
			}
		}
	}
	if m, ok := c.Lookup("self:latest"); !ok || m.ID != "self:latest" {
		t.Errorf("%+v", m)
	}
	if _, ok := c.Lookup("self"); ok {
		t.Error("a name that nobody gave was found")
	}
	if m := find(t, all, "secret"); m.Listed() {
		t.Error("the hidden model is listed")
	}
	if find(t, all, "numbers").Listed() || !find(t, all, "open").Listed() {
		t.Error("an alias is listed where its model would be")
	}
}

func TestTheIndexFollowsEveryChange(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	answer := make(chan struct{})
	sources := []Source{source("main", "1", []string{"*"}, func() ([]Model, error) {
		<-answer
		return []Model{{ID: "a", Context: 1, Chat: true}}, nil
	})}
	c.Configure(sources, View{})
	if _, ok := c.Lookup("a"); ok {
		t.Error("a model that nobody listed")
	}
	close(answer)
	c.Settle(t.Context())
	if _, ok := c.Lookup("a"); !ok {
		t.Error("the fetched list does not show")
	}
	nine := 9
	c.Configure(sources, View{Aliases: map[string]string{"b": "a"}, Overrides: []Override{{Name: "a", Context: &nine}}})
	if m, ok := c.Lookup("b"); !ok || m.Context != 9 {
		t.Errorf("the new settings do not show: %v %+v", ok, m)
	}
	all, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all[0].ID = "scribbled"
	if _, ok := c.Lookup("a"); !ok || len(all) != 2 {
		t.Error("a caller changed the catalogue")
	}
	c.Configure(nil, View{})
	if _, ok := c.Lookup("a"); ok {
		t.Error("a model of an account that is gone")
	}
}

func TestAnUpstreamThatIsAwayDelaysNobody(t *testing.T) {
	c := New(Options{})
	defer c.Close()
	calls := 0
	again := make(chan struct{})
	c.Configure([]Source{
		source("good", "1", []string{"a"}, func() ([]Model, error) { return []Model{{ID: "a", Context: 1, Chat: true}}, nil }),
		{Name: "bad", Identity: "1", Serves: func(string) bool { return true }, Fetch: func(ctx context.Context, _ []Model) ([]Model, error) {
			if calls++; calls == 1 {
				return nil, errAway
			}
			close(again)
			<-ctx.Done() // the second time it hangs
			return nil, ctx.Err()
		}},
	}, View{})
	if models, err := c.List(t.Context()); err != nil || len(models) != 1 {
		t.Fatal(models, err)
	}
	c.mu.Lock()
	c.lists[1].asked = c.lists[1].asked.Add(-retry) // time to try again
	c.mu.Unlock()
	models, err := c.List(t.Context())
	<-again
	if err != nil || len(models) != 1 {
		t.Error(models, err)
	}
	h := c.Health()
	if h[0].Err != nil || h[1].Err == nil || h[1].Failed.IsZero() {
		t.Errorf("%+v", h)
	}
}

package catalog

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var errAway = errors.New("away")

func away() ([]Model, error) { return nil, errAway }

// once runs one catalogue that keeps its file and closes it, so that what it has fetched is written.
func once(t *testing.T, file string, sources ...Source) ([]Model, []Health, error) {
	t.Helper()
	c := New(Options{File: file, Warn: func(err error) { t.Errorf("not written: %v", err) }})
	defer c.Close()
	c.Configure(sources, View{})
	models, err := c.List(t.Context())
	return models, c.Health(), err
}

func TestListsSurviveARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cache", "keyport", "models.json")
	want := []Model{
		{ID: "a", Owner: "o", Created: time.Unix(1715367049, 0).UTC(), Context: 5, Tools: true, Vision: true, Thinking: true, Chat: true, Revision: "r"},
		{ID: "e", Context: 512, Embed: true},
	}
	if _, _, err := once(t, file, source("main", "id\x00sk-CANARY", []string{"*"}, func() ([]Model, error) { return want, nil })); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "CANARY") || strings.Contains(string(body), "main") {
		t.Errorf("the file tells of the account: %s", body)
	}
	if runtime.GOOS != "windows" {
		for path, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %v %v", filepath.Base(path), info.Mode(), err)
			}
		}
	}
	if all, _ := os.ReadDir(filepath.Dir(file)); len(all) != 1 {
		t.Errorf("%d files", len(all))
	}

	// After the restart the list is there at once, although its upstream hangs.
	asked := make(chan []Model, 1)
	c := New(Options{File: file})
	c.Configure([]Source{{Name: "renamed", Identity: "id\x00sk-CANARY", Serves: func(string) bool { return true }, Fetch: func(ctx context.Context, known []Model) ([]Model, error) {
		asked <- known
		<-ctx.Done()
		return nil, ctx.Err()
	}}}, View{})
	models, err := c.List(t.Context())
	known := <-asked
	if err != nil || len(models) != 2 || !slices.Equal(known, want) {
		t.Errorf("%v %+v %+v", err, models, known)
	}
	models[0].Upstream = ""
	if models[0] != want[0] {
		t.Errorf("%+v", models[0])
	}
	if h := c.Health(); len(h) != 1 || !h[0].Stored || h[0].Fetched.IsZero() || h[0].Err != nil || h[0].Models != 2 || h[0].Upstream != "renamed" {
		t.Errorf("%+v", h)
	}
	c.Close()

	// Another key is another account: what the old one could use says nothing.
	if models, _, err := once(t, file, source("main", "id\x00sk-other", []string{"*"}, away)); !errors.Is(err, errAway) || models != nil {
		t.Errorf("%v %v", models, err)
	}
}

func TestAListFromTheFileIsHonestAboutItsAge(t *testing.T) {
	file := filepath.Join(t.TempDir(), "models.json")
	fetch := func() ([]Model, error) { return []Model{{ID: "a", Context: 5, Chat: true}}, nil }
	if _, h, err := once(t, file, source("main", "1", []string{"*"}, fetch)); err != nil || h[0].Stored || !h[0].Failed.IsZero() {
		t.Fatal(err, h)
	}
	failed := make(chan struct{})
	c := New(Options{File: file})
	defer c.Close()
	c.Configure([]Source{source("main", "1", []string{"*"}, func() ([]Model, error) { defer close(failed); return nil, errAway })}, View{})
	<-failed
	c.mu.Lock()
	pending := c.lists[0].pending
	c.mu.Unlock()
	if pending != nil {
		<-pending
	}
	models, err := c.List(t.Context())
	if err != nil || len(models) != 1 {
		t.Fatal(models, err)
	}
	h := c.Health()[0]
	if !errors.Is(h.Err, errAway) || h.Failed.IsZero() || !h.Stored || h.Fetched.IsZero() || h.Models != 1 {
		t.Errorf("the first failure does not show: %+v", h)
	}
	// Nothing of a failure reaches the file.
	body, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(body), "away") {
		t.Errorf("%s %v", body, err)
	}
}

func TestFailuresAreNotStored(t *testing.T) {
	file := filepath.Join(t.TempDir(), "models.json")
	if _, h, err := once(t, file, source("main", "1", []string{"*"}, away)); !errors.Is(err, errAway) || !h[0].Fetched.IsZero() {
		t.Error(err, h)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was written:", err)
	}
}

func TestWhatCannotHaveBeenWrittenIsIgnored(t *testing.T) {
	now := time.Now().UTC().Format(time.RFC3339)
	key := storeKey("1")
	good := `{"version":1,"table":"` + tableDate + `","lists":{"` + key + `":{"fetched":"` + now + `","models":[{"id":"a","context":5,"chat":true,"revision":"r"}]}}}`
	for name, c := range map[string]struct {
		body  string
		there bool
	}{
		"good":           {good, true},
		"empty":          {"", false},
		"no json":        {"{", false},
		"newer":          {strings.Replace(good, `"version":1`, `"version":2`, 1), false},
		"old":            {strings.Replace(good, now, time.Now().Add(-storeAge-time.Hour).UTC().Format(time.RFC3339), 1), false},
		"of the future":  {strings.Replace(good, now, time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339), 1), false},
		"nameless":       {strings.Replace(good, `"id":"a"`, `"id":""`, 1), false},
		"without window": {strings.Replace(good, `"context":5`, `"context":0`, 1), false},
		"another table":  {strings.Replace(good, tableDate, "1999-01", 1), true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "models.json")
			if err := os.WriteFile(file, []byte(c.body), 0o600); err != nil {
				t.Fatal(err)
			}
			l, ok := openStore(Options{File: file}).load("1")
			if ok != c.there {
				t.Errorf("%v %+v", ok, l)
			}
			if ok && (l.Models[0].Revision == "") != (name == "another table") {
				t.Errorf("revision %q", l.Models[0].Revision)
			}
			// It is replaced at the next fetch, whatever it was.
			if _, _, err := once(t, file, source("main", "1", []string{"*"}, func() ([]Model, error) { return []Model{{ID: "b", Context: 5}}, nil })); err != nil {
				t.Fatal(err)
			}
			if l, ok := openStore(Options{File: file}).load("1"); !ok || l.Models[0].ID != "b" {
				t.Errorf("%v %+v", ok, l)
			}
		})
	}
}

func TestTheFileKeepsTheLatestLists(t *testing.T) {
	file := filepath.Join(t.TempDir(), "models.json")
	s := openStore(Options{File: file, Warn: func(err error) { t.Error(err) }})
	start := time.Now().Add(-time.Hour)
	for i := range storeLists + 5 {
		s.save(string(rune('A'+i)), Stored{Fetched: start.Add(time.Duration(i) * time.Second), Models: []Model{{ID: "a", Context: 1}}})
	}
	again := openStore(Options{File: file})
	if _, ok := again.load("A"); ok || len(again.lists) != storeLists {
		t.Errorf("%d lists, the first one %v", len(again.lists), ok)
	}
	if _, ok := again.load(string(rune('A' + storeLists + 4))); !ok {
		t.Error("the last one is gone")
	}
}

func TestAFileThatCannotBeWrittenIsToldWithoutItsPath(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "CANARY")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var told []error
	c := New(Options{File: filepath.Join(blocked, "models.json"), Warn: func(err error) { told = append(told, err) }})
	c.Configure([]Source{source("main", "1", []string{"*"}, func() ([]Model, error) { return []Model{{ID: "a", Context: 1}}, nil })}, View{})
	if models, err := c.List(t.Context()); err != nil || len(models) != 1 {
		t.Error(models, err)
	}
	c.Close()
	if len(told) != 1 || strings.Contains(told[0].Error(), "CANARY") {
		t.Errorf("%v", told)
	}
}

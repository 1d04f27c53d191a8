package app

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// away takes the folder of the settings away and puts a file in its place, so
// that nobody, not even root, can write there. The result undoes that.
func away(t *testing.T, folder string) (back func()) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Rename(folder, folder+".away"))
	must(os.WriteFile(folder, nil, 0o600))
	return func() {
		t.Helper()
		must(os.Remove(folder))
		must(os.Rename(folder+".away", folder))
	}
}

func TestFolderThatCannotBeWrittenToStopsNoRequest(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	folder := filepath.Join(dir, "settings")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, folder, upstreamAt(p))
	opts := options(dir)
	opts.Settings = filepath.Join(folder, "settings.toml")
	opts.CatalogFile = filepath.Join(folder, "catalog.json")
	r := begin(t, dir, opts)
	before, err := os.ReadFile(opts.Settings)
	if err != nil {
		t.Fatal(err)
	}

	back := away(t, folder)
	r.setKey(goodKey) // has the list of models fetched, which cannot be stored
	r.state(control.StateReady)
	for end := time.Now().Add(20 * time.Second); !strings.Contains(r.log.String(), "the list of models could not be stored"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the log says nothing of the list of models")
		}
	}
	e := wantCode(t, r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/work" }), control.CodeReadOnly)
	if !strings.Contains(e.Message, "could not be saved") || !strings.Contains(e.Message, "nothing was changed") {
		t.Error(e.Message)
	}
	s := r.state(control.StateAttention)
	if problemCodes(s) != problemUnsaved || strings.Contains(s.Problems[0].Sentence, dir) {
		t.Errorf("%+v", s.Problems)
	}
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d", status)
	}
	if strings.HasSuffix(s.Address, "/work") {
		t.Error("settings that could not be saved are used")
	}

	back()
	if after, err := os.ReadFile(opts.Settings); err != nil || string(after) != string(before) {
		t.Errorf("the old file is not what it was: %v", err)
	}
	if err := r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/work" }); err != nil {
		t.Fatal(err)
	}
	if s := r.state(control.StateReady); len(s.Problems) != 0 || !strings.HasSuffix(s.Address, "/work") {
		t.Errorf("%+v", s)
	}
}

func TestPortThatCouldNotBeSavedIsSavedLater(t *testing.T) {
	dir := home(t)
	folder := filepath.Join(dir, "settings")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	opts := options(dir)
	opts.Settings, opts.Listen = filepath.Join(folder, "settings.toml"), nil
	var back func()
	r := launchAfter(t, dir, opts, func(*Keyport) { back = away(t, folder) })
	s := r.until("a port that is not saved", func(s control.Status) bool {
		return s.Address != "" && strings.Contains(problemCodes(s), problemUnsaved)
	})
	back()
	if _, err := r.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	v, err := r.Settings(t.Context())
	if err != nil || !strings.HasSuffix(s.Address, ":"+strconv.Itoa(v.Settings.Listen.Port)) || len(r.status().Problems) != 0 {
		t.Errorf("%+v %v %+v", v.Settings.Listen, err, r.status().Problems)
	}
}

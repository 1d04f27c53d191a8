package settings

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func setPort(n int) func(*Settings) error {
	return func(s *Settings) error { s.Listen.Port = n; return nil }
}

func TestSaveWritesPublishesAndKeepsOneBackup(t *testing.T) {
	s, _ := newStore(t, "")
	next, revision := s.Snapshot()
	next.Listen.Port = 5000
	got, err := s.Save(next, revision, nil)
	if err != nil || got == revision || got != s.Revision() {
		t.Fatalf("%v, revision %d after %d", err, got, revision)
	}
	if s.Current().Listen.Port != 5000 || !strings.Contains(get(t, s.Path()), "port = 5000") {
		t.Errorf("%s", get(t, s.Path()))
	}
	if names := others(t, s.Path()); len(names) > 0 {
		t.Errorf("beside the first file: %v", names)
	}
	for n := 5001; n < 5004; n++ {
		if err := s.Modify(setPort(n), nil); err != nil {
			t.Fatal(err)
		}
	}
	if names := others(t, s.Path()); len(names) != 1 || !strings.Contains(get(t, s.Path()+".bak"), "port = 5002") {
		t.Errorf("backups: %v", names)
	}
	again, r, err := Open(s.Path())
	if err != nil || !reflect.DeepEqual(r, Report{}) || !reflect.DeepEqual(again.Current(), s.Current()) {
		t.Errorf("%v %+v", err, r)
	}
}

func TestCurrentIsNotSharedWithCallers(t *testing.T) {
	s, _ := newStore(t, "")
	s.Current().Upstreams[0].Models[0] = "changed"
	next, revision := s.Snapshot()
	if _, err := s.Save(next, revision, func(v Settings) error { v.Clients[0].Name = "changed"; return nil }); err != nil {
		t.Fatal(err)
	}
	next.Upstreams[0].Name = "changed"
	if !reflect.DeepEqual(s.Current(), Default()) {
		t.Errorf("%+v", s.Current())
	}
}

func TestRefusedSaveLeavesEverythingAsItWas(t *testing.T) {
	s, _ := newStore(t, commented)
	before, revision := s.Snapshot()
	veto := errors.New("port taken")
	tests := []struct {
		name     string
		revision uint64
		change   func(*Settings)
		verify   func(Settings) error
		is       func(error) bool
	}{
		{"old revision", revision - 1, func(*Settings) {}, nil, func(err error) bool { return errors.Is(err, ErrConflict) }},
		{"wrong field", revision, func(s *Settings) { s.Listen.Port = -1 }, nil, func(err error) bool {
			var invalid *Invalid
			return errors.As(err, &invalid) && invalid.Problems[0].Field == "listen.port"
		}},
		{"header line break", revision, func(s *Settings) { s.Upstreams[0].Headers = map[string]string{"X-A": "b\r\nX-Evil: 1"} }, nil, func(err error) bool {
			var invalid *Invalid
			return errors.As(err, &invalid) && invalid.Problems[0].Field == "upstream[0].headers.X-A"
		}},
		{"veto", revision, func(s *Settings) { s.Listen.Port = 5000 }, func(Settings) error { return veto }, func(err error) bool { return errors.Is(err, veto) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			next := before.Clone()
			tt.change(&next)
			if _, err := s.Save(next, tt.revision, tt.verify); !tt.is(err) {
				t.Errorf("got %v", err)
			}
			now, at := s.Snapshot()
			if at != revision || !reflect.DeepEqual(now, before) || get(t, s.Path()) != commented || len(others(t, s.Path())) > 0 {
				t.Errorf("something changed: %d %v", at, others(t, s.Path()))
			}
		})
	}
}

func TestInvalidSettingsAreNotShownToVerify(t *testing.T) {
	s, _ := newStore(t, "")
	next, revision := s.Snapshot()
	next.Access = "x"
	_, err := s.Save(next, revision, func(Settings) error { t.Error("verify was asked"); return nil })
	if err == nil {
		t.Error("saved")
	}
}

// Two Keyports (the running one and a command line beside it) on one file.
func TestTwoWritersLoseNothing(t *testing.T) {
	first, _ := newStore(t, "")
	second, _, err := Open(first.Path())
	if err != nil {
		t.Fatal(err)
	}
	const each = 20
	var wg sync.WaitGroup
	for i, s := range []*Store{first, first, second, second} {
		wg.Go(func() {
			for n := range each {
				err := s.Modify(func(s *Settings) error {
					s.Aliases = append(s.Aliases, Alias{Name: string(rune('a'+i)) + "-" + strings.Repeat("i", n+1), Model: "m"})
					return nil
				}, nil)
				for errors.Is(err, ErrConflict) { // Modify gives up after some tries; a person would press Save again
					err = s.Modify(func(s *Settings) error {
						s.Aliases = append(s.Aliases, Alias{Name: string(rune('a'+i)) + "-" + strings.Repeat("i", n+1), Model: "m"})
						return nil
					}, nil)
				}
				if err != nil {
					t.Errorf("writer %d: %v", i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	last, r, err := Open(first.Path())
	if err != nil || len(r.Problems) > 0 || len(last.Current().Aliases) != 4*each {
		t.Errorf("%v %v: %d aliases of %d", err, r.Problems, len(last.Current().Aliases), 4*each)
	}
}

func TestChangeByHandIsNotOverwritten(t *testing.T) {
	s, _ := newStore(t, text(t, Default()))
	next, revision := s.Snapshot()
	byHand := strings.Replace(get(t, s.Path()), "port = 0 ", "port = 7777 ", 1)
	put(t, s.Path(), byHand)
	next.Listen.Prefix = "/work"
	if _, err := s.Save(next, revision, nil); !errors.Is(err, ErrConflict) {
		t.Fatalf("got %v", err)
	}
	if get(t, s.Path()) != byHand || s.Current().Listen.Port != 7777 || s.Revision() == revision {
		t.Errorf("%+v", s.Current().Listen)
	}
	if err := s.Modify(func(s *Settings) error { s.Listen.Prefix = "/work"; return nil }, nil); err != nil {
		t.Fatal(err)
	}
	if now := s.Current().Listen; now.Port != 7777 || now.Prefix != "/work" {
		t.Errorf("%+v", now)
	}
}

func TestChangeByHandThatBreaksTheFileIsKeptAside(t *testing.T) {
	for name, broken := range map[string]string{"broken": "port = [", "invalid": "access = \"x\""} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t, "")
			for n := 5000; n < 5002; n++ {
				if err := s.Modify(setPort(n), nil); err != nil {
					t.Fatal(err)
				}
			}
			put(t, s.Path(), broken)
			if err := s.Modify(setPort(5002), nil); err != nil {
				t.Fatal(err)
			}
			names := others(t, s.Path())
			if len(names) != 2 || !strings.Contains(get(t, s.Path()+".bak"), "port = 5000") {
				t.Fatalf("%v", names)
			}
			for _, n := range names {
				if n != "settings.toml.bak" && get(t, filepath.Join(filepath.Dir(s.Path()), n)) != broken {
					t.Errorf("%s is not what was there", n)
				}
			}
		})
	}
}

func TestNewerFileThatAppearsIsNotOverwritten(t *testing.T) {
	s, _ := newStore(t, text(t, Default()))
	put(t, s.Path(), "version = 2\n")
	if err := s.Modify(setPort(5000), nil); !errors.Is(err, ErrNewer) || !s.ReadOnly() || get(t, s.Path()) != "version = 2\n" {
		t.Errorf("got %v", err)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	for _, err := range []error{ErrConflict, ErrNewer, ErrNoBackup, &Invalid{}, &Invalid{[]Problem{{"a", "B."}, {"c", "D."}}}} {
		if text := err.Error(); text == "" || strings.Contains(text, "\n") {
			t.Errorf("%q", text)
		}
	}
}

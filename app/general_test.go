package app

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
)

func TestExportedSettingsComeBackOnAnotherComputer(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if _, err := r.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	if err := r.edit(func(s *settings.Settings) {
		s.Rules = []settings.Rule{{Models: []string{"qwen*"}, Append: "/no_think"}}
		s.Desktop.Look = "dark"
	}); err != nil {
		t.Fatal(err)
	}
	text, err := r.ExportSettings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.secrets() {
		if strings.Contains(text, s) {
			t.Error("a secret is exported")
		}
	}

	there := home(t)
	other := begin(t, there, options(there))
	review, err := other.ReviewSettings(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(review.Changes, "\n")
	for _, want := range []string{"The app Zed is added.", "Rule 1 is added.", "Look: system becomes dark."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among\n%s", want, said)
		}
	}
	if s := other.status(); len(s.Clients) != 1 || s.Look != "system" {
		t.Errorf("a review has changed something: %+v", s)
	}
	if _, err := other.ApplySettings(t.Context(), text, review.Revision); err != nil {
		t.Fatal(err)
	}
	if s := other.status(); len(s.Clients) != 2 || s.Look != "dark" {
		t.Errorf("%+v", s)
	}
	if a := other.access("Zed"); a.Password == "" || a.Password == r.access("Zed").Password {
		t.Error("the app has no password of its own there")
	}
	if again, err := other.ReviewSettings(t.Context(), text); err != nil || len(again.Changes) > 0 {
		t.Errorf("%v, %v", again.Changes, err)
	}
	_, err = other.ApplySettings(t.Context(), text, review.Revision)
	wantCode(t, err, control.CodeConflict)
}

func TestATextThatCannotBeTakenOverIsExplained(t *testing.T) {
	dir := home(t)
	o := offline(t, options(dir))
	for name, text := range map[string]string{
		"nothing": " \n", "a file of another program": "[project]\nname = 'x'\n", "a .env file": "OPENAI_API_KEY=sk-1\n", "a wrong field": "access = 'all'\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := o.ReviewSettings(t.Context(), text)
			if e := wantCode(t, err, control.CodeInvalid); len(e.Fields) == 0 {
				t.Errorf("no field: %+v", e)
			}
		})
	}
	_, err := o.ReviewSettings(t.Context(), "version = 9\n")
	wantCode(t, err, control.CodeReadOnly)
	review, err := o.ReviewSettings(t.Context(), "access = 'open'\n[listen]\ncolour = 3\n")
	if err != nil || len(review.Warnings) != 2 {
		t.Errorf("%v %v", review.Warnings, err)
	}
}

// A settings file may come from somebody else, and what it would change is shown on a terminal.
func TestWhatAFileWouldChangeActsOnNoTerminal(t *testing.T) {
	dir := home(t)
	o := offline(t, options(dir))
	with := func(text string) string {
		return "[[rule]]\nmodels = ['*']\nappend = \"" + text + "\"\n"
	}
	v, _ := o.Settings(t.Context())
	if _, err := o.ApplySettings(t.Context(), with("a"), v.Revision); err != nil {
		t.Fatal(err)
	}
	review, err := o.ReviewSettings(t.Context(), with("b \u009b31m \u202e c"))
	if err != nil || len(review.Changes) != 1 || !strings.Contains(review.Changes[0], " c") {
		t.Fatalf("%q %v", review.Changes, err)
	}
	if strings.ContainsFunc(review.Changes[0], func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("%q", review.Changes[0])
	}
}

// Wherever a reset ends, asking again forgets the keys: nobody else knows the names of the accounts any more.
func TestResetThatIsKilledLeavesNoKeyBehind(t *testing.T) {
	finished := false
	for n := 0; !finished; n++ {
		t.Run(fmt.Sprintf("after %d changes", n), func(t *testing.T) {
			dir, store := home(t), &failing{Store: keystore.Memory(), left: -1}
			opts := options(dir)
			opts.Keystore = store
			write(t, dir, func(s *settings.Settings) {
				s.Upstreams = append(s.Upstreams, settings.NewUpstream("mine", "https://llm.example.com/v1"))
			})
			first := offline(t, opts)
			for _, name := range []string{"openai", "mine"} {
				if err := first.SetKey(t.Context(), name, control.NewSecret(goodKey)); err != nil {
					t.Fatal(err)
				}
			}
			store.left = n
			_, _ = first.ResetSettings(t.Context(), true)
			finished = store.left > 0
			_ = first.Close()

			store.left = -1
			second := offline(t, opts)
			if _, err := second.ResetSettings(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"openai", "mine"} {
				if _, err := store.Get(t.Context(), keyAccount(name)); keystore.KindOf(err) != keystore.NotFound {
					t.Errorf("the key of %s is still there: %v", name, err)
				}
			}
		})
		if n > 50 {
			t.Fatal("a reset takes no end")
		}
	}
}

func TestResetBeginsAnew(t *testing.T) {
	for _, keys := range []bool{false, true} {
		t.Run(map[bool]string{false: "the key stays", true: "the key goes"}[keys], func(t *testing.T) {
			p := newProvider(t)
			dir := home(t)
			opts := options(dir)
			opts.Listen = nil
			write(t, dir, func(s *settings.Settings) {
				upstreamAt(p)(s)
				s.Upstreams[0].Name = "mine"
				s.Clients = append(s.Clients, settings.Client{Name: "Zed"})
				s.Desktop = settings.Desktop{Language: "de", Look: "dark"}
			})
			r := begin(t, dir, opts)
			if err := r.SetKey(t.Context(), "mine", control.NewSecret(goodKey)); err != nil {
				t.Fatal(err)
			}
			port, old := r.status().Address, r.access("VS Code")

			if _, err := r.ResetSettings(t.Context(), keys); err != nil {
				t.Fatal(err)
			}
			s := r.status()
			if s.Address != port || len(s.Clients) != 1 || len(s.Upstreams) != 1 || s.Upstreams[0].Name != "openai" || s.Language != "en" || s.Look != "system" {
				t.Errorf("%+v", s)
			}
			if now := r.access("VS Code"); now.Password == old.Password || now.Address == old.Address {
				t.Error("an old password works on")
			}
			key, err := opts.Keystore.Get(t.Context(), "mine")
			if keys && keystore.KindOf(err) != keystore.NotFound || !keys && key != goodKey {
				t.Errorf("the key: %v, %v", key != "", err)
			}
		})
	}
}

// The text is pasted into public issues.
func TestDiagnosticsNameNothingPrivate(t *testing.T) {
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		s.Upstreams = []settings.Upstream{settings.NewUpstream("privname", "https://privhost.example/v1")}
		s.Upstreams[0].Headers = map[string]string{"X-Privheader": "privvalue"}
		s.Clients = []settings.Client{{Name: "privapp", Origins: []string{"app://privorigin"}}}
		s.Listen.Prefix, s.Listen.Hosts = "/privprefix", []string{"privpc"}
		s.Aliases = []settings.Alias{{Name: "privalias", Model: "privmodel"}}
		s.Rules = []settings.Rule{{Models: []string{"privglob"}, Append: "privtext"}}
	})
	r := begin(t, dir, options(dir))
	text, err := r.Diagnostics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "priv") || strings.Contains(text, dir) {
		t.Errorf("it says too much:\n%s", text)
	}
	for _, s := range r.secrets() {
		if strings.Contains(text, s) {
			t.Error("it holds a secret")
		}
	}
	for _, want := range []string{"keyport    test", "127.0.0.1:", "state      setup", "rules 1", "key missing"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	r.stop()

	o := offline(t, options(dir))
	if text, err := o.Diagnostics(t.Context()); err != nil || strings.Contains(text, "priv") || !strings.Contains(text, "running    no") {
		t.Errorf("%v\n%s", err, text)
	}
}

package fix

import (
	"errors"
	"net/url"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// row is a page with nothing on it but the buttons of a problem.
type row struct {
	*Fix
	box fyne.CanvasObject
}

func (r row) Content() fyne.CanvasObject { return r.box }
func (r row) Load()                      {}
func (r row) Show()                      {}
func (r row) Leave()                     {}

// told is a bench on which that problem is told.
func told(t *testing.T, f *windowtest.Fake, p control.Problem) (*windowtest.Bench, row) {
	t.Helper()
	b, r := windowtest.Open(t, f, func(h *kit.Host) row {
		fix := New(h)
		return row{fix, container.NewVBox(fix.Note.Box, fix.Row)}
	})
	r.Fix.Show(p)
	return b, r
}

func TestEveryButtonDoesWhatItSays(t *testing.T) {
	for action, c := range map[control.Action]struct {
		problem, button, call, page string
	}{
		control.ActionTryAgain:     {"port_taken", "Try again", "TryPortNow", ""},
		control.ActionUnlock:       {"keychain_locked", "Unlock…", "AskKeychain", ""},
		control.ActionAskAgain:     {"keychain_refused", "Ask again", "AskKeychain", ""},
		control.ActionUseKeychain:  {"keychain_session", "Use the keychain again", "AskKeychain", ""},
		control.ActionSessionKey:   {"keychain_locked", "Use a key for this session", "UseSession", control.PageKey},
		control.ActionEnterKey:     {"key_rejected", "Enter a new key", "", control.PageKey},
		control.ActionNetworkProxy: {"network_proxy", "Network proxy…", "", control.PageNetwork},
		control.ActionShowApps:     {"wrong_passwords", "Show the apps", "", control.PageApps},
		control.ActionNewerVersion: {"settings_newer", "Get the newer version", "", control.PageAbout},
		control.ActionRestore:      {"settings_broken", "Restore the settings", "RestoreSettings", ""},
		control.ActionKeepRight:    {"settings_invalid", "Keep what is right", "StartFresh", ""},
		control.ActionRestart:      {"replaced", "Restart", "Restart", ""},
		control.ActionDismiss:      {"wrong_passwords", "Hide this", "DismissProblem wrong_passwords", ""},
	} {
		t.Run(string(action), func(t *testing.T) {
			b, _ := told(t, windowtest.WithAccount(), control.Problem{Code: c.problem, Action: action})
			b.Tap(c.button)
			if c.call == "" {
				b.WantCalls()
			} else {
				b.WantCalls(c.call)
			}
			if c.page == "" && len(b.Turned) > 0 || c.page != "" && (len(b.Turned) != 1 || b.Turned[0] != c.page) {
				t.Errorf("turned to %v, want %q", b.Turned, c.page)
			}
		})
	}
	b, _ := told(t, windowtest.WithAccount(), control.Problem{Code: "settings_unsaved", Action: control.ActionTryAgain})
	b.Tap("Try again")
	b.WantCalls("TrySaveNow")
}

func TestTheButtonForANewVersionOpensItsPage(t *testing.T) {
	for _, action := range []control.Action{control.ActionRelease, control.ActionNewerVersion} {
		b, _ := told(t, windowtest.WithAccount(), control.Problem{Code: control.CodeUpdate, Action: action, Second: control.ActionDismiss, Link: "https://example.org/1.4.0"})
		var opened []string
		b.Host.Browse = func(u *url.URL) error {
			opened = append(opened, u.String())
			return nil
		}
		b.Tap(map[control.Action]string{control.ActionRelease: "See what is new", control.ActionNewerVersion: "Get the newer version"}[action])
		if len(opened) != 1 || opened[0] != "https://example.org/1.4.0" || len(b.Turned) > 0 {
			t.Errorf("opened %v, turned to %v", opened, b.Turned)
		}
		b.WantCalls()
		b.Host.Browse = func(*url.URL) error { return errors.New("there is no browser") }
		b.Tap(map[control.Action]string{control.ActionRelease: "See what is new", control.ActionNewerVersion: "Get the newer version"}[action])
		b.WantSeen("https://example.org/1.4.0")
		b.Tap("Skip this version")
		b.WantCalls("DismissProblem update")
	}
	for _, link := range []string{"http://example.org", "file:///etc/passwd", "javascript:alert(1)", "https://", "x"} {
		b, _ := told(t, windowtest.WithAccount(), control.Problem{Code: control.CodeUpdate, Action: control.ActionRelease, Link: link})
		b.Host.Browse = func(u *url.URL) error { t.Errorf("opened %s", u); return nil }
		b.Tap("See what is new")
	}
}

// A Keyport that is newer than its window may offer what has no words here.
func TestAnUnknownActionHasNoButton(t *testing.T) {
	b, r := told(t, windowtest.WithAccount(), control.Problem{Code: "from_tomorrow", Action: "from_tomorrow", Second: "and_more"})
	if r.Row.Visible() || r.first.Visible() || r.second.Visible() {
		t.Error("there is a button without words")
	}
	b.WantUnseen("from_tomorrow")
}

func TestAnotherPortIsAskedForWhenAppsMustBeChanged(t *testing.T) {
	p := control.Problem{Code: "port_taken", Action: control.ActionUsePort, FreePort: 11436}
	b, _ := told(t, windowtest.WithApps(), p)
	b.Tap("Use port 11436")
	b.WantSeen("Code and Zed must be changed to the new address")
	b.WantCalls()
	b.Press(fyne.KeyEscape)
	b.WantCalls()
	b.Tap("Use port 11436")
	b.Tap("Use port 11436") // in the question
	b.WantCalls("SaveSettings")
	if got := b.LastSaved().Listen.Port; got != 11436 {
		t.Errorf("saved port %d", got)
	}
	b, _ = told(t, windowtest.WithAccount(), p)
	b.Tap("Use port 11436") // no app knows the old one
	b.WantCalls("SaveSettings")
}

func TestFreshSettingsAreAskedFor(t *testing.T) {
	b, _ := told(t, windowtest.WithAccount(), control.Problem{Code: "settings_broken", Action: control.ActionRestore, Second: control.ActionFresh})
	b.Tap("Start fresh")
	b.WantCalls()
	b.Tap("Start fresh") // in the question
	b.WantCalls("StartFresh")
}

func TestWhatFailedIsSaidAndGoesWithItsProblem(t *testing.T) {
	f := windowtest.WithAccount()
	f.Fail["TryPortNow"] = &control.Error{Code: control.CodePortTaken, Message: "Port 11434 is taken by Ollama."}
	b, r := told(t, f, control.Problem{Code: "port_taken", Action: control.ActionTryAgain})
	b.Tap("Try again")
	b.WantSeen("Port 11434 is taken by Ollama.")
	r.Fix.Show(control.Problem{Code: "no_tray", Action: control.ActionTrayHelp})
	b.WantUnseen("Port 11434 is taken by Ollama.")
	b.Tap("How to add tray icons")
	b.WantSeen("AppIndicator")
	b.Tap("Close")
	r.Fix.Show(control.Problem{})
	if r.Row.Visible() {
		t.Error("there are buttons without a problem")
	}
}

func TestACheckSaysWhatTheProviderAnswers(t *testing.T) {
	f := windowtest.WithAccount()
	f.Result = control.KeyResult{Code: "rejected", Sentence: "The provider refused this key."}
	b, _ := told(t, f, control.Problem{Code: "key_doubtful", Upstream: "openai", Action: control.ActionCheckKey})
	b.Tap("Check the key")
	b.WantSeen("The provider refused this key.")
	if len(b.Fake.Checks) != 1 || b.Fake.Checks[0].Upstream != "openai" || b.Fake.Checks[0].Key != "" {
		t.Errorf("%+v", b.Fake.Checks)
	}
}

func TestTheReportOfACrashIsCopied(t *testing.T) {
	f := windowtest.WithAccount()
	f.Crash = "panic: what happened"
	b, _ := told(t, f, control.Problem{Code: "crashed", Action: control.ActionCopyReport})
	b.Tap("Copy the report")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "panic: what happened")
	b.WantSeen("Copied.")
}

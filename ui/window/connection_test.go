package window

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
)

// withApps is a Keyport that two apps may use.
func withApps() *fakeAPI {
	f := withAccount()
	f.addApp("Code")
	f.addApp("Zed")
	return f
}

func onConnection(o *Options) { o.Page = control.PageConnection }

func TestTheAddressIsShownAsItWillBe(t *testing.T) {
	f := withApps()
	f.view.Settings.Listen = control.Listen{Port: 12000, Prefix: "/work"}
	b := open(t, f, onConnection)
	wantText(t, "port", b.connection().port.Text, "12000")
	b.wantSeen("http://127.0.0.1:12000/work/v1")
	b.write(b.connection().prefix, "/home")
	b.wantSeen("http://127.0.0.1:12000/home/v1")
	b.write(b.connection().port, "x")
	b.wantUnseen("http://127.0.0.1:12000/home/v1")
}

func TestAPortChangeNamesTheAppsBeforeAndAfter(t *testing.T) {
	b := open(t, withApps(), onConnection)
	b.write(b.connection().port, "12000")
	b.wantSeen("Code and Zed must be changed to the new address after saving.")
	b.tap("Save")
	b.wantSeen("Saved. Change the address in Code and Zed too")
	if got := b.lastSaved().Listen; got.Port != 12000 || got.Prefix != "" {
		t.Errorf("saved %+v", got)
	}
	if len(b.lastSaved().Upstreams) != 1 || len(b.lastSaved().Clients) != 2 {
		t.Errorf("the rest of the settings was changed: %+v", b.lastSaved())
	}
}

func TestUndoGivesTheSavedAddressBack(t *testing.T) {
	b := open(t, withApps(), onConnection)
	if b.button("Undo") != nil {
		t.Error("there is something to undo at first")
	}
	b.write(b.connection().port, "12000")
	b.tap("Undo")
	wantText(t, "port", b.connection().port.Text, "11434")
	b.wantUnseen("must be changed")
	b.wantCalls()
}

func TestAWrongPortIsSaidWhenTheFocusLeaves(t *testing.T) {
	for _, typed := range []string{"", "abc", "0", "65536", "-1", "11434.5"} {
		t.Run(typed, func(t *testing.T) {
			b := open(t, withApps(), onConnection)
			b.win.Canvas().Focus(b.connection().port)
			b.connection().port.SetText(typed)
			wantText(t, "message while typing", b.connection().portField.note.text(), "")
			b.win.Canvas().Unfocus()
			wantText(t, "message", b.connection().portField.note.text(), "Enter a number from 1024 to 65535.")
			b.tap("Save")
			b.wantCalls()
			if b.win.Canvas().Focused() != b.connection().port {
				t.Error("the focus is not in the field that is wrong")
			}
		})
	}
}

func TestWhatIsWrongWithTheAddressStandsUnderItsField(t *testing.T) {
	for name, place := range map[string]func(*connectionPage) *field{
		"listen.port":   func(p *connectionPage) *field { return p.portField },
		"listen.prefix": func(p *connectionPage) *field { return p.prefixField },
	} {
		t.Run(name, func(t *testing.T) {
			f := withApps()
			f.fail["SaveSettings"] = invalid(name, "This cannot be used.")
			b := open(t, f, onConnection)
			b.write(b.connection().port, "80")
			b.tap("Save")
			wantText(t, "message", place(b.connection()).note.text(), "This cannot be used.")
			wantText(t, "what was typed", b.connection().port.Text, "80")
		})
	}
}

func TestAFlagThatDecidesThePortIsNamed(t *testing.T) {
	f := withApps()
	f.view.Overridden = map[string]string{"listen.port": "--listen"}
	b := open(t, f, onConnection)
	b.wantSeen("In this run --listen decides.")
}

func TestSecretsAreOnTheWindowOnlyWhileAsked(t *testing.T) {
	f := withApps()
	b := open(t, f, onConnection)
	secrets := []string{"secret-of-Code", "kp-password-of-Code", "secret-of-Zed", "kp-password-of-Zed"}
	none := func(when string) {
		t.Helper()
		markup := test.RenderToMarkup(b.win.Canvas())
		for _, s := range secrets {
			if strings.Contains(markup, s) {
				t.Errorf("%s: %s is on the window", when, s)
			}
		}
	}
	none("at first")
	b.wantCalls() // and nobody asked for them

	zed := b.connection().apps[1]
	test.Tap(zed.address.eye)
	b.settle()
	b.wantCalls("Access Zed")
	b.wantSeen("http://127.0.0.1:11434/secret-of-Zed")
	b.wantUnseen("secret-of-Code", "kp-password-of-Code", "kp-password-of-Zed")
	test.Tap(zed.address.eye)
	none("after Hide")

	test.Tap(zed.password.eye)
	b.settle()
	b.wantSeen("kp-password-of-Zed")
	b.Open(control.PageKey)
	none("on another page")
	b.Open(control.PageConnection)
	none("back on the page")
	if got := b.win.Title(); got != "Keyport" {
		t.Errorf("the title is %q", got)
	}
}

func TestASecretThatComesTooLateIsNotShown(t *testing.T) {
	b := open(t, withApps(), onConnection)
	test.Tap(b.connection().apps[0].password.eye)
	b.Open(control.PageKey)
	b.settle()
	b.Open(control.PageConnection)
	b.wantUnseen("kp-password-of-Code")
}

func TestCopyPutsTheSecretOnTheClipboardOnly(t *testing.T) {
	b := open(t, withApps(), onConnection)
	b.tap("Copy")
	wantText(t, "clipboard", b.app.Clipboard().Content(), "http://127.0.0.1:11434/secret-of-Code")
	b.wantSeen("Copied. Treat it like a password.")
	b.wantUnseen("secret-of-Code")
}

func TestRenewSaysWhatStopsWorking(t *testing.T) {
	b := open(t, withApps(), onConnection)
	b.tap("Renew")
	b.wantSeen("The old address stops at once. Code stops working until you give it the new one.")
	b.wantCalls()
	b.tap("Cancel")
	b.wantCalls()
	b.tap("Renew")
	b.tap("Renew")
	b.wantCalls("RotateClient Code address")
	b.wantSeen("A new address was made. Copy it into Code.")
}

func TestTheKeychainsTroubleStandsAtTheApp(t *testing.T) {
	f := withApps()
	f.fail["Access"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b := open(t, f, onConnection)
	b.tap("Show")
	b.wantSeen("Your login keyring is locked.")
	b.wantUnseen("secret-of-Code")
}

func TestAnAppIsAddedAndRemoved(t *testing.T) {
	b := open(t, withApps(), onConnection)
	b.write(b.connection().name, "  Aider ")
	b.tap("Add app")
	b.followed()
	b.wantCalls("AddClient Aider")
	b.wantSeen("Aider was added.")
	if n := len(b.connection().apps); n != 3 {
		t.Fatalf("%d apps", n)
	}
	test.Tap(b.connection().apps[2].remove)
	b.wantSeen("Aider can no longer use Keyport")
	b.tap("Remove")
	b.followed()
	b.wantCalls("AddClient Aider", "RemoveClient Aider")
	if n := len(b.connection().apps); n != 2 {
		t.Errorf("%d apps", n)
	}
}

func TestAnAppsNameIsChecked(t *testing.T) {
	for typed, want := range map[string]string{
		"":                      "Enter a name of 1 to 40 characters.",
		strings.Repeat("ä", 41): "Enter a name of 1 to 40 characters.",
		"zed":                   "There is already an app called Zed.",
	} {
		t.Run(typed, func(t *testing.T) {
			b := open(t, withApps(), onConnection)
			b.write(b.connection().name, typed)
			b.tap("Add app")
			wantText(t, "message", b.connection().nameNote.note.text(), want)
			b.wantCalls()
		})
	}
}

func TestAddingAnAppKeepsTheTypedPort(t *testing.T) {
	b := open(t, withApps(), onConnection)
	b.write(b.connection().port, "12000")
	b.write(b.connection().name, "Aider")
	b.tap("Add app")
	b.followed()
	wantText(t, "port", b.connection().port.Text, "12000")
}

func TestAppsSayWhenTheyWereLastHere(t *testing.T) {
	f := withApps()
	long := time.Date(2024, 3, 5, 12, 0, 0, 0, time.Local)
	f.status.Clients[0].LastUsed, f.status.Clients[0].Requests = &long, 7
	b := open(t, f, onConnection)
	b.wantSeen("Last used 2024-03-05, 7 requests", "Not used yet")
}

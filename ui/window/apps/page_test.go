package apps

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

func TestSecretsAreOnTheWindowOnlyWhileAsked(t *testing.T) {
	f := windowtest.WithApps()
	b, p := windowtest.Open(t, f, newPage)
	secrets := []string{"secret-of-Code", "kp-password-of-Code", "secret-of-Zed", "kp-password-of-Zed"}
	none := func(when string) {
		t.Helper()
		markup := test.RenderToMarkup(b.Win.Canvas())
		for _, s := range secrets {
			if strings.Contains(markup, s) {
				t.Errorf("%s: %s is on the window", when, s)
			}
		}
	}
	none("at first")
	b.WantCalls() // and nobody asked for them

	zed := p.cards[1]
	test.Tap(zed.address.Eye)
	b.Settle()
	b.WantCalls("Access Zed")
	b.WantSeen("http://127.0.0.1:11434/secret-of-Zed")
	b.WantUnseen("secret-of-Code", "kp-password-of-Code", "kp-password-of-Zed")
	test.Tap(zed.address.Eye)
	none("after Hide")

	test.Tap(zed.password.Eye)
	b.Settle()
	b.WantSeen("kp-password-of-Zed")
	b.Leave()
	none("after the page was left")
}

func TestAnAddressThatIsShownGoesWithThePort(t *testing.T) {
	f := windowtest.WithApps()
	b, p := windowtest.Open(t, f, newPage)
	test.Tap(p.cards[0].address.Eye)
	b.Settle()
	b.WantSeen("http://127.0.0.1:11434/secret-of-Code")
	f.With(func(s *control.Settings, st *control.Status) {
		s.Listen.Port, st.Address = 12000, "http://127.0.0.1:12000"
	})
	b.Followed()
	b.WantUnseen("secret-of-Code", "11434")
	b.WantSeen("http://127.0.0.1:12000/••")
}

func TestASecretThatComesTooLateIsNotShown(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	test.Tap(p.cards[0].password.Eye)
	b.Leave()
	b.Settle()
	b.WantUnseen("kp-password-of-Code")
}

func TestCopyPutsTheSecretOnTheClipboardOnly(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithApps(), newPage)
	b.Tap("Copy")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "http://127.0.0.1:11434/secret-of-Code")
	b.WantSeen("Copied. Treat it like a password.")
	b.WantUnseen("secret-of-Code")
}

func TestRenewSaysWhatStopsWorking(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithApps(), newPage)
	b.Tap("Renew")
	b.WantSeen("The old address stops at once. Code stops working until you give it the new one.")
	b.WantCalls()
	b.Tap("Cancel")
	b.WantCalls()
	b.Tap("Renew")
	b.Tap("Renew")
	b.WantCalls("RotateClient Code address")
	b.WantSeen("A new address was made. Copy it into Code.")
}

func TestTheKeychainsTroubleStandsAtTheApp(t *testing.T) {
	f := windowtest.WithApps()
	f.Fail["Access"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b, _ := windowtest.Open(t, f, newPage)
	b.Tap("Show")
	b.WantSeen("Your login keyring is locked.")
	b.WantUnseen("secret-of-Code")
}

func TestAnAppIsAddedAndRemoved(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	b.Write(p.name, "  Aider ")
	b.Tap("Add app")
	b.Followed()
	b.WantCalls("AddClient Aider")
	b.WantSeen("Aider was added.")
	if n := len(p.cards); n != 3 {
		t.Fatalf("%d apps", n)
	}
	test.Tap(p.cards[2].remove)
	b.WantSeen("Aider can no longer use Keyport")
	b.Tap("Remove")
	b.Followed()
	b.WantCalls("AddClient Aider", "RemoveClient Aider")
	if n := len(p.cards); n != 2 {
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
			b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
			b.Write(p.name, typed)
			b.Tap("Add app")
			windowtest.WantText(t, "message", p.field.Note.Text(), want)
			b.WantCalls()
		})
	}
}

func TestAppsSayWhenTheyWereLastHere(t *testing.T) {
	f := windowtest.WithApps()
	long := time.Date(2024, 3, 5, 12, 0, 0, 0, time.Local)
	f.State.Clients[0].LastUsed, f.State.Clients[0].Requests = &long, 7
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("Last used 2024-03-05, 7 requests", "Not used yet")
}

package apps

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

// detailOf opens the page at one app.
func detailOf(t *testing.T, f *windowtest.Fake, name string) (*windowtest.Bench, *page, *detail) {
	t.Helper()
	b, p := open(t, f)
	p.turn(newDetail(p, name))
	b.Settle()
	return b, p, p.now.(*detail)
}

func TestSecretsAreOnTheWindowOnlyWhileAsked(t *testing.T) {
	b, _, d := detailOf(t, windowtest.WithApps(), "Zed")
	b.WantCalls() // nobody asked for them
	test.Tap(d.access.address.Eye)
	b.Settle()
	b.WantCalls("Access Zed")
	b.WantSeen("http://127.0.0.1:11434/secret-of-Zed")
	b.WantUnseen("kp-password-of-Zed")
	test.Tap(d.access.address.Eye)
	b.WantUnseen("secret-of-Zed")
	test.Tap(d.access.password.Eye)
	b.Settle()
	b.WantSeen("kp-password-of-Zed")
	b.Leave()
	b.WantUnseen("kp-password-of-Zed")
}

func TestAnAddressThatIsShownGoesWithThePort(t *testing.T) {
	f := windowtest.WithApps()
	b, _, d := detailOf(t, f, "Zed")
	test.Tap(d.access.address.Eye)
	b.Settle()
	b.WantSeen("http://127.0.0.1:11434/secret-of-Zed")
	f.With(func(s *control.Settings, st *control.Status) {
		s.Listen.Port, st.Address = 12000, "http://127.0.0.1:12000"
	})
	b.Followed()
	b.WantUnseen("secret-of-Zed", "11434")
	b.WantSeen("http://127.0.0.1:12000/••")
}

func TestASecretThatComesTooLateIsNotShown(t *testing.T) {
	b, _, d := detailOf(t, windowtest.WithApps(), "Zed")
	test.Tap(d.access.password.Eye)
	b.Leave()
	b.Settle()
	b.WantUnseen("kp-password-of-Zed")
}

func TestCopyPutsTheSecretOnTheClipboardOnly(t *testing.T) {
	b, _, _ := detailOf(t, windowtest.WithApps(), "Zed")
	b.Tap("Copy")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "http://127.0.0.1:11434/secret-of-Zed")
	b.WantSeen("Copied. Treat it like a password.")
	b.WantUnseen("secret-of-Zed")
}

func TestRenewAsksWhetherTheOldOneMayStay(t *testing.T) {
	f := windowtest.WithApps()
	b, _, _ := detailOf(t, f, "Zed")
	b.Tap("Renew")
	b.WantSeen("Zed must get the new one; the old one stops at once, unless you keep it.")
	b.Tap("Cancel")
	b.WantCalls()
	b.Tap("Renew")
	test.Tap(b.Checks("Keep the old one for 1 hour")[0])
	b.Tap("Renew")
	b.WantCalls("RotateClient Zed address keep_old")
	b.WantSeen("A new address was made. Copy it into Zed.")
	at := time.Date(2026, 3, 4, 15, 4, 0, 0, time.Local)
	f.With(func(_ *control.Settings, st *control.Status) {
		st.Clients[1].Old = control.OldUntil{Address: &at}
	})
	b.Followed()
	b.WantSeen("The old private address works until 15:04.")
	f.With(func(_ *control.Settings, st *control.Status) {
		st.Clients[1].Old = control.OldUntil{Address: &at, Password: &at}
	})
	b.Followed()
	b.WantSeen("The old password works until 15:04, the old private address until 15:04.")
}

func TestAnAppIsRenamed(t *testing.T) {
	f := windowtest.WithApps()
	b, p, d := detailOf(t, f, "Zed")
	b.Write(d.name, "code")
	b.WantSeen("There is already an app called Code.", "The app gets another name.")
	b.Tap("Save")
	b.WantCalls()
	b.Write(d.name, " Zed at work ")
	b.Tap("Save")
	b.Followed()
	b.WantCalls("ChangeClient Zed name=Zed at work")
	b.WantSeen("Zed at work")
	windowtest.WantText(t, "the view is about", p.now.about(), "Zed at work")
}

// The settings with the new name may come before the call that renames has ended.
func TestARenamedAppKeepsItsViewWhenTheNewsAreFaster(t *testing.T) {
	f := windowtest.WithApps()
	b, p, d := detailOf(t, f, "Zed")
	d.becomes = "Zed at work"
	f.With(func(s *control.Settings, _ *control.Status) {
		s.Clients = slices.Clone(s.Clients)
		s.Clients[1].Name = "Zed at work"
	})
	b.Followed()
	windowtest.WantText(t, "the view is about", p.now.about(), "Zed at work")
	if p.now != view(d) {
		t.Error("the view is another one")
	}
}

func TestARenameThatFailsKeepsWhatWasTyped(t *testing.T) {
	f := windowtest.WithApps()
	f.Fail["ChangeClient"] = windowtest.Invalid("client[1].name", "This name is not possible.")
	b, _, d := detailOf(t, f, "Zed")
	b.Write(d.name, "Z2")
	b.Tap("Save")
	b.WantSeen("This name is not possible.", "Nothing was saved yet.")
	windowtest.WantText(t, "the field", d.name.Text, "Z2")
	b.Tap("Undo")
	windowtest.WantText(t, "the field", d.name.Text, "Zed")
}

func TestWebOriginsAreExact(t *testing.T) {
	for typed, good := range map[string]bool{
		"app://obsidian.md": true, "http://localhost:8080": true,
		"*": false, "https://*.example.org": false, "obsidian.md": false, "HTTPS://EXAMPLE.ORG": false, "https://example.org/path": false,
	} {
		t.Run(typed, func(t *testing.T) {
			b, _, d := detailOf(t, windowtest.WithApps(), "Zed")
			b.Write(d.origins, typed)
			b.Tap("Save")
			if good {
				b.WantCalls("ChangeClient Zed origins=[" + typed + "]")
				b.WantSeen("Saved.")
				return
			}
			b.WantCalls()
			b.WantSeen("Enter it like app://obsidian.md; * is not possible.")
		})
	}
}

func TestSwitchesTakeEffectAtOnce(t *testing.T) {
	b, _, d := detailOf(t, windowtest.WithApps(), "Zed")
	for _, check := range []*widget.Check{d.cursor, d.on} {
		test.Tap(check)
		b.Settle()
		b.Followed()
	}
	b.WantCalls("ChangeClient Zed cursor=true", "ChangeClient Zed off=true")
	if !d.cursor.Checked || d.on.Checked {
		t.Error("the switches do not show what is saved")
	}
}

func TestAnAppIsRemoved(t *testing.T) {
	b, p, _ := detailOf(t, windowtest.WithApps(), "Zed")
	b.Tap("Remove app")
	b.WantSeen("Zed can no longer use Keyport")
	b.Tap("Cancel")
	b.WantCalls()
	b.Tap("Remove app")
	b.Tap("Remove app")
	b.Followed()
	b.WantCalls("RemoveClient Zed")
	if p.now != view(p.list) {
		t.Error("the page is still about an app that is gone")
	}
}

func TestTheKeychainsTroubleStandsAtTheApp(t *testing.T) {
	f := windowtest.WithApps()
	f.Fail["Access"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b, _, _ := detailOf(t, f, "Zed")
	b.Tap("Show")
	b.WantSeen("Your login keyring is locked.")
	b.WantUnseen("secret-of-Zed")
}

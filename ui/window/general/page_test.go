package general

import (
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

func TestAChoiceIsSavedAtOnce(t *testing.T) {
	f := windowtest.WithAccount()
	f.View.Settings.Desktop = control.Desktop{Language: "de", Look: "system"}
	b, p := windowtest.Open(t, f, newPage)
	windowtest.WantText(t, "language", p.language.Selected, "Deutsch")
	p.language.SetSelected("English")
	b.Settle()
	p.look.SetSelected("Dark")
	b.Settle()
	if got := b.LastSaved(); got.Desktop != (control.Desktop{Language: "en", Look: "dark"}) || len(got.Upstreams) != 1 {
		t.Errorf("%+v", got)
	}
	b.WantCalls("SaveSettings", "SaveSettings")
}

func TestNotificationsAreSwitchedAtOnce(t *testing.T) {
	f := windowtest.WithAccount()
	f.View.Settings.Desktop.Notifications = true
	b, p := windowtest.Open(t, f, newPage)
	if p.notices.Visible() != (runtime.GOOS == "linux") {
		t.Error("the switch is there where there are no notifications, or not there where there are")
	}
	p.notices.SetChecked(false)
	b.Settle()
	if got := b.LastSaved(); got.Desktop.Notifications {
		t.Error("they are still on")
	}
	b.WantCalls("SaveSettings")
}

func TestAChoiceThatCannotBeSavedGoesBack(t *testing.T) {
	f := windowtest.WithAccount()
	f.Fail["SaveSettings"] = &control.Error{Code: control.CodeReadOnly, Message: "The disk is full."}
	b, p := windowtest.Open(t, f, newPage)
	p.look.SetSelected("Light")
	b.Settle()
	b.WantSeen("The disk is full.")
	windowtest.WantText(t, "look", p.look.Selected, "As the system")
}

func TestTheSettingsAreCopiedAsText(t *testing.T) {
	f := windowtest.WithAccount()
	f.Exported = "version = 1\n"
	f.State.Settings = "/home/me/.config/keyport/settings.toml"
	b, p := windowtest.Open(t, f, newPage)
	b.Tap("Show text")
	windowtest.WantText(t, "text", p.export.text.Text, "version = 1\n")
	b.WantSeen("/home/me/.config/keyport/settings.toml")
	b.Tap("Copy")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "version = 1\n")
	b.Tap("Close")
	b.WantUnseen("The settings file itself")
}

func TestAnImportShowsItsChangesFirst(t *testing.T) {
	f := windowtest.WithAccount()
	f.Review = control.SettingsReview{Revision: 7, Changes: []string{"The app Zed is removed.", "Port: 1 becomes 2."}, Warnings: []string{"access: unwise."}}
	b, p := windowtest.Open(t, f, newPage)
	b.Buttons("Import…")[0].OnTapped()
	b.Write(p.take.text, "port")
	b.Tap("Show changes")
	b.WantSeen("The app Zed is removed.", "Port: 1 becomes 2.", "access: unwise.")
	b.WantCalls()
	b.Write(p.take.text, "port = 2")
	b.WantUnseen("The app Zed is removed.") // it was another text
	b.Tap("Show changes")
	b.Tap("Apply changes")
	b.WantCalls("ApplySettings")
	b.WantSeen("The settings were taken over.")
	if got := strings.Join(f.Given, "|"); got != "port|port = 2|port = 2" {
		t.Errorf("given %q", got)
	}
}

func TestAWrongImportNamesEveryField(t *testing.T) {
	f := windowtest.WithAccount()
	f.Fail["ReviewSettings"] = &control.Error{Code: control.CodeInvalid, Message: "x", Fields: []control.FieldError{{Field: "access", Message: "Enter one."}, {Field: "listen.port", Message: "Enter a number."}}}
	b, p := windowtest.Open(t, f, newPage)
	b.Buttons("Import…")[0].OnTapped()
	b.Write(p.take.text, "x")
	b.Tap("Show changes")
	b.WantSeen("access: Enter one.", "listen.port: Enter a number.")
	if b.Button("Apply changes") != nil {
		t.Error("it can be applied")
	}
}

func TestWhatIsSoAlreadyCannotBeApplied(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Buttons("Import…")[0].OnTapped()
	b.Write(p.take.text, "version = 1")
	b.Tap("Show changes")
	b.WantSeen("nothing would change")
	if b.Button("Apply changes") != nil {
		t.Error("it can be applied")
	}
}

func TestKeysOfAnotherProxyDoNotStay(t *testing.T) {
	f := windowtest.WithAccount()
	f.Report = control.ImportReport{Done: []string{"The key was taken from OPENAI_API_KEY."}, Warnings: []string{"DEBUG was not taken over."}}
	b, p := windowtest.Open(t, f, newPage)
	b.Buttons("Import…")[1].OnTapped()
	b.Write(p.env.text, "OPENAI_API_KEY=sk-secret-1234")
	b.Tap("Take over")
	b.WantSeen("The key was taken from OPENAI_API_KEY.", "DEBUG was not taken over.")
	if strings.Contains(b.Markup(), "sk-secret-1234") {
		t.Error("the key stays on the page")
	}

	b.Write(p.env.text, "OPENAI_API_KEY=sk-secret-1234")
	b.Leave()
	if strings.Contains(b.Markup(), "sk-secret-1234") {
		t.Error("the key stays when the page goes out of sight")
	}
}

func TestAResetAsksForTheKeys(t *testing.T) {
	for verb, call := range map[string]string{"Reset everything": "ResetSettings keys", "Reset, keep keys": "ResetSettings"} {
		b, _ := windowtest.Open(t, windowtest.WithAccount(), newPage)
		b.Tap("Reset…")
		b.Press(fyne.KeyReturn)
		b.WantCalls() // nothing is destroyed by Enter
		b.Tap(verb)
		b.WantCalls(call)
		b.WantSeen("Keyport begins anew.")
	}
}

func TestUpdatesAreThereWhereThisCopyHasThem(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.WantUnseen("Tell me about new versions", "Look now")
	b, _ = windowtest.Open(t, windowtest.WithUpdates(), newPage)
	b.WantSeen("Tell me about new versions", "Look now")
}

func TestThePageFits(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	b, p := windowtest.Open(t, windowtest.WithUpdates(), newPage)
	p.export.panel.Show()
	p.take.panel.Show()
	p.env.panel.Show()
	b.WantFits(windowtest.PageRoom)
}

func TestHostileTextsAreInert(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Settings = windowtest.Hostile
	f.Review.Changes = []string{windowtest.Hostile}
	f.Report.Done = []string{windowtest.Hostile}
	b, p := windowtest.Open(t, f, newPage)
	b.Tap("Show text")
	p.take.open.OnTapped()
	p.take.do.OnTapped()
	p.env.open.OnTapped()
	p.env.do.OnTapped()
	b.Settle()
	b.WantInert()
}

func TestStartAtLoginIsReadAndSwitched(t *testing.T) {
	f := windowtest.WithAccount()
	f.Login = control.Autostart{State: control.AutostartOff, Sentence: "Switched off in the startup settings of your desktop."}
	b, p := windowtest.Open(t, f, newPage)
	b.WantSeen("Start when I log in", "Switched off in the startup settings of your desktop.")
	b.Leave()
	f.Lock()
	f.Login = control.Autostart{State: control.AutostartOff}
	f.Unlock()
	p.Enter()
	b.Settle()
	b.WantUnseen("Switched off in the startup settings")
	b.WantCalls()
}

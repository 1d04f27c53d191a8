package window

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/assets"
)

func TestTheWorstProblemIsTheBanner(t *testing.T) {
	f := withAccount()
	f.status.Problems = []control.Problem{
		{Code: "keychain_locked", Sentence: "Your keyring is locked.", Blocking: true, Page: control.PageKey},
		{Code: "no_tray", Sentence: "Your desktop shows no tray icons."},
	}
	b := open(t, f)
	b.wantSeen("Your keyring is locked.")
	b.wantUnseen("Your desktop shows no tray icons.")
	if b.banner.dismiss.Visible() {
		t.Error("what blocks can be put away")
	}

	f.with(func(_ *control.Settings, st *control.Status) { st.Problems = st.Problems[1:] })
	b.followed()
	b.wantUnseen("Your keyring is locked.")
	b.wantSeen("Your desktop shows no tray icons.")
	test.Tap(b.banner.dismiss)
	wantText(t, "banner", b.banner.text(), "")

	f.with(func(_ *control.Settings, st *control.Status) { st.Problems = nil })
	b.followed()
	wantText(t, "banner", b.banner.text(), "")
}

func TestTheBannerLeadsToThePageThatHelps(t *testing.T) {
	f := withAccount()
	f.status.Problems = []control.Problem{{Code: "port_taken", Sentence: "Port 11434 is used by Ollama.", Blocking: true, Page: control.PageConnection}}
	b := open(t, f)
	test.Tap(b.banner.button)
	wantText(t, "page", b.current, control.PageConnection)
	b.wantSeen("Port 11434 is used by Ollama.")
	if b.banner.button.Visible() {
		t.Error("the banner leads to the page that is open already")
	}
}

func TestPagesAreReachedByKeys(t *testing.T) {
	b := open(t, withAccount())
	press := func(key fyne.KeyName) {
		b.press(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
	}
	press(fyne.Key2)
	wantText(t, "page", b.current, control.PageConnection)
	press(fyne.Key4)
	wantText(t, "page", b.current, control.PageParameters)
	b.Open(control.PageKey)
	b.tap("Remove key")
	press(fyne.Key2)
	wantText(t, "page behind a question", b.current, control.PageKey)
}

func TestEscapeIsCancelAndEnterTheDefault(t *testing.T) {
	b := open(t, withAccount())
	b.tap("Remove key")
	b.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if b.asked == nil {
		t.Fatal("Enter took an answer that destroys something")
	}
	b.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.asked != nil {
		t.Error("Escape did not take the question away")
	}
	b.wantCalls()
}

func TestAButtonCannotBePressedTwice(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.key().check.OnTapped()
	if !b.key().check.Disabled() || !b.key().busy.spin.Visible() {
		t.Error("the button is not off while its call runs")
	}
	b.settle()
	if b.key().check.Disabled() || b.key().busy.spin.Visible() {
		t.Error("the button is off although its call has ended")
	}
}

func TestAnUnknownErrorIsOneFixedSentence(t *testing.T) {
	f := withAccount()
	f.fail["CheckKey"] = errors.New("dial unix /run/secret/sk-proj-123: broken pipe")
	b := open(t, f)
	b.tap("Check key")
	b.wantSeen("Something went wrong inside Keyport.")
	b.wantUnseen("broken pipe", "sk-proj-123")
	wantText(t, "time-out", sentence(context.DeadlineExceeded), "Keyport did not answer in time. Try again.")
}

func TestTheWindowComesBackAsItWasLeft(t *testing.T) {
	b := open(t, withAccount())
	b.Open(control.PageThinking)
	b.win.Resize(fyne.NewSize(800, 700))
	b.close()
	again := newWindow(b.app, Options{API: b.fake}, func(func()) {})
	wantText(t, "page", again.current, control.PageThinking)
	if got := again.win.Canvas().Size(); got != fyne.NewSize(800, 700) {
		t.Errorf("size %v", got)
	}
}

func TestEveryPageFitsTheSmallestWindow(t *testing.T) {
	f := withRules()
	f.addApp("Code")
	f.status.Problems = []control.Problem{{Code: "no_tray", Sentence: "Your desktop shows no tray icons. Keyport lives in this window; closing it keeps Keyport running.", Page: "key"}}
	b := open(t, f)
	for _, page := range pageOrder {
		b.Open(page)
		if got := b.win.Content().MinSize(); got.Width > leastSize.Width || got.Height > leastSize.Height {
			t.Errorf("%s needs %v", page, got)
		}
	}
}

func TestNothingCanBeSavedBeforeTheSettingsAreThere(t *testing.T) {
	f := withRules()
	f.fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning}
	b := open(t, f)
	b.until("the loss is noticed", func() bool { return b.gone })
	for _, page := range pageOrder {
		b.Open(page)
		if save := b.button("Save"); save == nil || !save.Disabled() {
			t.Errorf("%s offers to save", page)
		}
		if b.button("Undo") != nil {
			t.Errorf("%s has something to undo", page)
		}
	}
	b.wantUnseen("Try without a key")
}

// Other languages need about 40 % more room than English.
func TestPagesFitWithLongerWords(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	f := withRules()
	f.addApp("Code")
	b := open(t, f)
	for _, page := range pageOrder {
		b.Open(page)
		if got := b.win.Content().MinSize(); got.Width > leastSize.Width {
			t.Errorf("%s needs %v", page, got)
		}
	}
}

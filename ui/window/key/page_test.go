package key

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheSavedAccountIsShownWithoutItsKey(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	windowtest.WantText(t, "provider", p.provider.Selected, "OpenAI")
	windowtest.WantText(t, "address", p.url.Text, "https://api.openai.com/v1")
	windowtest.WantText(t, "key", p.key.Text, "")
	b.WantSeen("A key is saved, it ends in …a1b2.", "your login keyring", "Remove key")
	b.WantUnseen("Try without a key", "API version", "This server needs no key")
}

func TestAnUntouchedFormShowsNoMistake(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newPage)
	b.Win.Canvas().Focus(p.key)
	b.Win.Canvas().Unfocus()
	for _, f := range []*kit.Field{p.keyField, p.urlField} {
		windowtest.WantText(t, "message", f.Note.Text(), "")
	}
}

func TestTheFirstKeyMakesAnAccount(t *testing.T) {
	f := windowtest.NewFake()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, windowtest.NewKey)
	b.Tap("Save")
	b.WantCalls("SaveSettings", "SetKey openai")
	if got, want := b.LastSaved().Upstreams, []control.Account{windowtest.OpenAIAccount()}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	windowtest.WantText(t, "stored key", f.Keys["openai"], windowtest.NewKey)
	windowtest.WantText(t, "entry", p.key.Text, "")
	b.Followed()
	b.WantSeen("Saved.", "it ends in …cdef")
	if b.Button("Save") != nil {
		t.Error("there is Save although nothing waits to be saved")
	}
}

func TestAnotherKeyLeavesTheSettingsAlone(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, windowtest.NewKey)
	p.key.OnSubmitted("")
	b.Settle()
	b.WantCalls("SetKey openai")
	windowtest.WantText(t, "stored key", f.Keys["openai"], windowtest.NewKey)
}

func TestAKeyThatCannotBeOneIsRefusedUnderItsField(t *testing.T) {
	for name, c := range map[string]struct{ typed, message string }{
		"app password":   {"kp-abcdefghijklmnopqrstuvwxyz", "This is an app password made by Keyport, not a provider key."},
		"not ASCII":      {"sk-proj-…abc", "The key contains a character that keys never have, often from copying a formatted page."},
		"other provider": {"sk-ant-api03-abcdef", "This looks like a key from Anthropic, but the provider is OpenAI."},
		"too long":       {"sk-" + strings.Repeat("x", 2500), "Too long for this computer's keychain."},
	} {
		t.Run(name, func(t *testing.T) {
			b, p := windowtest.Open(t, windowtest.NewFake(), newPage)
			b.Win.Canvas().Focus(p.key)
			p.key.SetText(c.typed)
			windowtest.WantText(t, "message while typing", p.keyField.Note.Text(), "")
			b.Win.Canvas().Unfocus()
			windowtest.WantText(t, "message after it", p.keyField.Note.Text(), c.message)
			b.WantSeen(c.message)
			b.Tap("Save")
			b.Tap("Check key")
			b.WantCalls()
		})
	}
}

func TestABlankKeyIsRefusedOnSaveOnly(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newPage)
	if b.Button("Save") != nil {
		t.Error("there is Save although nothing waits to be saved")
	}
	b.Submit(p.key)
	windowtest.WantText(t, "message", p.keyField.Note.Text(), "Paste the key from your provider's key page.")
	if b.Win.Canvas().Focused() != p.key {
		t.Error("the focus is not in the field that is wrong")
	}
	b.WantCalls()
}

func TestBlanksInAPastedKeyAreTakenOutAndSaid(t *testing.T) {
	f := windowtest.NewFake()
	b, p := windowtest.Open(t, f, newPage)
	b.App.Clipboard().SetContent(" sk-proj-1234\n567890abcdef\n")
	b.Tap("Paste")
	windowtest.WantText(t, "message", p.keyField.Note.Text(), "Spaces and line breaks were taken out.")
	b.Tap("Save")
	windowtest.WantText(t, "stored key", f.Keys["openai"], windowtest.NewKey)
}

func TestSwitchProviderTakesTheKeyWhereItBelongs(t *testing.T) {
	f := windowtest.NewFake()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, "sk-ant-api03-abcdef")
	b.Tap("Switch provider")
	windowtest.WantText(t, "message", p.keyField.Note.Text(), "")
	b.Tap("Save")
	saved := b.LastSaved().Upstreams[0]
	if saved.Kind != control.KindAnthropic || saved.URL != "https://api.anthropic.com" || saved.Name != "anthropic" {
		t.Errorf("saved %+v", saved)
	}
	windowtest.WantText(t, "stored key", f.Keys["anthropic"], "sk-ant-api03-abcdef")
}

func TestAGatewayMayTakeAnyKey(t *testing.T) {
	f := windowtest.NewFake()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.url, "https://llm.example.com/v1")
	b.Write(p.key, "sk-ant-api03-abcdef")
	windowtest.WantText(t, "message", p.keyField.Note.Text(), "")
	b.Tap("Save")
	b.WantCalls("SaveSettings", "SetKey openai")
}

func TestCheckKeyAsksWithWhatIsTypedAndShowsTheSentence(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, windowtest.NewKey)
	b.Tap("Check key")
	b.WantSeen("Key works. 42 models.")
	want := control.KeyCheck{Upstream: "openai", Kind: "openai", URL: "https://api.openai.com/v1", Key: windowtest.NewKey, Headers: map[string]string{}}
	if !reflect.DeepEqual(f.Checks, []control.KeyCheck{want}) {
		t.Errorf("asked %+v", f.Checks)
	}

	f.Result = control.KeyResult{Code: "rejected", Sentence: "The provider refused this key."}
	b.Tap("Check key")
	b.WantSeen("The provider refused this key.")
	b.WantUnseen("Key works.")
}

func TestRemoveKeyAsksFirst(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Tap("Remove key")
	b.WantCalls()
	b.WantSeen("All apps that use this key will stop working.")
	b.Tap("Remove")
	b.WantCalls("RemoveKey openai")
	b.Followed()
	b.WantUnseen("A key is saved", "Remove key")
}

func TestTheDemoIsOfferedWhileNothingElseIsThere(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.NewFake(), newPage)
	b.Tap("Try without a key")
	b.WantCalls("UseDemo on")
	b.Followed()
	b.WantSeen("The demo model keyport-demo is on.")
	b.Tap("Stop the demo")
	b.WantCalls("UseDemo on", "UseDemo off")
}

func TestTheKeyStateIsSaidInWords(t *testing.T) {
	for state, want := range map[control.KeyState]string{
		control.KeyRejected:   "The provider refused the saved key",
		control.KeyLocked:     "Your keychain is locked",
		control.KeyElsewhere:  "The saved key belongs to api.openai.com",
		control.KeyUnreadable: "The keychain did not give the saved key",
	} {
		t.Run(string(state), func(t *testing.T) {
			f := windowtest.WithAccount()
			f.State.Upstreams[0].Key = state
			f.State.Upstreams[0].KeyOrigin = "https://api.openai.com:443"
			b, _ := windowtest.Open(t, f, newPage)
			b.WantSeen(want)
		})
	}
}

func TestATypedKeyIsMaskedAgainWhenThePageIsLeft(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newPage)
	b.Write(p.key, windowtest.NewKey)
	b.WantUnseen(windowtest.NewKey)
	p.key.Password = false // the eye was pressed
	p.key.Refresh()
	if !strings.Contains(test.RenderToMarkup(b.Win.Canvas()), windowtest.NewKey) {
		t.Error("the eye does not show the key")
	}
	b.Leave()
	if strings.Contains(test.RenderToMarkup(b.Win.Canvas()), windowtest.NewKey) {
		t.Error("the key is still readable")
	}
}

func TestTheHeadersSchemeIsNoPartOfAKey(t *testing.T) {
	f := windowtest.NewFake()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, "Bearer "+windowtest.NewKey)
	b.Tap("Save")
	windowtest.WantText(t, "stored key", f.Keys["openai"], windowtest.NewKey)
}

func TestAButtonCannotBePressedTwice(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	p.check.OnTapped()
	if !p.check.Disabled() || !p.spin.Visible() {
		t.Error("the button is not off while its call runs")
	}
	b.Settle()
	if p.check.Disabled() || p.spin.Visible() {
		t.Error("the button is off although its call has ended")
	}
}

func TestAnUnknownErrorIsOneFixedSentence(t *testing.T) {
	f := windowtest.WithAccount()
	f.Fail["CheckKey"] = errors.New("dial unix /run/secret/sk-proj-123: broken pipe")
	b, _ := windowtest.Open(t, f, newPage)
	b.Tap("Check key")
	b.WantSeen("Something went wrong inside Keyport.")
	b.WantUnseen("broken pipe", "sk-proj-123")
}

package window

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
)

const newKey = "sk-proj-1234567890abcdef"

func openaiAccount() control.Account {
	return control.Account{
		Name: "openai", Kind: control.KindOpenAI, URL: "https://api.openai.com/v1", Models: []string{"*"},
		Headers: map[string]string{}, Proxy: "system", Auth: "key",
		FirstByteTimeout: control.Duration(10 * time.Minute), IdleTimeout: control.Duration(10 * time.Minute),
	}
}

// withAccount is a Keyport with one account whose key is saved.
func withAccount() *fakeAPI {
	f := newFake()
	f.view.Settings.Upstreams = []control.Account{openaiAccount()}
	f.status.Upstreams = []control.Upstream{{Name: "openai", Kind: "openai", Key: control.KeyPresent, KeyEnd: "a1b2"}}
	return f
}

func TestTheSavedAccountIsShownWithoutItsKey(t *testing.T) {
	b := open(t, withAccount())
	p := b.key()
	wantText(t, "provider", p.provider.Selected, "OpenAI")
	wantText(t, "address", p.url.Text, "https://api.openai.com/v1")
	wantText(t, "key", p.key.Text, "")
	b.wantSeen("A key is saved, it ends in …a1b2.", "your login keyring", "Remove key")
	b.wantUnseen("Try without a key", "API version", "This server needs no key")
}

func TestAnUntouchedFormShowsNoMistake(t *testing.T) {
	b := open(t, newFake())
	b.win.Canvas().Focus(b.key().key)
	b.win.Canvas().Unfocus()
	for _, f := range []*field{b.key().keyField, b.key().urlField} {
		wantText(t, "message", f.note.text(), "")
	}
}

func TestTheFirstKeyMakesAnAccount(t *testing.T) {
	f := newFake()
	b := open(t, f)
	b.write(b.key().key, newKey)
	b.tap("Save")
	b.wantCalls("SaveSettings", "SetKey openai")
	if got, want := b.lastSaved().Upstreams, []control.Account{openaiAccount()}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	wantText(t, "stored key", f.keys["openai"], newKey)
	wantText(t, "entry", b.key().key.Text, "")
	b.followed()
	b.wantSeen("Saved.", "it ends in …cdef")
	if !b.key().save.Disabled() {
		t.Error("Save can be pressed although nothing waits to be saved")
	}
}

func TestAnotherKeyLeavesTheSettingsAlone(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.write(b.key().key, newKey)
	b.key().key.OnSubmitted("")
	b.settle()
	b.wantCalls("SetKey openai")
	wantText(t, "stored key", f.keys["openai"], newKey)
}

func TestAKeyThatCannotBeOneIsRefusedUnderItsField(t *testing.T) {
	for name, c := range map[string]struct{ typed, message string }{
		"app password":   {"kp-abcdefghijklmnopqrstuvwxyz", "This is an app password made by Keyport, not a provider key."},
		"not ASCII":      {"sk-proj-…abc", "The key contains a character that keys never have, often from copying a formatted page."},
		"other provider": {"sk-ant-api03-abcdef", "This looks like a key from Anthropic, but the provider is OpenAI."},
		"too long":       {"sk-" + strings.Repeat("x", 2500), "Too long for this computer's keychain."},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, newFake())
			p := b.key()
			b.win.Canvas().Focus(p.key)
			p.key.SetText(c.typed)
			wantText(t, "message while typing", p.keyField.note.text(), "")
			b.win.Canvas().Unfocus()
			wantText(t, "message after it", p.keyField.note.text(), c.message)
			b.wantSeen(c.message)
			b.tap("Save")
			b.tap("Check key")
			b.wantCalls()
		})
	}
}

func TestABlankKeyIsRefusedOnSaveOnly(t *testing.T) {
	b := open(t, newFake())
	b.tap("Save")
	wantText(t, "message", b.key().keyField.note.text(), "Paste the key from your provider's key page.")
	if b.win.Canvas().Focused() != b.key().key {
		t.Error("the focus is not in the field that is wrong")
	}
	b.wantCalls()
}

func TestBlanksInAPastedKeyAreTakenOutAndSaid(t *testing.T) {
	f := newFake()
	b := open(t, f)
	b.app.Clipboard().SetContent(" sk-proj-1234\n567890abcdef\n")
	b.tap("Paste")
	wantText(t, "message", b.key().keyField.note.text(), "Spaces and line breaks were taken out.")
	b.tap("Save")
	wantText(t, "stored key", f.keys["openai"], newKey)
}

func TestSwitchProviderTakesTheKeyWhereItBelongs(t *testing.T) {
	f := newFake()
	b := open(t, f)
	b.write(b.key().key, "sk-ant-api03-abcdef")
	b.tap("Switch provider")
	wantText(t, "message", b.key().keyField.note.text(), "")
	b.tap("Save")
	saved := b.lastSaved().Upstreams[0]
	if saved.Kind != control.KindAnthropic || saved.URL != "https://api.anthropic.com" || saved.Name != "anthropic" {
		t.Errorf("saved %+v", saved)
	}
	wantText(t, "stored key", f.keys["anthropic"], "sk-ant-api03-abcdef")
}

func TestAGatewayMayTakeAnyKey(t *testing.T) {
	f := newFake()
	b := open(t, f)
	b.write(b.key().url, "https://llm.example.com/v1")
	b.write(b.key().key, "sk-ant-api03-abcdef")
	wantText(t, "message", b.key().keyField.note.text(), "")
	b.tap("Save")
	b.wantCalls("SaveSettings", "SetKey openai")
}

func TestCheckKeyAsksWithWhatIsTypedAndShowsTheSentence(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.write(b.key().key, newKey)
	b.tap("Check key")
	b.wantSeen("Key works. 42 models.")
	want := control.KeyCheck{Upstream: "openai", Kind: "openai", URL: "https://api.openai.com/v1", Key: newKey, Headers: map[string]string{}}
	if !reflect.DeepEqual(f.checks, []control.KeyCheck{want}) {
		t.Errorf("asked %+v", f.checks)
	}

	f.result = control.KeyResult{Code: "rejected", Sentence: "The provider refused this key."}
	b.tap("Check key")
	b.wantSeen("The provider refused this key.")
	b.wantUnseen("Key works.")
}

func TestRemoveKeyAsksFirst(t *testing.T) {
	b := open(t, withAccount())
	b.tap("Remove key")
	b.wantCalls()
	b.wantSeen("All apps that use this key will stop working.")
	b.tap("Remove")
	b.wantCalls("RemoveKey openai")
	b.followed()
	b.wantUnseen("A key is saved", "Remove key")
}

func TestTheDemoIsOfferedWhileNothingElseIsThere(t *testing.T) {
	b := open(t, newFake())
	b.tap("Try without a key")
	b.wantCalls("UseDemo on")
	b.followed()
	b.wantSeen("The demo model keyport-demo is on.")
	b.tap("Stop the demo")
	b.wantCalls("UseDemo on", "UseDemo off")
}

func TestTheKeyStateIsSaidInWords(t *testing.T) {
	for state, want := range map[control.KeyState]string{
		control.KeyRejected:   "The provider refused the saved key",
		control.KeyLocked:     "Your keychain is locked",
		control.KeyElsewhere:  "The saved key belongs to api.openai.com",
		control.KeyUnreadable: "The keychain did not give the saved key",
	} {
		t.Run(string(state), func(t *testing.T) {
			f := withAccount()
			f.status.Upstreams[0].Key = state
			f.status.Upstreams[0].KeyOrigin = "https://api.openai.com:443"
			b := open(t, f)
			b.wantSeen(want)
		})
	}
}

func TestATypedKeyIsMaskedAgainWhenThePageIsLeft(t *testing.T) {
	b := open(t, newFake())
	b.write(b.key().key, newKey)
	b.wantUnseen(newKey)
	b.key().key.Password = false // the eye was pressed
	b.key().key.Refresh()
	if !strings.Contains(test.RenderToMarkup(b.win.Canvas()), newKey) {
		t.Error("the eye does not show the key")
	}
	b.Open(control.PageThinking)
	b.Open(control.PageKey)
	if strings.Contains(test.RenderToMarkup(b.win.Canvas()), newKey) {
		t.Error("the key is still readable")
	}
}

func TestTheHeadersSchemeIsNoPartOfAKey(t *testing.T) {
	f := newFake()
	b := open(t, f)
	b.write(b.key().key, "Bearer "+newKey)
	b.tap("Save")
	wantText(t, "stored key", f.keys["openai"], newKey)
}

package window

import (
	"reflect"
	"testing"

	"keyport/app/control"
)

func TestAKeyDoesNotFollowItsAddressWithoutAQuestion(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		calls  []string
	}{
		"keeps the key home": {"Enter another key", []string{"SaveSettings"}},
		"moves the key":      {"Use the saved key there", []string{"SaveSettings", "MoveKey openai"}},
		"cancel":             {"Cancel", nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, withAccount())
			b.write(b.key().url, "https://llm.example.com/v1")
			b.tap("Save")
			b.wantSeen("The saved key belongs to api.openai.com. Send it to llm.example.com from now on?")
			b.tap(c.answer)
			b.wantCalls(c.calls...)
			wantText(t, "address", b.key().url.Text, "https://llm.example.com/v1")
		})
	}
	t.Run("enter keeps the key home", func(t *testing.T) {
		b := open(t, withAccount())
		b.write(b.key().url, "https://llm.example.com/v1")
		b.tap("Save")
		if got := b.asked.strong.Text; got != "Enter another key" {
			t.Errorf("the default answer is %q", got)
		}
	})
	t.Run("no question for another path", func(t *testing.T) {
		b := open(t, withAccount())
		b.write(b.key().url, "https://API.openai.com:443/v2")
		b.tap("Save")
		b.wantCalls("SaveSettings")
	})
	t.Run("a new key needs no question", func(t *testing.T) {
		b := open(t, withAccount())
		b.write(b.key().url, "https://llm.example.com/v1")
		b.write(b.key().key, "any-key-at-all")
		b.tap("Save")
		b.wantCalls("SaveSettings", "SetKey openai")
	})
}

func TestWhatIsBeingTypedSurvivesNews(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.write(b.key().key, newKey)
	f.with(func(s *control.Settings, _ *control.Status) { s.Listen.Port = 12000 })
	b.followed()
	wantText(t, "key", b.key().key.Text, newKey)
}

func TestAConflictReloadsAndSaysSo(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.write(b.key().url, "https://mine.example.com/v1")
	b.key().key.SetText(newKey)
	f.mu.Lock() // somebody else saves, and the news has not come yet
	other := openaiAccount()
	other.URL = "https://other.example.com/v1"
	f.view.Settings.Upstreams = []control.Account{other}
	f.view.Revision++
	f.mu.Unlock()
	b.tap("Save")
	b.wantSeen("The settings were changed elsewhere at the same time")
	wantText(t, "address", b.key().url.Text, "https://other.example.com/v1")
	if len(f.keys) != 0 {
		t.Error("the key was stored although the account was not saved")
	}
}

func TestAccountsAreChosenFromAListOnceThereAreSeveral(t *testing.T) {
	f := withAccount()
	b := open(t, f)
	b.wantUnseen("Models that go to this account")
	b.tap("Add account")
	b.key().provider.SetSelected("Azure OpenAI")
	b.write(b.key().url, "https://mine.openai.azure.com/openai/v1")
	b.write(b.key().version, "2024-10-21")
	b.write(b.key().models, "o4-*, gpt-4o")
	b.write(b.key().key, "0123456789abcdef0123456789abcdef")
	b.tap("Save")
	b.followed()
	azure := b.lastSaved().Upstreams[1]
	if azure.Name != "azure" || azure.Kind != control.KindAzure || azure.APIVersion != "2024-10-21" || !reflect.DeepEqual(azure.Models, []string{"o4-*", "gpt-4o"}) {
		t.Errorf("saved %+v", azure)
	}
	wantText(t, "shown account", b.key().accounts.Selected, "azure")
	b.key().accounts.SetSelected("openai")
	wantText(t, "address", b.key().url.Text, "https://api.openai.com/v1")

	b.tap("Remove account")
	b.tap("Remove")
	if got := b.lastSaved().Upstreams; len(got) != 1 || got[0].Name != "azure" {
		t.Errorf("left over: %+v", got)
	}
}

// A first run finds an account for OpenAI in the settings, without a key.
func TestAnAccountWithoutAKeyTakesTheNameOfItsProvider(t *testing.T) {
	f := withAccount()
	f.status.Upstreams[0] = control.Upstream{Name: "openai", Key: control.KeyMissing}
	b := open(t, f)
	b.wantSeen("Try without a key")
	b.key().provider.SetSelected("Groq")
	b.write(b.key().key, "gsk_abcdef")
	b.tap("Save")
	b.wantCalls("SaveSettings", "SetKey groq")
	if got := b.lastSaved().Upstreams; len(got) != 1 || got[0].Name != "groq" || got[0].URL != "https://api.groq.com/openai/v1" {
		t.Errorf("saved %+v", got)
	}
	b.followed()
	wantText(t, "account", b.key().account, "groq")
	b.wantUnseen("Try without a key")
}

func TestFixItCutsTheEndpointOff(t *testing.T) {
	f := withAccount()
	f.fail["SaveSettings"] = invalid("upstream[0].url", "Use the part before /chat/completions.")
	b := open(t, f)
	b.write(b.key().url, "https://api.openai.com/v1/chat/completions")
	b.tap("Save")
	b.tap("Fix it")
	wantText(t, "address", b.key().url.Text, "https://api.openai.com/v1")
	wantText(t, "message", b.key().urlField.note.text(), "")
}

func TestWhatKeyportFindsWrongStandsUnderItsField(t *testing.T) {
	for name, c := range map[string]struct {
		field, message string
		place          func(*keyPage) *field
	}{
		"address": {"upstream[0].url", "Start the address with https://.", func(p *keyPage) *field { return p.urlField }},
		"version": {"upstream[0].api_version", "Enter the API version.", func(p *keyPage) *field { return p.verField }},
		"models":  {"upstream[0].models", "Enter a pattern.", func(p *keyPage) *field { return p.modelField }},
	} {
		t.Run(name, func(t *testing.T) {
			f := withAccount()
			f.fail["SaveSettings"] = invalid(c.field, c.message)
			b := open(t, f)
			b.write(b.key().url, "api.openai.com")
			b.key().key.SetText(newKey)
			b.tap("Save")
			wantText(t, "message", c.place(b.key()).note.text(), c.message)
			wantText(t, "key that is not lost", b.key().key.Text, newKey)
			b.wantCalls("SaveSettings") // and no key goes anywhere
		})
	}
}

func TestWhatIsAllowedButUnwiseIsSaidUnderItsField(t *testing.T) {
	f := withRules()
	f.view.Warnings = []control.FieldError{
		{Field: "upstream[0].url", Message: "This address is not encrypted."},
		{Field: "listen.port", Message: "Ports below 1024 need administrator rights."},
		{Field: "rule[1].remove[0]", Message: "This rule also sets top_k; removing it wins."},
	}
	b := open(t, f)
	wantText(t, "address", b.key().urlField.note.text(), "This address is not encrypted.")
	b.Open(control.PageConnection)
	b.wantSeen("Ports below 1024 need administrator rights.")
	b.Open(control.PageParameters)
	b.wantSeen("This rule also sets top_k; removing it wins.")
}

func invalid(field, message string) error {
	return &control.Error{Code: control.CodeInvalid, Message: "Something is wrong.", Fields: []control.FieldError{{Field: field, Message: message}}}
}

func TestAKeyThatTheKeychainRefusesIsNotLost(t *testing.T) {
	f := newFake()
	f.fail["SetKey"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b := open(t, f)
	b.write(b.key().key, newKey)
	b.tap("Save")
	b.wantCalls("SaveSettings", "SetKey openai")
	wantText(t, "message", b.key().keyField.note.text(), "Your login keyring is locked.")
	wantText(t, "key", b.key().key.Text, newKey)
	f.mu.Lock()
	delete(f.fail, "SetKey")
	f.mu.Unlock()
	b.tap("Save")
	b.wantCalls("SaveSettings", "SetKey openai", "SetKey openai")
	wantText(t, "stored key", f.keys["openai"], newKey)
}

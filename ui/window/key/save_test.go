package key

import (
	"reflect"
	"testing"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
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
			b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
			b.Write(p.url, "https://llm.example.com/v1")
			b.Tap("Save")
			b.WantSeen("The saved key belongs to api.openai.com. Send it to llm.example.com from now on?")
			b.Tap(c.answer)
			b.WantCalls(c.calls...)
			windowtest.WantText(t, "address", p.url.Text, "https://llm.example.com/v1")
		})
	}
	t.Run("enter keeps the key home", func(t *testing.T) {
		b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
		b.Write(p.url, "https://llm.example.com/v1")
		b.Tap("Save")
		if got := b.Host.Asked().Default(); got != "Enter another key" {
			t.Errorf("the default answer is %q", got)
		}
	})
	t.Run("no question for another path", func(t *testing.T) {
		b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
		b.Write(p.url, "https://API.openai.com:443/v2")
		b.Tap("Save")
		b.WantCalls("SaveSettings")
	})
	t.Run("a new key needs no question", func(t *testing.T) {
		b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
		b.Write(p.url, "https://llm.example.com/v1")
		b.Write(p.key, "any-key-at-all")
		b.Tap("Save")
		b.WantCalls("SaveSettings", "SetKey openai")
	})
}

func TestWhatIsBeingTypedSurvivesNews(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, windowtest.NewKey)
	f.With(func(s *control.Settings, _ *control.Status) { s.Listen.Port = 12000 })
	b.Followed()
	windowtest.WantText(t, "key", p.key.Text, windowtest.NewKey)
}

func TestAConflictReloadsAndSaysSo(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.url, "https://mine.example.com/v1")
	p.key.SetText(windowtest.NewKey)
	f.Lock() // somebody else saves, and the news has not come yet
	other := windowtest.OpenAIAccount()
	other.URL = "https://other.example.com/v1"
	f.View.Settings.Upstreams = []control.Account{other}
	f.View.Revision++
	f.Unlock()
	b.Tap("Save")
	b.WantSeen("The settings were changed elsewhere at the same time")
	windowtest.WantText(t, "address", p.url.Text, "https://other.example.com/v1")
	if len(f.Keys) != 0 {
		t.Error("the key was stored although the account was not saved")
	}
}

func TestAccountsAreChosenFromAListOnceThereAreSeveral(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	b.WantUnseen("Models that go to this account")
	b.Tap("Add account")
	p.provider.SetSelected("Azure OpenAI")
	b.Write(p.url, "https://mine.openai.azure.com/openai/v1")
	b.Write(p.version, "2024-10-21")
	b.Write(p.models, "o4-*, gpt-4o")
	b.Write(p.key, "0123456789abcdef0123456789abcdef")
	b.Tap("Save")
	b.Followed()
	azure := b.LastSaved().Upstreams[1]
	if azure.Name != "azure" || azure.Kind != control.KindAzure || azure.APIVersion != "2024-10-21" || !reflect.DeepEqual(azure.Models, []string{"o4-*", "gpt-4o"}) {
		t.Errorf("saved %+v", azure)
	}
	windowtest.WantText(t, "shown account", p.accounts.Selected, "azure")
	p.accounts.SetSelected("openai")
	windowtest.WantText(t, "address", p.url.Text, "https://api.openai.com/v1")

	b.Tap("Remove account")
	b.Tap("Remove")
	if got := b.LastSaved().Upstreams; len(got) != 1 || got[0].Name != "azure" {
		t.Errorf("left over: %+v", got)
	}
}

// A first run finds an account for OpenAI in the settings, without a key.
func TestAnAccountWithoutAKeyTakesTheNameOfItsProvider(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Upstreams[0] = control.Upstream{Name: "openai", Key: control.KeyMissing}
	b, p := windowtest.Open(t, f, newPage)
	b.WantSeen("Try without a key")
	p.provider.SetSelected("Groq")
	b.Write(p.key, "gsk_abcdef")
	b.Tap("Save")
	b.WantCalls("SaveSettings", "SetKey groq")
	if got := b.LastSaved().Upstreams; len(got) != 1 || got[0].Name != "groq" || got[0].URL != "https://api.groq.com/openai/v1" {
		t.Errorf("saved %+v", got)
	}
	b.Followed()
	windowtest.WantText(t, "account", p.account, "groq")
	b.WantUnseen("Try without a key")
}

func TestFixItCutsTheEndpointOff(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Write(p.url, "https://api.openai.com/v1/chat/completions")
	b.Tap("Fix it")
	windowtest.WantText(t, "address", p.url.Text, "https://api.openai.com/v1")
	windowtest.WantText(t, "message", p.urlField.Note.Text(), "")
}

func TestEveryMessageAboutTheAddressStandsUnderItWhenTheFocusLeaves(t *testing.T) {
	own := "This is Keyport's own address; requests would go in circles."
	network := "This address belongs to your computer's network setup and is not allowed."
	for name, c := range map[string]struct {
		typed, want string
		unwise      bool
	}{
		"empty":           {"", "Enter the address of the API, for example https://api.openai.com/v1.", false},
		"without scheme":  {"api.openai.com/v1", "Start the address with https://.", false},
		"not encrypted":   {"http://llm.example.com/v1", "This address is not encrypted, so your key could be read on the way. Use https.", false},
		"near":            {"http://192.168.1.20/v1", "This address is not encrypted; others in your network could read the key and the prompts.", true},
		"with a password": {"https://me:secret@llm.example.com/v1", "Leave the name and password out of the address.", false},
		"with a query":    {"https://llm.example.com/v1?a=b", "The address must end after the path.", false},
		"with a fragment": {"https://llm.example.com/v1#a", "The address must end after the path.", false},
		"of one call":     {"https://llm.example.com/v1/chat/completions", "Use the part before /chat/completions.", false},
		"metadata":        {"http://169.254.169.254/v1", network, false},
		"link-local":      {"https://[fe80::1]/v1", network, false},
		"our own":         {"http://127.0.0.1:11434/v1", own, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := windowtest.WithAccount()
			f.View.Settings.Listen.Port = 11434
			b, p := windowtest.Open(t, f, newPage)
			i := p.inputs()[0]
			b.Win.Canvas().Focus(i.entry)
			i.entry.SetText(c.typed)
			windowtest.WantText(t, "message while typing", i.field.Note.Text(), "")
			b.Win.Canvas().Unfocus()
			windowtest.WantText(t, "message", i.field.Note.Text(), c.want)
			if c.unwise {
				return
			}
			b.Tap("Save")
			b.WantCalls() // nothing is written
			if b.Win.Canvas().Focused() != i.entry {
				t.Error("the focus is not in the field that is wrong")
			}
			b.Tap("Undo")
			windowtest.WantText(t, "message after undoing", i.field.Note.Text(), "")
		})
	}
}

func TestWhatKeyportFindsWrongStandsUnderItsField(t *testing.T) {
	for name, c := range map[string]struct {
		field, message string
		place          func(*page) *kit.Field
	}{
		"address": {"upstream[0].url", "Start the address with https://.", func(p *page) *kit.Field { return p.urlField }},
		"version": {"upstream[0].api_version", "Enter the API version.", func(p *page) *kit.Field { return p.verField }},
		"models":  {"upstream[0].models", "Enter a pattern.", func(p *page) *kit.Field { return p.modelField }},
	} {
		t.Run(name, func(t *testing.T) {
			f := windowtest.WithAccount()
			f.Fail["SaveSettings"] = windowtest.Invalid(c.field, c.message)
			b, p := windowtest.Open(t, f, newPage)
			b.Write(p.url, "https://llm.example.com/v1")
			p.key.SetText(windowtest.NewKey)
			b.Tap("Save")
			windowtest.WantText(t, "message", c.place(p).Note.Text(), c.message)
			windowtest.WantText(t, "key that is not lost", p.key.Text, windowtest.NewKey)
			b.WantCalls("SaveSettings") // and no key goes anywhere
		})
	}
}

func TestWhatIsAllowedButUnwiseIsSaidUnderItsField(t *testing.T) {
	f := windowtest.WithAccount()
	f.View.Warnings = []control.FieldError{{Field: "upstream[0].url", Message: "This address is not encrypted."}}
	_, p := windowtest.Open(t, f, newPage)
	windowtest.WantText(t, "address", p.urlField.Note.Text(), "This address is not encrypted.")
}

func TestAKeyThatTheKeychainRefusesIsNotLost(t *testing.T) {
	f := windowtest.NewFake()
	f.Fail["SetKey"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.key, windowtest.NewKey)
	b.Tap("Save")
	b.WantCalls("SaveSettings", "SetKey openai")
	windowtest.WantText(t, "message", p.keyField.Note.Text(), "Your login keyring is locked.")
	windowtest.WantText(t, "key", p.key.Text, windowtest.NewKey)
	f.Lock()
	delete(f.Fail, "SetKey")
	f.Unlock()
	b.Tap("Save")
	b.WantCalls("SaveSettings", "SetKey openai", "SetKey openai")
	windowtest.WantText(t, "stored key", f.Keys["openai"], windowtest.NewKey)
}

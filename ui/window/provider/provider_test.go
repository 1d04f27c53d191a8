package provider

import "testing"

func TestAKeyIsKnownByItsLook(t *testing.T) {
	for key, want := range map[string]string{
		"sk-proj-abc": "openai", "sk-svcacct-abc": "openai", "sk-aaaaaaaaaaaaaaaaaaaaT3BlbkFJbbbbbbbbbbbbbbbbbbbb": "openai",
		"sk-ant-api03-abc": "anthropic", "sk-or-v1-abc": "openrouter", "gsk_abc": "groq", "AIzaSyAbc": "gemini",
		"sk-0123456789abcdef0123456789abcdef": "", // DeepSeek's look, and that of others
		"0123456789abcdef":                    "", "": "", "T3BlbkFJ": "",
	} {
		p, ok := OfKey(key)
		if p.ID != want || ok != (want != "") {
			t.Errorf("%s is said to be of %q", key, p.ID)
		}
	}
}

func TestAKeyIsNotShownToAnotherCompany(t *testing.T) {
	groq, _ := ByID("groq")
	if said, owner := KeyProblem("sk-ant-abc", groq); said == "" || owner == nil || owner.ID != "anthropic" {
		t.Errorf("%q %v", said, owner)
	}
	other, _ := ByID(Other)
	if said, _ := KeyProblem("sk-ant-abc", other); said != "" {
		t.Errorf("a server of one's own may pass any key on: %q", said)
	}
}

func TestPastedKeysAreCleaned(t *testing.T) {
	for given, want := range map[string]string{
		" sk-1\n": "sk-1", "Bearer sk-1": "sk-1", "sk-\u200b1\ufeff": "sk-1", "sk-\r\n1": "sk-1", "sk-1": "sk-1",
	} {
		if got, changed := CleanKey(given); got != want || changed != (given != want) {
			t.Errorf("%q became %q, %v", given, got, changed)
		}
	}
}

func TestAnAccountIsKnownByItsAddress(t *testing.T) {
	for _, p := range All() {
		if p.URL == "" {
			continue
		}
		if got := Of(p.Kind, p.URL+"/"); got.ID != p.ID {
			t.Errorf("%s is taken for %s", p.URL, got.ID)
		}
	}
	if got := Of("azure", "https://x.openai.azure.com/openai/v1"); got.ID != "azure" {
		t.Errorf("%s", got.ID)
	}
	if got := Of("openai", "http://127.0.0.1:8080/v1"); got.ID != Other {
		t.Errorf("%s", got.ID)
	}
}

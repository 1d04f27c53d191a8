package windowtest

import (
	"time"

	"keyport/app/control"
)

// NewKey is a key that no account has yet.
const NewKey = "sk-proj-1234567890abcdef"

// OpenAIAccount is an account as the API key page makes it.
func OpenAIAccount() control.Account {
	return control.Account{
		Name: "openai", Kind: control.KindOpenAI, URL: "https://api.openai.com/v1", Models: []string{"*"},
		Headers: map[string]string{}, Proxy: "system", Auth: "key",
		FirstByteTimeout: control.Duration(10 * time.Minute), IdleTimeout: control.Duration(10 * time.Minute),
	}
}

// WithAccount is a Keyport with one account whose key is saved.
func WithAccount() *Fake {
	f := NewFake()
	f.View.Settings.Upstreams = []control.Account{OpenAIAccount()}
	f.State.Upstreams = []control.Upstream{{Name: "openai", Kind: "openai", Key: control.KeyPresent, KeyEnd: "a1b2"}}
	return f
}

// WithApps is WithAccount with two apps that may use it.
func WithApps() *Fake {
	f := WithAccount()
	f.PutApp("Code")
	f.PutApp("Zed")
	return f
}

// WithRules is WithAccount with MixedRules.
func WithRules() *Fake {
	f := WithAccount()
	f.View.Settings.Rules = MixedRules()
	return f
}

// MixedRules has a rule of each sort: for thoughts, for parameters, for both.
func MixedRules() []control.Rule {
	return []control.Rule{
		{Models: []string{"deepseek-r1*"}, Think: &control.Think{Mode: "reasoning", Tags: []string{"<t>", "</t>"}, StartsInThought: true}},
		{Models: []string{"qwen3*"}, Force: control.Values{"temperature": 0.6, "seed": int64(1) << 60}, Remove: []string{"top_k"}},
		{Models: []string{"glm*"}, Default: control.Values{"top_p": 0.95}, Append: "/no_think", Think: &control.Think{Mode: "keep"}},
	}
}

// Invalid is the error of a save that finds one field wrong.
func Invalid(field, message string) error {
	return &control.Error{Code: control.CodeInvalid, Message: "Something is wrong.", Fields: []control.FieldError{{Field: field, Message: message}}}
}

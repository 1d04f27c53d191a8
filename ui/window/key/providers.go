package key

import (
	"net/url"
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// provider is a choice of the API key page: what is filled in for it, and how its keys begin.
type provider struct {
	id     string // also the name that a new account gets
	name   string
	kind   string
	url    string // "" when the person must enter it
	sample string // shown in the empty address field
	keys   string // the page where keys are made
	prefix []string
}

// other is the provider that fits every address that none of the rest fits.
const other = "other"

// The addresses are those of the providers' own documentation for OpenAI-compatible clients.
var providers = []provider{
	{"openai", "OpenAI", control.KindOpenAI, "https://api.openai.com/v1", "", "https://platform.openai.com/api-keys", []string{"sk-proj-", "sk-svcacct-", "sk-admin-"}},
	{"anthropic", "Anthropic", control.KindAnthropic, "https://api.anthropic.com", "", "https://console.anthropic.com/settings/keys", []string{"sk-ant-"}},
	{"openrouter", "OpenRouter", control.KindOpenAI, "https://openrouter.ai/api/v1", "", "https://openrouter.ai/settings/keys", []string{"sk-or-"}},
	{"groq", "Groq", control.KindOpenAI, "https://api.groq.com/openai/v1", "", "https://console.groq.com/keys", []string{"gsk_"}},
	{"mistral", "Mistral", control.KindOpenAI, "https://api.mistral.ai/v1", "", "https://console.mistral.ai/api-keys", nil},
	{"deepseek", "DeepSeek", control.KindOpenAI, "https://api.deepseek.com/v1", "", "https://platform.deepseek.com/api_keys", nil},
	{"azure", "Azure OpenAI", control.KindAzure, "", "https://my-resource.openai.azure.com/openai/v1", "https://portal.azure.com", nil},
	{"gemini", "Gemini", control.KindOpenAI, "https://generativelanguage.googleapis.com/v1beta/openai", "", "https://aistudio.google.com/apikey", []string{"AIza"}},
	{other, "", control.KindOpenAI, "", "https://llm.example.com/v1", "", nil},
}

// label is the provider's name for people; only that of "other" is a word of a language.
func (p provider) label() string {
	if p.id == other {
		return kit.T("key.other")
	}
	return p.name
}

func providerLabels() []string {
	var labels []string
	for _, p := range providers {
		labels = append(labels, p.label())
	}
	return labels
}

func providerByLabel(label string) provider {
	for _, p := range providers {
		if p.label() == label {
			return p
		}
	}
	return providers[len(providers)-1]
}

// providerOf recognises the provider of an account by its kind and the host of its address.
func providerOf(kind, address string) provider {
	host := hostOf(address)
	if kind == control.KindAzure || strings.HasSuffix(host, ".openai.azure.com") {
		return providerByLabel("Azure OpenAI")
	}
	for _, p := range providers {
		if p.url != "" && p.kind == kind && hostOf(p.url) == host {
			return p
		}
	}
	return providers[len(providers)-1]
}

// providerOfKey gives the provider whose keys begin like key; ok is false when
// that cannot be said: "sk-" alone is used by many.
func providerOfKey(key string) (provider, bool) {
	for _, p := range providers {
		for _, prefix := range p.prefix {
			if strings.HasPrefix(key, prefix) {
				return p, true
			}
		}
	}
	return provider{}, false
}

// isProvider says whether an account's name is one that this page gave it.
func isProvider(name string) bool {
	for _, p := range providers {
		if p.id == name {
			return true
		}
	}
	return false
}

// hostOf gives the host of an address, "" when there is none.
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// originOf gives scheme://host:port, what a key is bound to.
func originOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return ""
	}
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[scheme]
	}
	return scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

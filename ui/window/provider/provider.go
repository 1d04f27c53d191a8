// Package provider is what the window knows of the companies whose keys people
// have: their names, addresses and the look of their keys. It refuses to know any
// widget, and asks nobody: what it says of a key it says by its letters.
package provider

import (
	"net/url"
	"regexp"
	"strings"

	"keyport/app/control"
	"keyport/assets"
)

// Provider is a choice where an account is entered.
type Provider struct {
	ID     string // also the name that a new account gets
	Name   string // "" for Other, see Label
	Kind   string // one of control.Kind...
	URL    string // "" when the person must enter it
	Sample string // shown in the empty address field
	Keys   string // the page where keys are made

	like *regexp.Regexp // how its keys look; nil when they look like those of others
}

// Other is the provider that fits every address that none of the rest fits.
const Other = "other"

// The addresses are those of the providers' own documentation for OpenAI-compatible
// clients. A key of OpenAI holds "OpenAI" in base 64.
var all = []Provider{
	{"openai", "OpenAI", control.KindOpenAI, "https://api.openai.com/v1", "", "https://platform.openai.com/api-keys", regexp.MustCompile(`^sk-(proj|svcacct|admin)-|^sk-.*T3BlbkFJ`)},
	{"anthropic", "Anthropic", control.KindAnthropic, "https://api.anthropic.com", "", "https://console.anthropic.com/settings/keys", regexp.MustCompile(`^sk-ant-`)},
	{"openrouter", "OpenRouter", control.KindOpenAI, "https://openrouter.ai/api/v1", "", "https://openrouter.ai/settings/keys", regexp.MustCompile(`^sk-or-`)},
	{"groq", "Groq", control.KindOpenAI, "https://api.groq.com/openai/v1", "", "https://console.groq.com/keys", regexp.MustCompile(`^gsk_`)},
	{"mistral", "Mistral", control.KindOpenAI, "https://api.mistral.ai/v1", "", "https://console.mistral.ai/api-keys", nil},
	{"deepseek", "DeepSeek", control.KindOpenAI, "https://api.deepseek.com/v1", "", "https://platform.deepseek.com/api_keys", nil},
	{"azure", "Azure OpenAI", control.KindAzure, "", "https://my-resource.openai.azure.com/openai/v1", "https://portal.azure.com", nil},
	{"gemini", "Gemini", control.KindOpenAI, "https://generativelanguage.googleapis.com/v1beta/openai", "", "https://aistudio.google.com/apikey", regexp.MustCompile(`^AIza`)},
	{Other, "", control.KindOpenAI, "", "https://llm.example.com/v1", "", nil},
}

// All lists the providers in the order in which they are offered; Other is the last.
func All() []Provider { return append([]Provider(nil), all...) }

// Label is the provider's name for people; only that of Other is a word of a language.
func (p Provider) Label() string {
	if p.ID == Other {
		return assets.T("key.other")
	}
	return p.Name
}

// Labels are the names of All.
func Labels() []string {
	var labels []string
	for _, p := range all {
		labels = append(labels, p.Label())
	}
	return labels
}

// ByLabel finds a provider by its name for people; what is none of them is Other.
func ByLabel(label string) Provider {
	for _, p := range all {
		if p.Label() == label {
			return p
		}
	}
	return all[len(all)-1]
}

// ByID finds a provider by its ID; ok is false when there is none.
func ByID(id string) (p Provider, ok bool) {
	for _, p := range all {
		if p.ID == id {
			return p, true
		}
	}
	return Provider{}, false
}

// Of recognises the provider of an account by its kind and the host of its address.
func Of(kind, address string) Provider {
	host := HostOf(address)
	if kind == control.KindAzure || strings.HasSuffix(host, ".openai.azure.com") {
		p, _ := ByID("azure")
		return p
	}
	for _, p := range all {
		if p.URL != "" && p.Kind == kind && HostOf(p.URL) == host {
			return p
		}
	}
	return all[len(all)-1]
}

// OfKey gives the provider whose keys look like key; ok is false when that
// cannot be said: "sk-" alone is used by many.
func OfKey(key string) (p Provider, ok bool) {
	for _, p := range all {
		if p.like != nil && p.like.MatchString(key) {
			return p, true
		}
	}
	return Provider{}, false
}

// HostOf gives the host of an address, "" when there is none.
func HostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// OriginOf gives scheme://host:port, what a key is bound to.
func OriginOf(address string) string {
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

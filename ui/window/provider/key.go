package provider

import (
	"strings"
	"time"
	"unicode"

	"keyport/app/control"
	"keyport/assets"
)

// maxKey is the longest key in bytes that every keychain takes (Windows stops at 2 560 bytes).
const maxKey = 2500

// CleanKey takes white space out of a pasted key: line breaks come with e-mails
// and terminals, spaces with web pages. It reports whether there was any.
func CleanKey(given string) (key string, changed bool) {
	text := given
	if trimmed := strings.TrimSpace(text); len(trimmed) > 7 && strings.EqualFold(trimmed[:7], "bearer ") {
		text = trimmed[7:] // copied from a request's header
	}
	clean := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, text)
	return clean, clean != given
}

// KeyProblem says what is wrong with a key, as far as its text tells; p is the
// provider that it would go to. The second result is the provider that it seems
// to belong to: sending it to p would show one company's key to another.
func KeyProblem(key string, p Provider) (sentence string, owner *Provider) {
	switch {
	case key == "":
		return assets.T("key.blank"), nil
	case control.LooksLikePassword(key):
		return assets.T("key.app_password"), nil
	case len(key) > maxKey:
		return assets.T("key.too_long"), nil
	}
	for _, r := range key {
		if r <= ' ' || r > '~' {
			return assets.T("key.not_ascii"), nil
		}
	}
	if of, known := OfKey(key); known && of.ID != p.ID && p.URL != "" {
		return assets.T("key.other_provider", "owner", of.Name, "provider", p.Name), &of
	}
	return "", nil
}

// NewAccount is an account of p with the defaults of the settings file, without a name.
func NewAccount(p Provider) control.Account {
	return control.Account{
		Kind: p.Kind, URL: p.URL, Models: []string{"*"}, Headers: map[string]string{}, Proxy: "system",
		FirstByteTimeout: control.Duration(10 * time.Minute), IdleTimeout: control.Duration(10 * time.Minute), Auth: "key",
	}
}

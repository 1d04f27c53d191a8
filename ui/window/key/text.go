package key

import (
	"strings"
	"unicode"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// maxKey is the longest key in bytes that every keychain takes (Windows stops at 2 560 bytes).
const maxKey = 2500

// cleanKey takes white space out of a pasted key: line breaks come with
// e-mails and terminals, spaces with web pages. It reports whether there was any.
func cleanKey(given string) (string, bool) {
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

// keyProblem says what is wrong with a key, as far as its text tells; p is the
// provider that it would go to. The second result is the provider that it seems
// to belong to: sending it to p would show one company's key to another.
func keyProblem(key string, p provider) (string, *provider) {
	switch {
	case key == "":
		return kit.T("key.blank"), nil
	case control.LooksLikePassword(key):
		return kit.T("key.app_password"), nil
	case len(key) > maxKey:
		return kit.T("key.too_long"), nil
	}
	for _, r := range key {
		if r <= ' ' || r > '~' {
			return kit.T("key.not_ascii"), nil
		}
	}
	if owner, known := providerOfKey(key); known && owner.id != p.id && p.url != "" {
		return kit.T("key.other_provider", "owner", owner.name, "provider", p.name), &owner
	}
	return "", nil
}

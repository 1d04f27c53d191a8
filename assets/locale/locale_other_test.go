//go:build !windows && !(darwin && cgo)

package locale

import "testing"

func TestTheLanguageIsTheOneThatGettextTakes(t *testing.T) {
	for _, c := range []struct{ all, messages, lang, language, want string }{
		{"", "", "", "", ""},
		{"", "", "C.UTF-8", "", ""},
		{"C", "de_DE.UTF-8", "de_DE.UTF-8", "de", ""},
		{"", "POSIX", "de_DE.UTF-8", "", ""},
		{"", "", "de_DE.UTF-8", "", "de_DE.UTF-8"},
		{"", "de_AT.UTF-8", "en_US.UTF-8", "", "de_AT.UTF-8"},
		{"en_GB.UTF-8", "de_AT.UTF-8", "", "", "en_GB.UTF-8"},
		{"", "", "en_US.UTF-8", "de_CH:fr", "de_CH"},
		{"", "", "", "de", ""}, // LANGUAGE alone chooses nothing
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", c.messages)
		t.Setenv("LANG", c.lang)
		t.Setenv("LANGUAGE", c.language)
		if got := System(); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

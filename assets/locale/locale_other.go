//go:build !windows && !(darwin && cgo)

package locale

import (
	"os"
	"strings"
)

// system follows gettext: LC_ALL, LC_MESSAGES and LANG in this order, and the
// first entry of LANGUAGE instead where a language is set at all (GNU gettext
// manual, 2.3.3 "Specifying a Priority List of Languages").
func system() string {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = os.Getenv(name); locale != "" {
			break
		}
	}
	if plain, _, _ := strings.Cut(locale, "."); plain == "" || plain == "C" || plain == "POSIX" {
		return ""
	}
	if first, _, _ := strings.Cut(os.Getenv("LANGUAGE"), ":"); first != "" {
		return first
	}
	return locale
}

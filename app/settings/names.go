package settings

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"keyport/assets"
)

func nameRule() string { return assets.T("settings.model.name") }
func globRule() string { return assets.T("settings.model.pattern") }

// modelName accepts the names that providers give their models.
func modelName(name string) bool {
	return name != "" && len(name) <= 200 && only(name, nameByte)
}

func nameByte(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("._:@/-", c) >= 0 }

// glob accepts a pattern for model names. Only * and ? are special, and both
// stand for any character, slashes too ("deepseek/*" is a model name, no path).
func glob(pattern string) bool {
	return pattern != "" && len(pattern) <= 200 &&
		only(pattern, func(c byte) bool { return nameByte(c) || strings.IndexByte("*?[]", c) >= 0 })
}

// globs checks a list in which a leading "!" takes models out again.
func (c *checker) globs(field string, patterns []string) {
	takes := len(patterns) == 0
	for i, pattern := range patterns {
		rest, out := strings.CutPrefix(pattern, "!")
		if !glob(rest) {
			c.err(at(field, i), globRule())
		}
		takes = takes || !out
	}
	if !takes {
		c.warn(field, assets.T("settings.model.none"))
	}
}

func printableName(name string) bool {
	n := utf8.RuneCountInString(name)
	if n < 1 || n > 40 || !utf8.ValidString(name) || strings.TrimSpace(name) != name {
		return false
	}
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// webOrigin accepts an origin exactly as browsers send it. "null" is what
// every sandboxed page sends, "*" is every page: neither names a program.
func webOrigin(origin string) bool {
	scheme, host, ok := strings.Cut(origin, "://")
	if !ok || scheme == "" || !(scheme[0] >= 'a' && scheme[0] <= 'z') || len(origin) > 300 {
		return false
	}
	if origin != strings.ToLower(origin) || !only(scheme, func(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("+-.", c) >= 0 }) {
		return false
	}
	u, err := url.Parse("http://" + host)
	if err != nil || u.Host != host || u.Hostname() == "" || strings.HasSuffix(host, ":") {
		return false
	}
	return hostName(u.Hostname()) && portInRange(u.Port())
}

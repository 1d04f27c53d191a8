package assets

import (
	"strconv"
	"strings"
)

// SemVer is a version as Semantic Versioning 2.0.0 numbers it.
type SemVer struct {
	numbers [3]int
	release bool // false is a build on the way to it: 1.4.0-dev
}

// ParseVersion reads "1.4.0" or "1.4.0-dev", and nothing that is written in
// another way: no v before it, no leading zeros, no build metadata, at most nine
// digits a number.
func ParseVersion(text string) (v SemVer, ok bool) {
	numbers, before, pre := strings.Cut(text, "-")
	if pre && (before == "" || len(before) > 64 || strings.ContainsFunc(before, func(r rune) bool {
		return !(r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})) {
		return SemVer{}, false
	}
	parts := strings.Split(numbers, ".")
	if len(parts) != len(v.numbers) {
		return SemVer{}, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || len(part) > 9 || strconv.Itoa(n) != part {
			return SemVer{}, false
		}
		v.numbers[i] = n
	}
	v.release = !pre
	return v, true
}

// Release reports whether it was published: builds on the way to it are not.
func (v SemVer) Release() bool { return v.release }

// Newer reports whether v comes after old. A release comes after all builds on the
// way to it; among those none is the newer one.
func (v SemVer) Newer(old SemVer) bool {
	for i := range v.numbers {
		if v.numbers[i] != old.numbers[i] {
			return v.numbers[i] > old.numbers[i]
		}
	}
	return v.release && !old.release
}

// NewerVersion reports whether version comes after old; never when one of them
// cannot be read.
func NewerVersion(version, old string) bool {
	v, ok := ParseVersion(version)
	w, known := ParseVersion(old)
	return ok && known && v.Newer(w)
}

package kit

import (
	"encoding/json"
	"strings"
	"time"
)

// SplitNames reads "qwen*, gpt-4o" as a list.
func SplitNames(text string) []string {
	var names []string
	for _, n := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '\n' }) {
		if n = strings.TrimSpace(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}

// Moment is a time of today, or a day, in local time.
func Moment(t time.Time) string {
	t = t.Local()
	if now := time.Now(); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return T("today", "time", t.Format("15:04"))
	}
	return t.Format("2006-01-02")
}

// Keychain says where keys are kept, in the person's language. What Keyport calls
// it by is a name of its own, or one of two descriptions in English.
func Keychain(name string) string {
	switch name {
	case "your login keyring":
		return T("key.place.login")
	case "memory, until Keyport quits":
		return T("key.place.memory")
	}
	return name
}

// Same compares values as they travel: what is empty and what is missing are the same.
func Same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

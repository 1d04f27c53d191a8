package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
)

// FuzzCheckString holds the check of a string, which looks at many bytes at once,
// against one that looks at each: verdict, fault and place of it. What is fuzzed
// stands at any offset, twice, and before text of any length.
func FuzzCheckString(f *testing.F) {
	for _, s := range []string{
		`\n\t\"grüß dich\"`, "世界 – …", "😀", `\\\\\"`, `\\\`, `\u00e9\ud83d\ude00`, `\u12`, `\`, "\x00", "\xe4\xb8", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
		"\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", "\xe0\x9f\xbf", "\xe0\xa0\x80\xed\x9f\xbf", "é\" x", "\xf0\x8f\xbf\xbf", "\x7f\x80", `\x`,
	} {
		for _, before := range []uint8{0, 5, 29, 58, 61, 62, 63} {
			f.Add([]byte(s), before, before/2, uint16(before)*3)
		}
	}
	f.Fuzz(func(t *testing.T, piece []byte, before, between uint8, behind uint16) {
		text := append(bytes.Repeat([]byte("x"), int(before)), piece...)
		text = append(append(text, bytes.Repeat([]byte("y"), int(between))...), piece...)
		text = append(append(text, bytes.Repeat([]byte("z"), int(behind%300))...), `"`...)
		data := append([]byte(`"`), text...)
		offset, what := checkEachByte(data)
		err := jsonedit.Check(data, 1)
		if fault, _ := err.(*jsonedit.SyntaxError); err == nil && what != "" || fault != nil && (fault.What != what || fault.Offset != offset) {
			t.Fatalf("%q: %v, want %q at %d", data, err, what, offset)
		}
		if valid := json.Valid(data) && utf8.Valid(data); valid != (err == nil) {
			t.Fatalf("%q: %v, encoding/json says %v", data, err, valid)
		}
		if err == nil { // and what skips strings finds the same ends
			sameParse(t, append(append([]byte(`{"k":`), data...), `,"l":["\\"]}`...), 2)
		}
	})
}

// checkEachByte checks a text that begins with a quote.
func checkEachByte(data []byte) (offset int, what string) {
	bad := -1
	for i := 1; i < len(data); {
		switch c := data[i]; {
		case c == '"' && bad >= 0:
			return bad, "invalid UTF-8 in a string"
		case c == '"' && i+1 < len(data):
			for i++; i < len(data); i++ {
				if !bytes.ContainsRune([]byte(" \t\r\n"), rune(data[i])) {
					return i, "unexpected byte"
				}
			}
			return 0, ""
		case c == '"':
			return 0, ""
		case c < ' ':
			return i, "unescaped control byte in a string"
		case c == '\\':
			n := 2
			if i+1 < len(data) && data[i+1] == 'u' {
				n = 6
			}
			if i+n > len(data) || !json.Valid([]byte(`"`+string(data[i:i+n])+`"`)) {
				return i, "unknown escape in a string"
			}
			i += n
		default:
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 && bad < 0 {
				bad = i
			}
			i += n
		}
	}
	return len(data), "unexpected end of the text"
}

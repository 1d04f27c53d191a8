package assets

import "testing"

func TestPlainTextStaysOnItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"gpt-4.1":             "gpt-4.1",
		"a\nb\tc\u00a0d":      "a b c d",
		"\x1b[31mred\u009b":   "[31mred",
		"\u202eexe.gpt\u2066": "exe.gpt",
		"ä → 字":               "ä → 字",
		"a\xffb":              "a\ufffdb",
	} {
		if got := Plain(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

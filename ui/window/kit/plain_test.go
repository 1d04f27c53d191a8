package kit

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"plain, grüße, 世界 😀":       "plain, grüße, 世界 😀",
		"a\r\nb\tc\u2028d\u00a0e":  "a  b c d e",
		"\u202eexe.gpt\u202c":      "exe.gpt",
		"\x1b[31mred\u009b0m\x07":  "[31mred0m",
		"bad\xffbytes":             "bad\uFFFDbytes",
		"# not a *heading* ![](x)": "# not a *heading* ![](x)",
		"zero\u200bwidth\ufeff":    "zerowidth",
	} {
		if got := Plain(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if long := Plain(strings.Repeat("é", 10_000)); len([]rune(long)) != PlainRunes || !strings.HasSuffix(long, "…") {
		t.Errorf("%d runes are shown", len([]rune(long)))
	}
}

package upstream

import (
	"strings"
	"testing"
)

// What a server says is shown in menus and on terminals: it must give no
// command there, and turn nothing around.
func TestAServersSentenceIsOnlyLetters(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":{"message":"No such model: grüße 世界 😀"}}`:                          "No such model: grüße 世界 😀",
		`{"error":{"message":"\u001b]0;title\u0007\u009b2Jred\u001b[0m"}}`:           "]0;title2Jred[0m",
		`{"error":"\u202eexe.gpt\u202c \u2066a\u2069\u200f\u061c"}`:                  "exe.gpt a",
		`{"message":"one\r\ntwo\u2028three\tfour\u0085five"}`:                        "one  two three four five",
		`{"detail":"\u0000\ufeffx"}`:                                                 "x",
		`{"error":{"message":"` + strings.Repeat("a", 600) + `"}}`:                   strings.Repeat("a", 500) + "…",
		`{"error":{"message":["a"]}}`:                                                "",
		`not JSON`:                                                                   "",
		`{"error":{"message":"![](http://evil.example) <script>alert(1)</script>"}}`: "![](http://evil.example) <script>alert(1)</script>",
	} {
		if got := messageIn([]byte(body)); got != want {
			t.Errorf("%.60s: %q, want %q", body, got, want)
		}
	}
	if got := plainText([]byte("a\xff\xfeb")); got != "a\ufffdb" {
		t.Errorf("%q", got)
	}
}

package tray

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestNothingSecretIsShown(t *testing.T) {
	secret := regexp.MustCompile(`kp-|sk-|[a-z2-7]{26}`) // a password, a key, a private address
	files, err := filepath.Glob("testdata/menu-*.golden")
	if err != nil || len(files) < 2*8 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := secret.Find(text); found != nil {
			t.Errorf("%s shows %q", file, found)
		}
	}
}

// A provider's sentence and an app's name are written by others. In the menu
// they are letters: they turn nothing around, add no row, and mark no access key.
func TestHostileTextsAreOnlyLetters(t *testing.T) {
	mark := map[string]string{"windows": "&", "darwin": ""}[runtime.GOOS]
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		mark = "_"
	}
	for _, text := range []string{
		"\u202e&Quit\n![](http://evil.example/x)", "_Quit_&__&&", "a\r\n\r\nb\u2028c\u2029d\u0085e", "\x1b]0;title\x07\u009b2J", "\u200b\u2066\u061c", "\xff\xfe", strings.Repeat("a_&", 3_500), strings.Repeat("\u202e", 10_000), strings.Repeat("🔑", 2_500),
	} {
		s := attention(text)
		s.Clients = clients(text, "Zed", text+"2")
		rows := 0
		each(Menu(s, afternoon), func(item Item) {
			rows++
			if n := utf8.RuneCountInString(item.Label); n > labelRunes || n == 0 && !item.Separator {
				t.Errorf("%.40q gives a row of %d runes", text, n)
			}
			shown := escape(item.Label)
			for _, r := range shown {
				if !unicode.IsPrint(r) {
					t.Errorf("%.40q gives a row with %U", text, r)
				}
			}
			if mark != "" && strings.Contains(strings.ReplaceAll(shown, mark+mark, ""), mark) {
				t.Errorf("%.40q gives the row %q, which marks an access key", text, shown)
			}
		})
		want := 0
		honest := attention("x")
		honest.Clients = clients("a", "b", "c")
		each(Menu(honest, afternoon), func(Item) { want++ })
		if rows != want {
			t.Errorf("%.40q gives %d rows, want %d", text, rows, want)
		}
		for _, r := range Tooltip(s, afternoon) {
			if !unicode.IsPrint(r) {
				t.Errorf("%.40q gives a tooltip with %U", text, r)
			}
		}
	}
}

package window

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// hostile is a text that a provider or another program may have written: it
// turns its own direction around, looks like a menu, brings a picture from the
// network and does not end.
var hostile = "\u202e&Quit\r\n![a](http://evil.example/x.png) [link](http://evil.example) **bold** `code` <b>x</b>\x1b[2J\u009b2J\u2028\u2066\x00" + strings.Repeat("long ", 2_000)

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
		if got := plain(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if long := plain(strings.Repeat("é", 10_000)); len([]rune(long)) != plainRunes || !strings.HasSuffix(long, "…") {
		t.Errorf("%d runes are shown", len([]rune(long)))
	}
}

// Whatever others write, the window shows letters: no picture is fetched, no
// link can be followed, nothing stands in another order than it was written in.
func TestHostileTextsAreShownAsTheyAre(t *testing.T) {
	f := withApps()
	f.status.Sentence, f.status.Keychain = hostile, hostile
	f.status.Upstreams[0].LastError = hostile
	f.status.Problems = []control.Problem{{Code: "upstream", Sentence: hostile, Page: hostile}}
	f.result = control.KeyResult{Code: "bad_answer", Sentence: hostile}
	f.fail["RotateClient"] = &control.Error{Code: "x", Message: hostile}
	f.fail["SaveSettings"] = errors.New(hostile)
	f.addApp(hostile)
	b := open(t, f)
	b.tap("Check key")
	b.inert()
	for _, page := range []string{control.PageConnection, control.PageThinking, control.PageParameters, control.PageKey} {
		b.Open(page)
		b.settle()
		b.inert()
	}
	b.wantSeen("&Quit", "![a](http://evil.example/x.png)")
	b.Open(control.PageConnection)
	b.write(b.connection().port, "12000")
	b.tap("Save")
	b.inert()
	b.connection().apps[2].removeTapped()
	b.inert()
}

// inert checks all that stands on the window, a question before it included.
func (b *bench) inert() {
	b.t.Helper()
	links, texts := 0, 0
	check := func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Hyperlink:
			if links++; o.URL != nil && strings.Contains(o.URL.String(), "evil") {
				b.t.Errorf("a link leads to %s", o.URL)
			}
		case *canvas.Image:
			if o.File != "" {
				b.t.Errorf("a picture comes from %s", o.File)
			}
		case *canvas.Text:
			texts++
			for _, r := range o.Text {
				if !unicode.IsPrint(r) {
					b.t.Fatalf("%U stands in %.80q", r, o.Text)
				}
			}
			if n := len([]rune(o.Text)); n > plainRunes {
				b.t.Errorf("%d runes stand in one line", n)
			}
		}
	}
	walk(b.win.Canvas().Content(), check)
	if b.asked != nil {
		walk(b.asked.pop.Content, check)
	}
	if texts == 0 {
		b.t.Error("nothing stands on the window")
	}
}

package window

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// busyFake has something for every page to show.
func busyFake() *windowtest.Fake {
	f := windowtest.WithRules()
	f.PutApp("Code")
	f.PutApp("Zed")
	f.State.Problems = []control.Problem{{Code: "no_tray", Sentence: "Your desktop shows no tray icons. Keyport lives in this window; closing it keeps Keyport running.", Page: control.PageNetwork}}
	f.State.Program, f.State.Settings = "1.2.3", "/home/somebody/.config/keyport/settings.toml"
	return f
}

// speaking runs a test in English, in German, and in a language that is 40 % longer.
func speaking(t *testing.T, run func(t *testing.T, language string)) {
	for _, language := range append(assets.Languages(), "longer") {
		t.Run(language, func(t *testing.T) {
			t.Cleanup(func() { assets.SetLanguage(assets.English) })
			if language == "longer" {
				t.Cleanup(assets.Lengthen(0.4))
			} else {
				assets.SetLanguage(language)
			}
			run(t, language)
		})
	}
}

func TestEveryPageIsUsableInEveryLanguageSizeAndScale(t *testing.T) {
	speaking(t, func(t *testing.T, language string) {
		b := open(t, busyFake())
		for _, scale := range []float32{1, 2} {
			for _, size := range []fyne.Size{leastSize, firstSize} {
				b.Win.Canvas().(software.WindowlessCanvas).SetScale(scale)
				b.Win.Resize(size)
				for i, p := range pages {
					b.w.nav.Select(i)
					b.Settle()
					name := fmt.Sprintf("%s at %v, scale %v", p.name, size, scale)
					if least := b.Win.Content().MinSize(); least.Width > size.Width || least.Height > size.Height {
						t.Errorf("%s needs %v", name, least)
					}
					layOut(b.Win.Content())
					windowtest.Walk(b.Win.Content(), func(o fyne.CanvasObject) {
						if cut := cutText(o, language != "longer"); cut != "" {
							t.Errorf("%s: %q is cut", name, cut)
						}
					})
				}
			}
		}
	})
}

// layOut does what a real canvas does by itself when a smallest size has become another one.
func layOut(root fyne.CanvasObject) {
	for range 2 {
		windowtest.Walk(root, func(o fyne.CanvasObject) {
			if c, ok := o.(*fyne.Container); ok && c.Layout != nil {
				c.Layout.Layout(c.Objects, c.Size())
			}
		})
	}
}

// cutText gives the text of a button, a box or a label that has less room than it
// needs. Labels that wrap, and those that hold a person's own words, may be
// shortened; strict counts what has an ellipsis and says the rest when it is
// opened or pointed at: choices and titles.
func cutText(o fyne.CanvasObject, strict bool) string {
	const slack = 0.5
	short := func(text string, least fyne.Size) string {
		if o.Size().Width+slack < least.Width || o.Size().Height+slack < least.Height {
			return text
		}
		return ""
	}
	switch o := o.(type) {
	case *widget.Button:
		return short(o.Text, o.MinSize())
	case *widget.Check:
		return short(o.Text, o.MinSize())
	case *kit.Select:
		if !strict {
			return ""
		}
		return short(o.Selected, fyne.NewSize(fyne.MeasureText(o.Selected, theme.TextSize(), fyne.TextStyle{}).Width+2*theme.InnerPadding()+theme.IconInlineSize(), 0))
	case *kit.Entry: // what does not fit gets a scroll bar across it
		if !strict || o.MultiLine {
			return ""
		}
		room := 2 * theme.InnerPadding()
		if o.ActionItem != nil {
			room += o.ActionItem.MinSize().Width
		}
		return short(o.PlaceHolder, fyne.NewSize(fyne.MeasureText(o.PlaceHolder, theme.TextSize(), fyne.TextStyle{}).Width+room, 0))
	case *widget.Label:
		if o.Wrapping != fyne.TextWrapOff || o.Truncation != fyne.TextTruncateOff && !(o.TextStyle.Bold && strict) {
			return ""
		}
		size := theme.TextSize()
		if o.SizeName != "" {
			size = theme.Size(o.SizeName)
		}
		return short(o.Text, fyne.NewSize(fyne.MeasureText(o.Text, size, o.TextStyle).Width+theme.InnerPadding(), 0))
	}
	return ""
}

// place is a control that can be reached with Tab, and where it stands.
type place struct {
	what fyne.Focusable
	at   fyne.Position
	size fyne.Size
}

func (p place) String() string {
	text := ""
	switch o := p.what.(type) {
	case *widget.Button:
		text = o.Text
	case interface{ Inner() *widget.Button }:
		text = o.Inner().Text
	case *widget.Check:
		text = o.Text
	}
	return fmt.Sprintf("%T %q at %.0f,%.0f", p.what, text, p.at.X, p.at.Y)
}

// controls are those that can be seen, or scrolled to.
func controls(root fyne.CanvasObject) (all []place) {
	driver := fyne.CurrentApp().Driver()
	windowtest.Walk(root, func(o fyne.CanvasObject) {
		focusable, ok := o.(fyne.Focusable)
		if !ok {
			return
		}
		if off, ok := o.(fyne.Disableable); ok && off.Disabled() {
			return
		}
		all = append(all, place{focusable, driver.AbsolutePositionForObject(o), o.Size()})
	})
	return all
}

func TestTabReachesEveryControlOnceInTheOrderOfReading(t *testing.T) {
	b := open(t, busyFake())
	b.Win.Resize(fyne.NewSize(firstSize.Width, 3000)) // all of it in sight
	for i, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			b.w.nav.Select(i)
			b.Settle()
			layOut(b.Win.Content())
			wantOrder(t, b.Win.Canvas(), controls(b.Win.Content()))
		})
	}
}

func wantOrder(t *testing.T, c fyne.Canvas, want []place) {
	t.Helper()
	c.Unfocus()
	var went []place
	for range len(want) + 5 {
		c.FocusNext()
		at := slices.IndexFunc(want, func(p place) bool { return p.what == c.Focused() })
		if at < 0 {
			t.Fatalf("Tab leads to %T, which is not to be seen", c.Focused())
		}
		if len(went) > 0 && want[at].what == went[0].what {
			break
		}
		if slices.ContainsFunc(went, func(p place) bool { return p.what == want[at].what }) {
			t.Fatalf("Tab comes to %v twice", want[at])
		}
		went = append(went, want[at])
	}
	for _, p := range want {
		if !slices.ContainsFunc(went, func(q place) bool { return q.what == p.what }) {
			t.Errorf("Tab never comes to %v", p)
		}
	}
	for i := 1; i < len(went); i++ {
		if before(went[i], went[i-1]) {
			t.Errorf("Tab goes from %v back to %v", went[i-1], went[i])
		}
	}
}

// before says whether a is read before b: above it, or left of it in the same line.
func before(a, b place) bool {
	if a.at.Y+a.size.Height <= b.at.Y+1 {
		return true
	}
	sameLine := math.Abs(float64(a.at.Y+a.size.Height/2-b.at.Y-b.size.Height/2)) < 20
	return sameLine && a.at.X+a.size.Width <= b.at.X+1
}

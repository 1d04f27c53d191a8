package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// luminance is WCAG 2.2's relative luminance.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// over lays a colour that may be transparent on another one.
func over(c, under color.Color) color.Color {
	r, g, b, a := c.RGBA()
	ur, ug, ub, _ := under.RGBA()
	mix := func(c, u uint32) uint8 { return uint8((c + u*(0xffff-a)/0xffff) >> 8) }
	return color.NRGBA{mix(r, ur), mix(g, ug), mix(b, ub), 0xff}
}

// What is written can be read, in light and in dark, wherever it stands (WCAG
// 2.2, 1.4.3); frames and shapes can be made out (1.4.11).
func TestTextAndShapesStandOutInLightAndDark(t *testing.T) {
	test.NewTempApp(t)
	const text, shape = 4.5, 3
	for _, choice := range []string{"light", "dark"} {
		look := Look{Theme: theme.DefaultTheme(), Choice: choice}
		page := look.Color(theme.ColorNameBackground, 0)
		on := func(name fyne.ThemeColorName) color.Color { return over(look.Color(name, 0), page) }
		grounds := map[string]color.Color{"page": page, "panel": on(theme.ColorNameHeaderBackground), "field": on(theme.ColorNameInputBackground), "question": on(theme.ColorNameOverlayBackground)}
		chosen := map[string]color.Color{"chosen row": on(theme.ColorNameSelection), "row under the pointer": on(theme.ColorNameHover), "button": on(theme.ColorNameButton)}
		want := func(what string, name fyne.ThemeColorName, ground color.Color, least float64) {
			t.Helper()
			if got := contrast(over(look.Color(name, 0), ground), ground); got < least {
				t.Errorf("%s: %s on %s has %.2f:1", choice, name, what, got)
			}
		}
		for what, ground := range grounds {
			for _, name := range []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameDisabled, theme.ColorNameError, theme.ColorNameWarning, theme.ColorNameSuccess, theme.ColorNameHyperlink} {
				want(what, name, ground, text)
			}
			want(what, theme.ColorNamePrimary, ground, shape) // the ring of what has the focus
		}
		for what, ground := range chosen {
			want(what, theme.ColorNameForeground, ground, text)
		}
		want("page", theme.ColorNameInputBorder, page, shape)
		want("chosen row", theme.ColorNamePlaceHolder, chosen["chosen row"], text)
		want("the strong button", theme.ColorNameForegroundOnPrimary, on(theme.ColorNamePrimary), text)
		want("the dangerous button", theme.ColorNameForegroundOnError, on(theme.ColorNameError), text)
	}
}

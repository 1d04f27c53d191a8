package activity

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// A light window on a dark desktop had white words on a white page.
func TestTheListFollowsThePersonsChoiceOfLightOrDark(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1))
	for _, choice := range []string{"light", "dark", "light"} {
		look := kit.Look{Theme: theme.DefaultTheme(), Choice: choice}
		b.App.Settings().SetTheme(look)
		p.list.Refresh()
		want, seen := look.Color(theme.ColorNameForeground, 0), 0
		windowtest.Walk(p.list, func(o fyne.CanvasObject) {
			if text, ok := o.(*canvas.Text); ok && text.Text != "" {
				seen++
				if text.Color != want {
					t.Errorf("%s: %q is %v and not %v", choice, text.Text, text.Color, want)
				}
			}
		})
		if seen == 0 {
			t.Error("there is nothing to see")
		}
	}
}

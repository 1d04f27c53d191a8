package activity

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"keyport/ui/window/kit"
)

// dense is the space around a text in the list, in Fyne's units: a list of
// requests is read like a table, and Fyne's own rows are twice as high.
const dense float32 = 3

// tight is the window's theme for the list, whichever that is at the moment: the
// person may choose a light window on a dark desktop.
type tight struct{}

func windows() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color is part of fyne.Theme.
func (tight) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return windows().Color(name, variant)
}

// Font is part of fyne.Theme.
func (tight) Font(style fyne.TextStyle) fyne.Resource { return windows().Font(style) }

// Icon is part of fyne.Theme.
func (tight) Icon(name fyne.ThemeIconName) fyne.Resource { return windows().Icon(name) }

// Size is part of fyne.Theme.
func (tight) Size(name fyne.ThemeSizeName) float32 {
	if name == theme.SizeNameInnerPadding {
		return dense
	}
	return windows().Size(name)
}

// tightly puts an object into the list's theme.
func tightly(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(o, tight{})
}

// halves shows a list and, while there is one, the details below it. Where
// there is no room for both, the details stand in the place of the list.
type halves struct{}

// leastBoth is the height from which on both have room.
const leastBoth float32 = 400

// Layout is part of fyne.Layout.
func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, details := objects[0], objects[1]
	at := size.Height
	switch {
	case !details.Visible():
	case size.Height < leastBoth:
		at = 0
	default:
		at = size.Height * 0.42
	}
	kit.SetVisible(list, at > 0)
	list.Resize(fyne.NewSize(size.Width, at))
	list.Move(fyne.NewPos(0, 0))
	if details.Visible() {
		details.Resize(fyne.NewSize(size.Width, size.Height-at))
		details.Move(fyne.NewPos(0, at))
	}
}

// MinSize is part of fyne.Layout.
func (halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size
}

// bar draws the time of a request: grey while the provider was waited for, in
// colour while it answered.
type bar struct{ waiting, answering float32 } // shares of the whole

// newBar is for times in milliseconds.
func newBar(first, took int64) fyne.CanvasObject {
	b := &bar{waiting: 1}
	if took > 0 && first > 0 {
		b.waiting = min(float32(first)/float32(took), 1)
		b.answering = 1 - b.waiting
	}
	return container.New(b, kit.NewBlock(theme.ColorNameDisabled), kit.NewBlock(theme.ColorNamePrimary))
}

// Layout is part of fyne.Layout.
func (b *bar) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	at := size.Width * b.waiting
	objects[0].Resize(fyne.NewSize(at, size.Height))
	objects[1].Move(fyne.NewPos(at, 0))
	objects[1].Resize(fyne.NewSize(size.Width-at, size.Height))
}

// MinSize is part of fyne.Layout.
func (b *bar) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(40, 6) }

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func TestRevealScrollsNoFurtherThanItMust(t *testing.T) {
	test.NewTempApp(t)
	block := func(height float32) *canvas.Rectangle {
		r := canvas.NewRectangle(nil)
		r.SetMinSize(fyne.NewSize(10, height))
		return r
	}
	first, small, large := block(300), block(50), block(500)
	page := container.NewVScroll(container.New(&Column{}, first, small, large))
	test.NewTempWindow(t, page).Resize(fyne.NewSize(200, 200))
	page.Resize(fyne.NewSize(200, 200))
	for _, c := range []struct {
		what string
		o    fyne.CanvasObject
		at   float32
	}{{"what is below", small, 162}, {"what is in sight", small, 162}, {"more than there is room for", large, 350}, {"what is above", first, 0}} {
		if Reveal(page, c.o); page.Offset.Y != c.at {
			t.Errorf("for %s it scrolls to %v and not to %v", c.what, page.Offset.Y, c.at)
		}
	}
}

package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// turn turns the wheel over a field.
func turn(t *testing.T, field fyne.Widget, by float32) {
	t.Helper()
	all := test.WidgetRenderer(field).Objects()
	over, ok := all[len(all)-1].(fyne.Scrollable)
	if !ok || all[len(all)-1].Size() != field.Size() {
		t.Fatalf("on top of the field lies %T, %v of %v", all[len(all)-1], all[len(all)-1].Size(), field.Size())
	}
	over.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)})
}

func TestTheWheelOverAFieldMovesThePage(t *testing.T) {
	test.NewTempApp(t)
	line, area, choice := NewEntry(""), NewTextArea("", 2), NewChoice([]string{"a"}, "")
	space := canvas.NewRectangle(nil)
	space.SetMinSize(fyne.NewSize(10, 2000))
	page := container.NewVScroll(container.New(&Column{}, NewPanel(line), area, choice, space))
	win := test.NewTempWindow(t, page)
	win.Resize(fyne.NewSize(300, 300))

	line.SetText(strings.Repeat("a long line ", 50))
	area.SetText("short")
	for i, field := range []fyne.Widget{line, area, choice} {
		turn(t, field, -10)
		if want := float32(10 * (i + 1)); page.Offset.Y != want {
			t.Errorf("%T: the page stands at %v and not at %v", field, page.Offset.Y, want)
		}
	}

	area.SetText(strings.Repeat("line\n", 20))
	turn(t, area, -10)
	if page.Offset.Y != 30 {
		t.Error("the page moves although the text could")
	}
	turn(t, area, -10_000) // to the end of the text
	turn(t, area, -10)
	if page.Offset.Y != 40 {
		t.Error("at the end of the text the page does not move")
	}
}

package models

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// tabs shows one of several parts. Fyne's own tabs cannot be reached by the Tab key.
type tabs struct {
	row     *fyne.Container
	slot    *fyne.Container
	buttons []*widget.Button
	parts   []fyne.CanvasObject
	current int
	turned  func()
}

// newTabs begins with the first part; turned is told of every turn.
func newTabs(turned func()) *tabs {
	return &tabs{row: container.NewHBox(), slot: container.NewStack(), turned: turned}
}

func (t *tabs) add(word string, part fyne.CanvasObject) {
	at := len(t.parts)
	b := widget.NewButton(word, func() { t.turn(at) })
	t.buttons, t.parts = append(t.buttons, b), append(t.parts, part)
	t.row.Add(b)
	t.paint()
}

func (t *tabs) turn(at int) {
	if at == t.current {
		return
	}
	t.current = at
	t.paint()
	t.turned()
}

func (t *tabs) paint() {
	for i, b := range t.buttons {
		b.Importance = widget.LowImportance
		if i == t.current {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	t.slot.Objects = []fyne.CanvasObject{t.parts[t.current]}
	t.slot.Refresh()
}

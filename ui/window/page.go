package window

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// page is one page of the window. All methods belong to the user interface's goroutine.
type page interface {
	content() fyne.CanvasObject
	load()  // the settings are others now
	show()  // the status is another one now
	leave() // the page goes out of sight; shown secrets go with it
}

// sheet is what the pages have in common: a heading, a column that scrolls, and
// below it the save bar.
type sheet struct {
	body    *fyne.Container
	scroll  *container.Scroll
	message *message
	save    *widget.Button
	undo    *widget.Button
	busy    *busy
	box     fyne.CanvasObject
}

func newSheet(title, intro string, save, undo func()) *sheet {
	s := &sheet{message: newMessage()}
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameSubHeadingText
	lead := widget.NewLabel(intro)
	lead.Wrapping = fyne.TextWrapWord
	s.body = container.New(&column{gap: 14, width: columnWidth})
	s.scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 16, 20, 20), s.body))

	s.save = widget.NewButton(T("save"), save)
	s.save.Importance = widget.HighImportance
	s.undo = widget.NewButton(T("undo"), undo)
	s.undo.Hide()
	s.busy = newBusy(s.save, s.undo)
	s.busy.allow(s.save, false) // nothing is loaded yet
	bar := container.New(layout.NewCustomPaddedLayout(8, 10, 20, 20), container.New(&column{width: columnWidth},
		container.NewBorder(nil, nil, nil, container.NewHBox(s.busy.spin, s.undo, s.save), s.message.box)))
	head := container.New(layout.NewCustomPaddedLayout(6, 2, 12, 12), container.New(&column{gap: -14, width: columnWidth + 16}, heading, lead))
	s.box = container.NewBorder(head, container.NewVBox(widget.NewSeparator(), bar), nil, nil, s.scroll)
	return s
}

func (s *sheet) content() fyne.CanvasObject { return s.box }

// add puts objects at the end of the page.
func (s *sheet) add(objects ...fyne.CanvasObject) {
	s.body.Objects = append(s.body.Objects, objects...)
}

// changed says whether something waits to be saved. Save stays in its place,
// because that place is learnt; undo is there only when there is something to undo.
func (s *sheet) changed(dirty bool) {
	if dirty {
		s.undo.Show()
	} else {
		s.undo.Hide()
	}
	s.busy.allow(s.save, dirty)
}

// saved reports the end of a save in the save bar.
func (s *sheet) saved(err error, good string) {
	if err != nil {
		s.message.fail(saveSentence(err))
		return
	}
	s.message.good(good)
}

// section is a heading inside a page.
func section(title, intro string) fyne.CanvasObject {
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameText
	if intro == "" {
		return container.New(layout.NewCustomPaddedLayout(0, -6, -6, 0), heading)
	}
	lead := widget.NewLabel(intro)
	lead.Wrapping = fyne.TextWrapWord
	lead.Importance = widget.LowImportance
	return container.New(layout.NewCustomPaddedLayout(0, -8, -6, 0), container.New(&column{gap: -16}, heading, lead))
}

// busy disables what must not be pressed twice while a call runs, and turns a spinner meanwhile.
type busy struct {
	spin    *widget.Activity
	buttons []fyne.Disableable
	off     map[fyne.Disableable]bool // disabled also without a call
	running int
}

func newBusy(buttons ...fyne.Disableable) *busy {
	b := &busy{spin: widget.NewActivity(), buttons: buttons, off: map[fyne.Disableable]bool{}}
	b.spin.Hide()
	return b
}

func (b *busy) start() {
	b.running++
	b.apply()
}

func (b *busy) stop() {
	b.running--
	b.apply()
}

// allow says whether a button can be pressed at all.
func (b *busy) allow(button fyne.Disableable, yes bool) {
	b.off[button] = !yes
	b.apply()
}

func (b *busy) apply() {
	for _, button := range b.buttons {
		switch off := b.running > 0 || b.off[button]; {
		case off && !button.Disabled():
			button.Disable()
		case !off && button.Disabled():
			button.Enable()
		}
	}
	if b.running > 0 {
		b.spin.Show()
		b.spin.Start()
	} else {
		b.spin.Stop()
		b.spin.Hide()
	}
}

// same compares values as they travel: what is empty and what is missing are the same.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sheet is what all pages have in common: a heading and a column that scrolls.
// A page whose text fields are saved stands on a Form instead.
type Sheet struct {
	// Scroll is the part that scrolls.
	Scroll *container.Scroll

	head fyne.CanvasObject
	body *fyne.Container
	box  fyne.CanvasObject
}

// NewSheet is a page without anything to save, or with the title "" a part of one. intro is one or two sentences under the title, "" for none.
func NewSheet(title, intro string) *Sheet {
	s := newSheet(title, intro)
	s.box = Border(s.head, nil, nil, nil, s.Scroll)
	return s
}

func newSheet(title, intro string) *Sheet {
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameSubHeadingText
	lead := widget.NewLabel(intro)
	lead.Wrapping = fyne.TextWrapWord
	if intro == "" {
		lead.Hide()
	}
	if title == "" {
		heading.Hide()
	}
	s := &Sheet{body: container.New(&Column{Gap: 14, Width: ColumnWidth})}
	s.Scroll = container.NewVScroll(container.New(layout.NewCustomPaddedLayout(4, 16, 20, 20), s.body))
	s.head = container.New(layout.NewCustomPaddedLayout(6, 2, 12, 12),
		container.New(&Column{Gap: -14, Width: ColumnWidth + 16}, heading, lead))
	return s
}

// Content is part of Page.
func (s *Sheet) Content() fyne.CanvasObject { return s.box }

// Add puts objects at the end of the column.
func (s *Sheet) Add(objects ...fyne.CanvasObject) {
	s.body.Objects = append(s.body.Objects, objects...)
}

// Section is a heading inside a page, with a sentence under it ("" for none).
func Section(title, intro string) fyne.CanvasObject {
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = theme.SizeNameText
	if intro == "" {
		return container.New(layout.NewCustomPaddedLayout(0, -6, -6, 0), heading)
	}
	lead := widget.NewLabel(intro)
	lead.Wrapping = fyne.TextWrapWord
	lead.Importance = widget.LowImportance
	return container.New(layout.NewCustomPaddedLayout(0, -8, -6, 0), container.New(&Column{Gap: -16}, heading, lead))
}

// LowButton is a quiet button with a picture and no word, for what every row of a list has.
func LowButton(icon fyne.Resource, tapped func()) *widget.Button {
	b := widget.NewButtonWithIcon("", icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

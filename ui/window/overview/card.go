package overview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// card answers one question: a title, lines, and at most one button for what is missing.
type card struct {
	box    *kit.Panel
	host   *kit.Host
	lines  []*line
	stack  *fyne.Container
	button *widget.Button
	page   string // where the button leads
}

// line is one fact: a shape, a sentence and what is to be known besides.
type line struct {
	icon *widget.Icon
	text *widget.Label
	sub  *widget.Label
	copy *widget.Button
	box  *fyne.Container
	what string // what the button copies
}

// fact is what a line says.
type fact struct {
	icon fyne.Resource // nil: none
	text string
	sub  string
	copy string // what its button copies, "" for none; the text is shown as code then
}

func newCard(h *kit.Host, title, icon string) *card {
	c := &card{host: h, stack: container.New(&kit.Column{Gap: 2})}
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.Truncation = fyne.TextTruncateEllipsis
	c.button = widget.NewButton("", func() { h.Open(c.page) })
	c.button.Importance = widget.HighImportance
	c.button.Hide()
	head := container.New(layout.NewCustomPaddedLayout(-6, -10, 0, 0), kit.Border(nil, nil, container.NewCenter(widget.NewIcon(kit.Icon(icon))), nil, heading))
	c.box = kit.NewPanel(head, c.stack, container.NewHBox(c.button))
	return c
}

// say shows the facts, each on a line that stays where it is.
func (c *card) say(facts ...fact) {
	for len(c.lines) < len(facts) {
		l := newLine(c.host)
		c.lines = append(c.lines, l)
		c.stack.Add(l.box)
	}
	for i, l := range c.lines {
		kit.SetVisible(l.box, i < len(facts))
		if i < len(facts) {
			l.say(facts[i])
		}
	}
}

// offer puts the button there, or takes it away for "".
func (c *card) offer(text, page string) {
	if c.button.Text != text {
		c.button.SetText(text)
	}
	c.page = page
	kit.SetVisible(c.button, text != "")
}

func newLine(h *kit.Host) *line {
	l := &line{icon: widget.NewIcon(nil), text: widget.NewLabel(""), sub: widget.NewLabel("")}
	l.text.Wrapping, l.sub.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	l.sub.SizeName, l.sub.Importance = theme.SizeNameCaptionText, widget.LowImportance
	l.copy = kit.LowButton(theme.ContentCopyIcon(), func() { h.Copy(l.what) })
	pad := theme.InnerPadding()
	mark := container.New(layout.NewCustomPaddedLayout(pad, 0, 0, 0), container.New(&kit.AtLeast{Size: fyne.NewSize(theme.IconInlineSize(), 0)}, container.NewVBox(l.icon)))
	said := container.New(&kit.Column{Gap: -14}, l.text, l.sub)
	l.box = kit.Border(nil, nil, mark, container.NewVBox(l.copy), said)
	return l
}

func (l *line) say(f fact) {
	text, sub := kit.Plain(f.text), kit.Plain(f.sub)
	l.what = f.copy
	kit.SetVisible(l.icon, f.icon != nil)
	if f.icon != nil && (l.icon.Resource == nil || l.icon.Resource.Name() != f.icon.Name()) {
		l.icon.SetResource(f.icon)
	}
	l.text.TextStyle.Monospace = f.copy != ""
	if l.text.Text != text {
		l.text.SetText(text)
	}
	if l.sub.Text != sub {
		l.sub.SetText(sub)
	}
	kit.SetVisible(l.text, text != "")
	kit.SetVisible(l.sub, sub != "")
	kit.SetVisible(l.copy, f.copy != "")
}

// The shapes before a fact.
func good() fyne.Resource { return theme.NewSuccessThemedResource(theme.ConfirmIcon()) }
func bad() fyne.Resource  { return theme.NewErrorThemedResource(theme.ErrorIcon()) }
func warn() fyne.Resource { return theme.NewWarningThemedResource(theme.WarningIcon()) }
func calm() fyne.Resource { return theme.NewDisabledResource(theme.RadioButtonIcon()) }

// cards puts objects in two columns of equal width, each row as high as its
// higher one, and in one column where two have no room.
type cards struct{ gap, least float32 }

func (l *cards) columns(width float32) int {
	if width > 0 && width < 2*l.least+l.gap {
		return 1
	}
	return 2
}

// Layout is part of fyne.Layout.
func (l *cards) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := l.columns(size.Width)
	width := (size.Width - l.gap*float32(n-1)) / float32(n)
	y := float32(0)
	for i := 0; i < len(objects); i += n {
		row := objects[i:min(i+n, len(objects))]
		height := float32(0)
		for _, o := range row {
			o.Resize(fyne.NewSize(width, o.MinSize().Height)) // wrapping labels know their height once they know their width
			height = max(height, o.MinSize().Height)
		}
		for j, o := range row {
			o.Resize(fyne.NewSize(width, height))
			o.Move(fyne.NewPos(float32(j)*(width+l.gap), y))
		}
		y += height + l.gap
	}
}

// MinSize is part of fyne.Layout. It takes the width that the cards have, for
// their height depends on it.
func (l *cards) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	n := 2
	if objects[0].Size().Width > 0 && objects[1].Position().X == 0 {
		n = 1
	}
	size := fyne.NewSize(l.least, 0)
	for i := 0; i < len(objects); i += n {
		height := float32(0)
		for _, o := range objects[i:min(i+n, len(objects))] {
			height = max(height, o.MinSize().Height)
		}
		size.Height += height
		if i > 0 {
			size.Height += l.gap
		}
	}
	return size
}

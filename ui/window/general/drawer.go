package general

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// drawer is a framed part below a row that its button opens.
type drawer struct {
	open  *widget.Button
	panel *kit.Panel
	text  *kit.Entry
	note  *kit.Message
	lines *fyne.Container // what is told in several sentences
	shut  *widget.Button
}

// newDrawer is opened by a button with that word; buttons stand at its end, behind Close.
func newDrawer(word, placeholder string, buttons ...fyne.CanvasObject) *drawer {
	d := &drawer{text: kit.NewTextArea(placeholder, 6), note: kit.NewMessage(), lines: container.New(&kit.Column{Gap: -10})}
	d.lines.Hide()
	d.open = widget.NewButton(word, d.pull)
	d.shut = widget.NewButton(kit.T("close"), d.close)
	bar := container.NewHBox(append([]fyne.CanvasObject{layout.NewSpacer(), d.shut}, buttons...)...)
	d.panel = kit.NewPanel(d.text, d.note.Box, d.lines, bar)
	d.panel.Hide()
	return d
}

func (d *drawer) pull() {
	d.panel.Show()
	if c := fyne.CurrentApp().Driver().CanvasForObject(d.panel); c != nil {
		c.Focus(d.text)
	}
}

// close puts the drawer away, and what was written in it.
func (d *drawer) close() {
	d.text.SetText("")
	d.tell("")
	d.note.Clear()
	d.panel.Hide()
}

// tell lists sentences under a heading.
func (d *drawer) tell(heading string, sentences ...string) {
	d.lines.RemoveAll()
	d.add(heading, sentences...)
}

func (d *drawer) add(heading string, sentences ...string) {
	if len(sentences) > 0 {
		title := widget.NewLabelWithStyle(heading, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
		title.Wrapping = fyne.TextWrapWord
		d.lines.Add(title)
	}
	for _, sentence := range sentences {
		label := widget.NewLabel(kit.Plain(sentence))
		label.Wrapping = fyne.TextWrapWord
		d.lines.Add(label)
	}
	kit.SetVisible(d.lines, len(d.lines.Objects) > 0)
	d.panel.Refresh()
}

package windowtest

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// roots are what a person sees: the question alone while there is one.
func (b *Bench) roots() []fyne.CanvasObject {
	if q := b.Host.Asked(); q != nil {
		return []fyne.CanvasObject{q.Body}
	}
	return []fyne.CanvasObject{b.Win.Canvas().Content()}
}

// Walk visits what can be seen, from the outside in.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			Walk(child, visit)
		}
	case *container.Scroll:
		Walk(o.Content, visit)
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			Walk(child, visit)
		}
	}
}

// each visits everything that can be seen and be used now.
func (b *Bench) each(visit func(fyne.CanvasObject)) {
	for _, root := range b.roots() {
		Walk(root, visit)
	}
}

// Buttons are the buttons with that word that can be seen now, from top to bottom.
func (b *Bench) Buttons(word string) []*widget.Button {
	var found []*widget.Button
	b.each(func(o fyne.CanvasObject) {
		button, _ := o.(*widget.Button)
		if inner, ok := o.(interface{ Inner() *widget.Button }); ok {
			button = inner.Inner()
		}
		if button != nil && button.Text == word {
			found = append(found, button)
		}
	})
	return found
}

// Button is the first of them, nil when there is none.
func (b *Bench) Button(word string) *widget.Button {
	if all := b.Buttons(word); len(all) > 0 {
		return all[0]
	}
	return nil
}

// Entries are the text fields that can be seen now, from top to bottom.
func (b *Bench) Entries() []*kit.Entry {
	var found []*kit.Entry
	b.each(func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok {
			found = append(found, e)
		}
	})
	return found
}

// EntryShowing is the first field with that text or, while it is empty, that
// placeholder in it.
func (b *Bench) EntryShowing(text string) *kit.Entry {
	b.T.Helper()
	for _, e := range b.Entries() {
		if e.Text == text || e.Text == "" && e.PlaceHolder == text {
			return e
		}
	}
	b.T.Fatalf("no field shows %q", text)
	return nil
}

// Entry is the field under that title.
func (b *Bench) Entry(title string) *kit.Entry {
	b.T.Helper()
	var found *kit.Entry
	b.each(func(o fyne.CanvasObject) {
		box, ok := o.(*fyne.Container)
		if !ok || len(box.Objects) < 2 || found != nil {
			return
		}
		if label, ok := box.Objects[0].(*widget.Label); !ok || label.Text != title {
			return
		}
		Walk(box.Objects[1], func(o fyne.CanvasObject) {
			if e, ok := o.(*kit.Entry); ok && found == nil {
				found = e
			}
		})
	})
	if found == nil {
		b.T.Fatalf("there is no field %q", title)
	}
	return found
}

// Checks are the boxes and switches with that word, from top to bottom.
func (b *Bench) Checks(word string) []*widget.Check {
	var found []*widget.Check
	b.each(func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok && c.Text == word {
			found = append(found, c)
		}
	})
	return found
}

// Seen is all text that stands on the window now, a question before it
// included, without its blanks: a wrapped sentence stands there in pieces.
func (b *Bench) Seen() string {
	var all strings.Builder
	collect := func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok {
			all.WriteString(text.Text)
		}
	}
	Walk(b.Win.Canvas().Content(), collect)
	if q := b.Host.Asked(); q != nil {
		Walk(q.Body, collect)
	}
	return dense(all.String())
}

func dense(text string) string { return strings.Join(strings.Fields(text), "") }

// Markup is everything that is drawn, hidden widgets not included: for what must not be there.
func (b *Bench) Markup() string { return test.RenderToMarkup(b.Win.Canvas()) }

package models

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// row is one line of the list. Rows are used again for other models.
type row struct {
	widget.BaseWidget
	c     *catalogue
	model control.Model

	name, about, context *widget.Label
	eye, change          *widget.Button
	box                  fyne.CanvasObject
}

func newRow(c *catalogue) *row {
	r := &row{c: c, name: widget.NewLabel("gpt"), about: widget.NewLabel("gpt"), context: widget.NewLabel("128k")}
	r.name.Truncation, r.about.Truncation = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis
	r.about.SizeName, r.about.Importance = theme.SizeNameCaptionText, widget.LowImportance
	r.context.Alignment = fyne.TextAlignTrailing
	r.eye = kit.LowButton(theme.VisibilityIcon(), func() { r.c.show(r.model, !r.model.Listed) })
	r.change = kit.LowButton(theme.DocumentCreateIcon(), func() { r.c.edit(r.model) })
	text := container.New(&kit.Column{Gap: -14}, r.name, r.about)
	r.box = container.New(layout.NewCustomPaddedLayout(-3, -1, 0, 0), kit.Border(nil, nil, nil, container.NewHBox(
		container.NewCenter(r.context), container.NewCenter(r.eye), container.NewCenter(r.change)), text))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is part of fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

// set shows a model.
func (r *row) set(m control.Model) {
	r.model = m
	icon, importance := theme.VisibilityIcon(), widget.MediumImportance
	if !m.Listed {
		icon, importance = theme.VisibilityOffIcon(), widget.LowImportance
	}
	r.name.Importance = importance
	r.name.SetText(kit.Plain(m.ID))
	r.about.SetText(kit.Plain(about(m)))
	r.context.Importance = importance
	r.context.SetText(tokens(m.Context))
	if r.eye.Icon != icon {
		r.eye.SetIcon(icon)
	}
}

// about lists what is known of a model, in words.
func about(m control.Model) string {
	var parts []string
	if m.Target != "" {
		parts = append(parts, kit.T("models.stands_for", "model", m.Target))
	}
	if !m.Listed {
		if m.Hidden || m.Chat {
			parts = append(parts, kit.T("models.hidden"))
		} else {
			parts = append(parts, kit.T("models.no_chat"))
		}
	}
	for _, can := range []struct {
		yes  bool
		word string
	}{{m.Tools, kit.T("models.tools")}, {m.Vision, kit.T("models.images")}, {m.Thinking, kit.T("models.thinking")}} {
		if can.yes {
			parts = append(parts, can.word)
		}
	}
	if m.Upstream != "" {
		parts = append(parts, m.Upstream)
	}
	return strings.Join(parts, "  ·  ")
}

// show writes down whether a model stands in the lists of apps. It holds at once.
func (c *catalogue) show(m control.Model, shown bool) {
	h := c.page.h
	if !h.Session.Loaded || c.busy.Running() {
		return
	}
	c.busy.Start()
	h.Session.Save(func(s *control.Settings) { s.Models = show(s.Models, m, shown) }, c.saved)
}

// saved reports how writing down went. What the models are like now comes with the settings.
func (c *catalogue) saved(err error) {
	c.busy.Stop()
	if err != nil {
		c.page.h.Ask(kit.T("models.not_saved"), kit.SaveSentence(err), kit.Answer{Verb: kit.T("models.close"), Strong: true})
	}
}

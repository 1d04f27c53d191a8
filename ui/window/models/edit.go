package models

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/container"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// editor asks what the person knows better of one model.
type editor struct {
	c     *catalogue
	model control.Model

	context *kit.Entry
	length  *kit.Field
	tools   *kit.Select
	vision  *kit.Select
}

// edit opens the editor of a model.
func (c *catalogue) edit(m control.Model) {
	if !c.page.h.Session.Loaded {
		return
	}
	e := &editor{c: c, model: m}
	said := entryOf(c.page.h.Session.View.Settings.Models, m.ID)
	e.context = kit.NewEntry(strconv.Itoa(m.Context))
	if said.Context != nil {
		e.context.SetText(strconv.Itoa(*said.Context))
	}
	e.length = kit.NewField(kit.T("models.edit.context"), e.context)
	e.length.Note.Hint(source(m.Sources.Context))
	e.context.Left = func() { e.read() }
	e.tools = choose(said.Tools, m.Tools)
	e.vision = choose(said.Vision, m.Vision)
	e.ask()
}

func (e *editor) ask() {
	tools, vision := kit.NewField(kit.T("models.edit.tools"), e.tools), kit.NewField(kit.T("models.edit.images"), e.vision)
	tools.Note.Hint(source(e.model.Sources.Tools))
	vision.Note.Hint(source(e.model.Sources.Vision))
	content := container.New(&kit.Column{Gap: 8}, e.length.Box,
		container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 1}, {Share: 1}}}, tools.Box, vision.Box))
	e.c.page.h.AskWith(e.model.ID, kit.T("models.edit.intro"), content,
		kit.Answer{Verb: kit.T("cancel")},
		kit.Answer{Verb: kit.T("models.edit.reset"), Do: func() { e.save(nil, nil, nil) }},
		kit.Answer{Verb: kit.T("save"), Strong: true, Do: e.saveTapped})
}

// source says who says something of a model.
func source(s control.Source) string {
	switch s {
	case control.SourceEntry:
		return kit.T("models.source.entry")
	case control.SourceProvider:
		return kit.T("models.source.provider")
	}
	return kit.T("models.source.built_in")
}

// choose offers yes, no, and what counts without the person.
func choose(said *bool, now bool) *kit.Select {
	labels := []string{kit.T("models.edit.as_known"), kit.T("models.edit.yes"), kit.T("models.edit.no")}
	if said == nil {
		labels[0] = kit.T("models.edit.as_known_no")
		if now {
			labels[0] = kit.T("models.edit.as_known_yes")
		}
	}
	s := kit.NewSelect(labels, nil)
	switch {
	case said == nil:
		s.SetSelectedIndex(0)
	case *said:
		s.SetSelectedIndex(1)
	default:
		s.SetSelectedIndex(2)
	}
	return s
}

// maxContext is the longest context that the settings take, in tokens.
const maxContext = 100_000_000

// read gives the context length that was entered, nil for none.
func (e *editor) read() (context *int, ok bool) {
	text := strings.NewReplacer(" ", "", ".", "", ",", "", "\u202f", "", "\u00a0", "").Replace(e.context.Text)
	if text == "" {
		e.length.Note.Hint(source(e.model.Sources.Context))
		return nil, true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxContext {
		e.length.Note.Fail(kit.T("models.edit.context_wrong", "most", maxContext))
		return nil, false
	}
	e.length.Note.Clear()
	return &n, true
}

func (e *editor) saveTapped() {
	context, ok := e.read()
	if !ok {
		e.ask()
		e.c.page.h.Focus(e.context)
		return
	}
	e.save(context, chosen(e.tools), chosen(e.vision))
}

func chosen(s *kit.Select) *bool {
	yes := s.SelectedIndex() == 1
	if s.SelectedIndex() == 0 {
		return nil
	}
	return &yes
}

func (e *editor) save(context *int, tools, vision *bool) {
	if e.c.busy.Running() {
		return
	}
	e.c.busy.Start()
	e.c.page.h.Session.Save(func(s *control.Settings) {
		s.Models = withEntry(s.Models, e.model.ID, func(m *control.ModelEntry) { m.Context, m.Tools, m.Vision = context, tools, vision })
	}, e.c.saved)
}

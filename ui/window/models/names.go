package models

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// namesPart is where the person invents names for models. Adding and removing
// hold at once.
type namesPart struct {
	*kit.Sheet
	page  *page
	cells []kit.Cell // of the list and of the line below it

	list  *fyne.Container
	none  *fyne.Container
	name  *kit.Entry
	model *kit.Choice
	note  *kit.Message
	busy  *kit.Busy
}

func newNames(p *page) *namesPart {
	n := &namesPart{page: p, Sheet: kit.NewSheet("", kit.T("names.intro"))}
	n.list = container.New(&kit.Column{Gap: 2})
	none := widget.NewLabel(kit.T("names.none"))
	none.Wrapping = fyne.TextWrapWord
	n.none = kit.Flush(none)
	n.name = kit.NewEntry(kit.T("names.name"))
	n.model = kit.NewChoice(nil, kit.T("names.model"))
	add := widget.NewButtonWithIcon(kit.T("names.add"), theme.ContentAddIcon(), n.add)
	n.busy = kit.NewBusy(add)
	n.name.OnSubmitted = func(string) { n.page.h.Focus(n.model) }
	n.model.OnSubmitted = func(string) { n.add() }
	n.name.Left = func() {
		if n.name.Text != "" {
			n.checkName()
		}
	}
	n.cells = []kit.Cell{{Share: 3}, {}, {Share: 4}, {Width: add.MinSize().Width}}
	line := container.New(&kit.Columns{Gap: 8, Cells: n.cells},
		n.name, arrow(), n.model, add)
	f := kit.NewField("", line)
	n.note = f.Note
	n.Add(n.list, n.none, f.Box)
	return n
}

func arrow() fyne.CanvasObject { return widget.NewLabel("→") }

// offer puts the models there are into the choice.
func (n *namesPart) offer(models []control.Model) { n.model.SetOptions(realNames(models)) }

// realNames are the names of models that are no invented ones.
func realNames(models []control.Model) []string {
	var all []string
	for _, m := range models {
		if m.Target == "" {
			all = append(all, m.ID)
		}
	}
	return all
}

func (n *namesPart) load() {
	n.list.Objects = nil
	for _, a := range n.page.h.Session.View.Settings.Aliases {
		name, model := widget.NewLabel(kit.Plain(a.Name)), widget.NewLabel(kit.Plain(a.Model))
		name.TextStyle.Bold = true
		name.Truncation, model.Truncation = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis
		away := kit.LowButton(theme.DeleteIcon(), func() { n.remove(a.Name) })
		n.list.Add(container.New(&kit.Columns{Gap: 8, Cells: n.cells}, name, arrow(), model, container.NewHBox(away)))
	}
	n.list.Refresh()
	kit.SetVisible(n.list, len(n.list.Objects) > 0)
	kit.SetVisible(n.none, len(n.list.Objects) == 0)
}

// checkName says under the fields what is wrong with a new name.
func (n *namesPart) checkName() bool {
	name := strings.TrimSpace(n.name.Text)
	problem := control.ModelNameProblem(name)
	switch {
	case name == "":
		problem = kit.T("names.name_empty")
	case problem != "":
	case slices.ContainsFunc(n.page.h.Session.View.Settings.Aliases, func(a control.Alias) bool { return a.Name == name }):
		problem = kit.T("names.taken", "name", name)
	case slices.Contains(realNames(n.page.models), name):
		problem = kit.T("names.hides", "name", name)
	}
	if problem != "" {
		n.note.Fail(problem)
		return false
	}
	n.note.Clear()
	return true
}

func (n *namesPart) add() {
	if n.busy.Running() {
		return
	}
	name, model := strings.TrimSpace(n.name.Text), strings.TrimSpace(n.model.Text)
	if !n.checkName() {
		n.page.h.Focus(n.name)
		return
	}
	problem := control.ModelNameProblem(model)
	switch {
	case model == "":
		problem = kit.T("names.model_empty")
	case model == name:
		problem = kit.T("names.same")
	case slices.ContainsFunc(n.page.h.Session.View.Settings.Aliases, func(a control.Alias) bool { return a.Name == model }):
		problem = kit.T("names.chain", "name", model)
	}
	if problem != "" {
		n.note.Fail(problem)
		n.page.h.Focus(n.model)
		return
	}
	n.change(func(all []control.Alias) []control.Alias {
		return append(slices.Clone(all), control.Alias{Name: name, Model: model})
	}, func() {
		n.name.SetText("")
		n.model.SetText("")
		n.note.Good(kit.T("names.added", "name", name, "model", model))
	})
}

func (n *namesPart) remove(name string) {
	n.page.h.Confirm(kit.T("names.remove", "name", name), kit.T("names.remove_text"), kit.T("remove"), func() {
		n.change(func(all []control.Alias) []control.Alias {
			return slices.DeleteFunc(slices.Clone(all), func(a control.Alias) bool { return a.Name == name })
		}, n.note.Clear)
	})
}

func (n *namesPart) change(change func([]control.Alias) []control.Alias, good func()) {
	n.busy.Start()
	n.page.h.Session.Save(func(s *control.Settings) { s.Aliases = change(s.Aliases) }, func(err error) {
		n.busy.Stop()
		if err != nil {
			n.note.Fail(kit.SaveSentence(err))
			return
		}
		good()
	})
}

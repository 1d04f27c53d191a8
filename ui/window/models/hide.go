package models

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// hideField is one line under the list: patterns whose models are not shown to apps.
type hideField struct {
	page  *page
	entry *kit.Entry
	note  *kit.Message
	busy  *kit.Busy
	box   fyne.CanvasObject
	draft *kit.Draft[[]string]
}

func newHideField(p *page) *hideField {
	f := &hideField{page: p, entry: kit.NewEntry("*-preview, *-audio-*")}
	apply := widget.NewButton(kit.T("models.hide.apply"), f.save)
	f.busy = kit.NewBusy(apply)
	f.entry.OnSubmitted = func(string) { f.save() }
	f.entry.Left = func() { f.read() }
	field := kit.NewField("", kit.Border(nil, nil, container.NewCenter(kit.Flush(widget.NewLabel(kit.T("models.hide")))), container.NewHBox(f.busy.Spin, apply), f.entry))
	f.note, f.box = field.Note, field.Box
	f.draft = &kit.Draft[[]string]{
		Stored: func() []string { return hiddenPatterns(p.h.Session.View.Settings.Models) },
		Read:   func() []string { return kit.SplitNames(f.entry.Text) },
		Fill:   func(patterns []string) { f.entry.SetText(strings.Join(patterns, ", ")) },
	}
	return f
}

func (f *hideField) load() { f.draft.Load() }

// read gives the patterns, or says under the field what is wrong with one.
func (f *hideField) read() (patterns []string, ok bool) {
	patterns = kit.SplitNames(f.entry.Text)
	for i, p := range patterns {
		problem := control.PatternProblem(p)
		if problem == "" && !isPattern(p) {
			problem = kit.T("models.hide.no_pattern", "name", p)
		}
		if strings.HasPrefix(p, "!") {
			problem = kit.T("models.hide.not")
		}
		if problem != "" {
			f.note.Fail(problem)
			return nil, false
		}
		if slices.Contains(patterns[:i], p) {
			f.note.Fail(kit.T("models.hide.twice", "name", p))
			return nil, false
		}
	}
	f.note.Clear()
	return patterns, true
}

func (f *hideField) save() {
	patterns, ok := f.read()
	if !ok || f.busy.Running() || !f.draft.Dirty() {
		return
	}
	f.busy.Start()
	f.page.h.Session.Save(func(s *control.Settings) { s.Models = withHidden(s.Models, patterns) }, func(err error) {
		f.busy.Stop()
		if err != nil {
			f.note.Fail(kit.SaveSentence(err))
			return
		}
		f.draft.Saved()
		f.note.Clear()
	})
}

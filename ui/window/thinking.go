package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// thinkModes are the modes of the settings file in the order they are offered.
var thinkModes = []string{"strip", "keep", "reasoning"}

// thinkPage is the page of what happens to the thoughts of models that write
// them into their answers: for all models, and for some of them differently.
type thinkPage struct {
	*sheet
	w *Window

	mode   *widget.RadioGroup
	plain  *widget.Label // what the chosen mode means
	tags   *tagRows
	starts *widget.Check

	list  *fyne.Container
	cards []*thinkCard

	base    thinkPart
	filling bool
}

// thinkPart is what this page edits of the settings.
type thinkPart struct {
	Think control.Think
	Rules []control.Rule // models and think only
}

func newThinkPage(w *Window) *thinkPage {
	p := &thinkPage{w: w}
	p.sheet = newSheet(T("page.thinking"), T("think.intro"), p.saveTapped, p.undoTapped)
	p.mode = widget.NewRadioGroup(modeLabels(""), func(string) { p.edited() })
	p.mode.Required = true
	p.plain = widget.NewLabel("")
	p.plain.Wrapping = fyne.TextWrapWord
	p.plain.Importance = widget.LowImportance
	p.tags = newTagRows(p.edited)
	p.starts = widget.NewCheck(T("think.starts"), func(bool) { p.edited() })
	p.list = container.New(&column{gap: 10})
	add := widget.NewButtonWithIcon(T("think.add"), theme.ContentAddIcon(), func() {
		p.insert(-1, control.Rule{Think: &control.Think{}})
		p.edited()
	})
	p.add(
		newField(T("think.mode"), container.New(&column{gap: -6}, p.mode, p.plain)).box,
		newField(T("think.tags"), p.tags.box).box,
		p.starts,
		section(T("think.some"), T("think.some_intro")),
		p.list, container.NewHBox(add),
	)
	p.filling = true
	return p
}

// modeLabels names the modes; inherit is put before them when a rule may also leave it.
func modeLabels(inherit string) []string {
	var labels []string
	if inherit != "" {
		labels = append(labels, inherit)
	}
	for _, m := range thinkModes {
		labels = append(labels, T("think.mode."+m))
	}
	return labels
}

// modeOf gives the mode of a label, "" for one that is none.
func modeOf(label string) string {
	for _, m := range thinkModes {
		if T("think.mode."+m) == label {
			return m
		}
	}
	return ""
}

func (p *thinkPage) current() thinkPart {
	part := thinkPart{Think: control.Think{Mode: modeOf(p.mode.Selected), Tags: p.tags.tags(), StartsInThought: p.starts.Checked}}
	for _, c := range p.cards {
		part.Rules = append(part.Rules, thinkOnly(c.apply(control.Rule{})))
	}
	return part
}

// thinkOnly leaves of a rule what this page shows.
func thinkOnly(r control.Rule) control.Rule {
	return control.Rule{Models: r.Models, Think: r.Think}
}

func (p *thinkPage) stored() thinkPart {
	s := p.w.session.view.Settings
	part := thinkPart{Think: s.Think}
	if part.Think.Mode == "" {
		part.Think.Mode = thinkModes[0]
	}
	for _, r := range thinkRules.pick(s.Rules) {
		part.Rules = append(part.Rules, thinkOnly(r))
	}
	return part
}

func (p *thinkPage) dirty() bool { return !p.filling && !same(p.current(), p.base) }

func (p *thinkPage) load() {
	part := p.stored()
	if p.dirty() && same(part, p.base) {
		return
	}
	p.base = part
	p.fill()
}

func (p *thinkPage) fill() {
	p.filling = true
	p.mode.SetSelected(T("think.mode." + p.base.Think.Mode))
	p.tags.set(p.base.Think.Tags)
	p.starts.SetChecked(p.base.Think.StartsInThought)
	p.cards, p.list.Objects = nil, nil
	for i, r := range p.base.Rules {
		p.insert(i, r)
	}
	p.list.Refresh()
	p.filling = false
	p.edited()
	p.place(p.w.session.view.Warnings, thinkRules.places(p.w.session.view.Settings.Rules), (*message).warn)
}

func (p *thinkPage) insert(base int, r control.Rule) {
	c := newThinkCard(p, base, r)
	p.cards = append(p.cards, c)
	p.list.Add(c.box)
}

func (p *thinkPage) delete(gone *thinkCard) {
	for i, c := range p.cards {
		if c == gone {
			p.cards = append(p.cards[:i:i], p.cards[i+1:]...)
			p.list.Remove(c.box)
			break
		}
	}
	p.edited()
}

func (p *thinkPage) edited() {
	if p.filling {
		return
	}
	p.plain.SetText(T("think.plain." + modeOf(p.mode.Selected)))
	setVisible(p.list, len(p.cards) > 0)
	p.changed(p.dirty())
	if p.dirty() {
		p.message.clear()
	}
}

func (p *thinkPage) saveTapped() {
	if p.save.Disabled() {
		return
	}
	now := p.current()
	var drafts []ruleDraft
	good := true
	for _, c := range p.cards {
		good = c.check() && good
		drafts = append(drafts, ruleDraft{c.base, c.apply})
	}
	if !good {
		p.message.fail(T("save.fields"))
		return
	}
	p.tags.note.clear()
	var places []int
	p.busy.start()
	p.w.session.save(func(s *control.Settings) {
		s.Think = now.Think
		s.Rules, places = thinkRules.merge(s.Rules, drafts)
	}, func(err error) {
		p.busy.stop()
		if err == nil {
			p.base = p.stored()
			p.fill()
		}
		p.sheet.saved(err, T("saved"))
		for _, e := range p.place(fieldErrors(err), places, (*message).fail) {
			p.message.fail(e.Message)
		}
	})
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *thinkPage) place(found []control.FieldError, places []int, say func(*message, string)) (strays []control.FieldError) {
	for _, e := range found {
		i, rest, ok := ruleOfField(e.Field, places)
		switch {
		case ok && i < len(p.cards):
			say(p.cards[i].noteFor(rest), e.Message)
		case strings.HasPrefix(e.Field, "think"):
			say(p.tags.note, e.Message)
		default:
			strays = append(strays, e)
		}
	}
	return strays
}

func (p *thinkPage) undoTapped() {
	p.message.clear()
	p.fill()
}

func (p *thinkPage) show()  {}
func (p *thinkPage) leave() {}

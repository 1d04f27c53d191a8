package thinking

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/rules"
)

// thinkModes are the modes of the settings file in the order they are offered.
var thinkModes = []string{"strip", "keep", "reasoning"}

type page struct {
	*kit.Form
	h *kit.Host

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

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.Form = kit.NewForm(h, kit.T("page.thinking"), kit.T("think.intro"), p.saveTapped, p.undoTapped)
	p.mode = widget.NewRadioGroup(modeLabels(""), func(string) { p.edited() })
	p.mode.Required = true
	p.plain = widget.NewLabel("")
	p.plain.Wrapping = fyne.TextWrapWord
	p.plain.Importance = widget.LowImportance
	p.tags = newTagRows(p.edited)
	p.starts = widget.NewCheck(kit.T("think.starts"), func(bool) { p.edited() })
	p.list = container.New(&kit.Column{Gap: 10})
	add := widget.NewButtonWithIcon(kit.T("think.add"), theme.ContentAddIcon(), func() {
		p.insert(-1, control.Rule{Think: &control.Think{}})
		p.edited()
	})
	p.Add(
		kit.NewField(kit.T("think.mode"), container.New(&kit.Column{Gap: -6}, p.mode, p.plain)).Box,
		kit.NewField(kit.T("think.tags"), p.tags.box).Box,
		p.starts,
		kit.Section(kit.T("think.some"), kit.T("think.some_intro")),
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
		labels = append(labels, kit.T("think.mode."+m))
	}
	return labels
}

// modeOf gives the mode of a label, "" for one that is none.
func modeOf(label string) string {
	for _, m := range thinkModes {
		if kit.T("think.mode."+m) == label {
			return m
		}
	}
	return ""
}

func (p *page) current() thinkPart {
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

func (p *page) stored() thinkPart {
	s := p.h.Session.View.Settings
	part := thinkPart{Think: s.Think}
	if part.Think.Mode == "" {
		part.Think.Mode = thinkModes[0]
	}
	for _, r := range rules.Thinking.Pick(s.Rules) {
		part.Rules = append(part.Rules, thinkOnly(r))
	}
	return part
}

func (p *page) dirty() bool { return !p.filling && !kit.Same(p.current(), p.base) }

// Load is part of kit.Page.
func (p *page) Load() {
	part := p.stored()
	if p.dirty() && kit.Same(part, p.base) {
		return
	}
	p.base = part
	p.fill()
}

func (p *page) fill() {
	p.filling = true
	p.mode.SetSelected(kit.T("think.mode." + p.base.Think.Mode))
	p.tags.set(p.base.Think.Tags)
	p.starts.SetChecked(p.base.Think.StartsInThought)
	p.cards, p.list.Objects = nil, nil
	for i, r := range p.base.Rules {
		p.insert(i, r)
	}
	p.list.Refresh()
	p.filling = false
	p.edited()
	p.place(p.h.Session.View.Warnings, rules.Thinking.Places(p.h.Session.View.Settings.Rules), (*kit.Message).Warn)
}

func (p *page) insert(base int, r control.Rule) {
	c := newThinkCard(p, base, r)
	p.cards = append(p.cards, c)
	p.list.Add(c.box)
}

func (p *page) delete(gone *thinkCard) {
	for i, c := range p.cards {
		if c == gone {
			p.cards = append(p.cards[:i:i], p.cards[i+1:]...)
			p.list.Remove(c.box)
			break
		}
	}
	p.edited()
}

func (p *page) edited() {
	if p.filling {
		return
	}
	p.plain.SetText(kit.T("think.plain." + modeOf(p.mode.Selected)))
	kit.SetVisible(p.list, len(p.cards) > 0)
	if !p.dirty() {
		p.Unsaved("")
		return
	}
	p.Message.Clear()
	p.Unsaved(kit.T("unsaved"))
}

func (p *page) saveTapped() {
	if !p.CanSave() {
		return
	}
	now := p.current()
	var drafts []rules.Draft
	good := true
	for _, c := range p.cards {
		good = c.check() && good
		drafts = append(drafts, rules.Draft{Base: c.base, Apply: c.apply})
	}
	if !good {
		p.Message.Fail(kit.T("save.fields"))
		return
	}
	p.tags.note.Clear()
	var places []int
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) {
		s.Think = now.Think
		s.Rules, places = rules.Thinking.Merge(s.Rules, drafts)
	}, func(err error) {
		p.Busy.Stop()
		if err == nil {
			p.base = p.stored()
			p.fill()
		}
		p.Saved(err, kit.T("saved"))
		for _, e := range p.place(kit.FieldErrors(err), places, (*kit.Message).Fail) {
			p.Message.Fail(e.Message)
		}
	})
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *page) place(found []control.FieldError, places []int, say func(*kit.Message, string)) (strays []control.FieldError) {
	for _, e := range found {
		i, rest, ok := rules.OfField(e.Field, places)
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

func (p *page) undoTapped() {
	p.Message.Clear()
	p.fill()
}

// Show is part of kit.Page.
func (p *page) Show() {}

// Leave is part of kit.Page.
func (p *page) Leave() {}

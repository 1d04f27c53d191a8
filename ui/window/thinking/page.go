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

type page struct {
	*kit.Form
	h *kit.Host

	mode   *widget.RadioGroup
	plain  *widget.Label // what the chosen mode means
	tags   *tagRows
	starts *widget.Check

	list  *fyne.Container
	cards []*thinkCard

	bench *bench
	draft *kit.Draft[thinkPart]

	inSight bool
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
	p.draft = &kit.Draft[thinkPart]{Stored: p.stored, Read: p.current, Fill: p.fill}
	p.bench = newBench(p)
	p.Add(
		kit.NewField(kit.T("think.mode"), container.New(&kit.Column{Gap: -2}, kit.FlushCheck(p.mode), kit.Flush(p.plain))).Box,
		kit.NewField(kit.T("think.tags"), p.tags.box).Box,
		kit.FlushCheck(p.starts),
		kit.Section(kit.T("think.some"), kit.T("think.some_intro")),
		p.list, container.NewHBox(add), p.bench.box,
	)
	return p
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

// Load is part of kit.Page.
func (p *page) Load() {
	if p.draft.Load() {
		p.filled()
	}
}

func (p *page) fill(base thinkPart) {
	p.mode.SetSelected(kit.T("think.mode." + base.Think.Mode))
	p.tags.set(base.Think.Tags)
	p.starts.SetChecked(base.Think.StartsInThought)
	p.cards, p.list.Objects = nil, nil
	for i, r := range base.Rules {
		p.insert(i, r)
	}
	p.list.Refresh()
}

// filled follows the filling of the fields.
func (p *page) filled() {
	p.edited()
	p.place(p.h.Session.View.Warnings, rules.Thinking.Places(p.h.Session.View.Settings.Rules), (*kit.Message).Warn)
}

// merged gives all rules as they would be saved.
func (p *page) merged() (all []control.Rule, places []int) {
	return rules.Thinking.Merge(p.h.Session.View.Settings.Rules, p.drafts())
}

func (p *page) drafts() []rules.Draft {
	var drafts []rules.Draft
	for _, c := range p.cards {
		drafts = append(drafts, rules.Draft{Base: c.base, Apply: c.apply})
	}
	return drafts
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
	if !p.draft.Filled() {
		return
	}
	p.plain.SetText(kit.T("think.plain." + modeOf(p.mode.Selected)))
	kit.SetVisible(p.list, len(p.cards) > 0)
	if p.inSight {
		p.bench.later()
	}
	if !p.draft.Dirty() {
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
	drafts, good := p.drafts(), p.tags.check()
	for _, c := range p.cards {
		good = c.check() && good
	}
	if !good {
		p.Message.Fail(kit.T("save.fields"))
		return
	}
	var places []int
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) {
		s.Think = now.Think
		s.Rules, places = rules.Thinking.Merge(s.Rules, drafts)
	}, func(err error) {
		p.Busy.Stop()
		if err == nil {
			p.draft.Saved()
			p.filled()
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
	p.draft.Undo()
	p.filled()
}

// Show is part of kit.Page.
func (p *page) Show() {}

// Enter is part of kit.Enterer.
func (p *page) Enter() {
	p.inSight = true
	p.bench.later()
	kit.Request(p.h.Calls, kit.CheckCall, p.h.Session.API.Models, func(models []control.Model, _ error) {
		var names []string // without any, a name can be typed
		for _, m := range models {
			names = append(names, m.ID)
		}
		p.bench.model.SetOptions(names)
	})
}

// Leave is part of kit.Page.
func (p *page) Leave() {
	p.inSight = false
	p.bench.stop()
}

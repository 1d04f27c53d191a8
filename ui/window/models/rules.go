package models

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/rules"
)

// rulesPart is where the person says what changes in requests.
type rulesPart struct {
	*kit.Form
	h *kit.Host

	list  *fyne.Container
	none  *fyne.Container
	cards []*ruleCard
	try   *tryBox
	draft *kit.Draft[[]control.Rule] // models and parameters only
}

func newRules(parent *page) *rulesPart {
	p := &rulesPart{h: parent.h}
	p.Form = kit.NewForm(p.h, "", kit.T("params.intro"), p.saveTapped, p.undoTapped)
	p.draft = &kit.Draft[[]control.Rule]{Stored: p.stored, Read: p.current, Fill: p.fill}
	p.list = container.New(&kit.Column{Gap: 12})
	none := widget.NewLabel(kit.T("params.none"))
	none.Wrapping = fyne.TextWrapWord
	p.none = kit.Flush(none)
	p.try = newTryBox(p)
	add := widget.NewButtonWithIcon(kit.T("params.add"), theme.ContentAddIcon(), func() { p.begin(control.Rule{}) })
	p.Add(p.none, p.list, container.NewHBox(add, newPreset(p)), p.try.box)
	return p
}

// begin adds a card for a new rule and puts the cursor into it.
func (p *rulesPart) begin(r control.Rule) {
	c := p.insert(-1, r)
	if len(c.rows) == 0 {
		c.insert(paramRow{mode: modeForce})
	}
	p.arrange()
	p.edited()
	p.h.Focus(c.models)
	p.Scroll.Offset.Y = p.list.Position().Y + c.box.Position().Y
	p.Scroll.Refresh()
}

// offer puts the models there are into the box that tries rules.
func (p *rulesPart) offer(models []control.Model) { p.try.offer(models) }

// paramsOnly leaves of a rule what this page shows.
func paramsOnly(r control.Rule) control.Rule {
	r.Think = nil
	return r
}

func (p *rulesPart) stored() []control.Rule {
	var mine []control.Rule
	for _, r := range rules.Parameters.Pick(p.h.Session.View.Settings.Rules) {
		mine = append(mine, paramsOnly(r))
	}
	return mine
}

func (p *rulesPart) current() []control.Rule {
	var mine []control.Rule
	for _, c := range p.cards {
		mine = append(mine, c.apply(control.Rule{}))
	}
	return mine
}

func (p *rulesPart) load() {
	if p.draft.Load() {
		p.filled()
	}
}

func (p *rulesPart) fill(base []control.Rule) {
	p.cards = nil
	for i, r := range base {
		p.insert(i, r)
	}
	p.arrange()
}

// filled follows the filling of the fields.
func (p *rulesPart) filled() {
	p.edited()
	p.place(p.h.Session.View.Warnings, rules.Parameters.Places(p.h.Session.View.Settings.Rules), (*kit.Message).Warn)
}

func (p *rulesPart) insert(base int, r control.Rule) *ruleCard {
	c := newRuleCard(p, base, r)
	p.cards = append(p.cards, c)
	return c
}

// arrange puts the cards in their order and numbers them: rules apply from top to bottom.
func (p *rulesPart) arrange() {
	var boxes []fyne.CanvasObject
	for i, c := range p.cards {
		c.number(i, len(p.cards))
		boxes = append(boxes, c.box)
	}
	p.list.Objects = boxes
	p.list.Refresh()
	kit.SetVisible(p.list, len(boxes) > 0)
	kit.SetVisible(p.none, len(boxes) == 0)
}

func (p *rulesPart) indexOf(c *ruleCard) int {
	for i := range p.cards {
		if p.cards[i] == c {
			return i
		}
	}
	return -1
}

// move shifts a rule by one place up (-1) or down (+1).
func (p *rulesPart) move(c *ruleCard, by int) {
	i := p.indexOf(c)
	j := i + by
	if i < 0 || j < 0 || j >= len(p.cards) {
		return
	}
	p.cards[i], p.cards[j] = p.cards[j], p.cards[i]
	p.arrange()
	p.edited()
}

func (p *rulesPart) delete(c *ruleCard) {
	if i := p.indexOf(c); i >= 0 {
		p.cards = append(p.cards[:i:i], p.cards[i+1:]...)
	}
	p.arrange()
	p.edited()
}

func (p *rulesPart) edited() {
	if !p.draft.Filled() {
		return
	}
	p.try.later()
	if !p.draft.Dirty() {
		p.Unsaved("")
		return
	}
	p.Message.Clear()
	p.Unsaved(kit.T("unsaved"))
}

func (p *rulesPart) saveTapped() {
	if !p.CanSave() {
		return
	}
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
	var places []int
	p.Busy.Start()
	p.h.Session.Save(func(s *control.Settings) {
		s.Rules, places = rules.Parameters.Merge(s.Rules, drafts)
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
func (p *rulesPart) place(found []control.FieldError, places []int, say func(*kit.Message, string)) (strays []control.FieldError) {
	for _, e := range found {
		i, rest, ok := rules.OfField(e.Field, places)
		if !ok || i >= len(p.cards) {
			strays = append(strays, e)
			continue
		}
		say(p.cards[i].noteFor(rest), e.Message)
	}
	return strays
}

func (p *rulesPart) undoTapped() {
	p.Message.Clear()
	p.draft.Undo()
	p.filled()
}

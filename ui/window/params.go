package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// paramsPage is the page of the rules that change the parameters of requests.
type paramsPage struct {
	*sheet
	w *Window

	list  *fyne.Container
	none  *fyne.Container
	cards []*ruleCard

	base    []control.Rule // models and parameters only
	filling bool
}

func newParamsPage(w *Window) *paramsPage {
	p := &paramsPage{w: w, filling: true}
	p.sheet = newSheet(T("page.parameters"), T("params.intro"), p.saveTapped, p.undoTapped)
	p.list = container.New(&column{gap: 12})
	none := widget.NewLabel(T("params.none"))
	none.Wrapping = fyne.TextWrapWord
	p.none = flush(none)
	add := widget.NewButtonWithIcon(T("params.add"), theme.ContentAddIcon(), func() {
		c := p.insert(-1, control.Rule{})
		c.insert(paramRow{mode: modeForce})
		p.arrange()
		p.edited()
		p.w.win.Canvas().Focus(c.models)
		p.scroll.ScrollToBottom()
	})
	p.add(p.none, p.list, container.NewHBox(add))
	return p
}

// paramsOnly leaves of a rule what this page shows.
func paramsOnly(r control.Rule) control.Rule {
	r.Think = nil
	return r
}

func (p *paramsPage) stored() []control.Rule {
	var rules []control.Rule
	for _, r := range paramRules.pick(p.w.session.view.Settings.Rules) {
		rules = append(rules, paramsOnly(r))
	}
	return rules
}

func (p *paramsPage) current() []control.Rule {
	var rules []control.Rule
	for _, c := range p.cards {
		rules = append(rules, c.apply(control.Rule{}))
	}
	return rules
}

func (p *paramsPage) dirty() bool { return !p.filling && !same(p.current(), p.base) }

func (p *paramsPage) load() {
	rules := p.stored()
	if p.dirty() && same(rules, p.base) {
		return
	}
	p.base = rules
	p.fill()
}

func (p *paramsPage) fill() {
	p.filling = true
	p.cards = nil
	for i, r := range p.base {
		p.insert(i, r)
	}
	p.arrange()
	p.filling = false
	p.edited()
	p.place(p.w.session.view.Warnings, paramRules.places(p.w.session.view.Settings.Rules), (*message).warn)
}

func (p *paramsPage) insert(base int, r control.Rule) *ruleCard {
	c := newRuleCard(p, base, r)
	p.cards = append(p.cards, c)
	return c
}

// arrange puts the cards in their order and numbers them: rules apply from top to bottom.
func (p *paramsPage) arrange() {
	var boxes []fyne.CanvasObject
	for i, c := range p.cards {
		c.number(i, len(p.cards))
		boxes = append(boxes, c.box)
	}
	p.list.Objects = boxes
	p.list.Refresh()
	setVisible(p.list, len(boxes) > 0)
	setVisible(p.none, len(boxes) == 0)
}

func (p *paramsPage) indexOf(c *ruleCard) int {
	for i := range p.cards {
		if p.cards[i] == c {
			return i
		}
	}
	return -1
}

// move shifts a rule by one place up (-1) or down (+1).
func (p *paramsPage) move(c *ruleCard, by int) {
	i := p.indexOf(c)
	j := i + by
	if i < 0 || j < 0 || j >= len(p.cards) {
		return
	}
	p.cards[i], p.cards[j] = p.cards[j], p.cards[i]
	p.arrange()
	p.edited()
}

func (p *paramsPage) delete(c *ruleCard) {
	if i := p.indexOf(c); i >= 0 {
		p.cards = append(p.cards[:i:i], p.cards[i+1:]...)
	}
	p.arrange()
	p.edited()
}

func (p *paramsPage) edited() {
	if p.filling {
		return
	}
	p.changed(p.dirty())
	if p.dirty() {
		p.message.clear()
	}
}

func (p *paramsPage) saveTapped() {
	if p.save.Disabled() {
		return
	}
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
	var places []int
	p.busy.start()
	p.w.session.save(func(s *control.Settings) {
		s.Rules, places = paramRules.merge(s.Rules, drafts)
	}, func(err error) {
		p.busy.stop()
		if err == nil {
			p.base = p.stored()
			p.fill()
		}
		p.saved(err, T("saved"))
		for _, e := range p.place(fieldErrors(err), places, (*message).fail) {
			p.message.fail(e.Message)
		}
	})
}

// place says under each field what is found there, and gives back what is about no field of this page.
func (p *paramsPage) place(found []control.FieldError, places []int, say func(*message, string)) (strays []control.FieldError) {
	for _, e := range found {
		i, rest, ok := ruleOfField(e.Field, places)
		if !ok || i >= len(p.cards) {
			strays = append(strays, e)
			continue
		}
		say(p.cards[i].noteFor(rest), e.Message)
	}
	return strays
}

func (p *paramsPage) undoTapped() {
	p.message.clear()
	p.fill()
}

func (p *paramsPage) show()  {}
func (p *paramsPage) leave() {}

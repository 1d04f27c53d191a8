package key

import (
	"slices"
	"strconv"
	"strings"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// input is a text field of the account.
type input struct {
	name  string // in the settings
	entry *kit.Entry
	field *kit.Field
	saved string
}

// inputs are the text fields of the account, from top to bottom.
func (p *page) inputs() []input {
	return []input{
		{"url", p.url, p.urlField, p.base.URL},
		{"api_version", p.version, p.verField, p.base.APIVersion},
		{"models", p.models, p.modelField, strings.Join(p.base.Models, ", ")},
	}
}

// left says what is wrong with a field as soon as the focus leaves it; a field
// that nobody has touched is no mistake yet.
func (p *page) left(i input) {
	if p.filling || !p.h.Session.Loaded {
		return
	}
	i.field.Note.Clear()
	switch wrong, unwise := p.judge(i.name); {
	case wrong != "" && strings.TrimSpace(i.entry.Text) != i.saved:
		p.say(i.name, wrong, (*kit.Message).Fail)
	case wrong == "" && unwise != "":
		p.say(i.name, unwise, (*kit.Message).Warn)
	}
}

// wrong says under each field what is wrong with it, puts the focus into the
// first of them, and reports whether there is any.
func (p *page) wrong() (any bool) {
	for _, i := range p.inputs() {
		wrong, _ := p.judge(i.name)
		if wrong == "" {
			continue
		}
		p.say(i.name, wrong, (*kit.Message).Fail)
		if !any {
			p.h.Focus(i.entry)
		}
		any = true
	}
	return any
}

func (p *page) say(name, message string, how func(*kit.Message, string)) {
	p.place([]control.FieldError{{Field: name, Message: message}}, -1, how)
}

// judge looks at one setting of the account as the fields say it is.
func (p *page) judge(name string) (wrong, unwise string) {
	s := p.h.Session.View.Settings.Clone()
	index := slices.IndexFunc(s.Upstreams, func(u control.Account) bool { return p.account != "" && u.Name == p.account })
	if index < 0 {
		index = len(s.Upstreams)
		s.Upstreams = append(s.Upstreams, control.Account{})
	}
	s.Upstreams[index] = p.current()
	field := "upstream[" + strconv.Itoa(index) + "]." + name
	found, warned := s.Validate()
	for _, f := range found {
		if wrong == "" && strings.HasPrefix(f.Field, field) {
			wrong = f.Message
		}
	}
	for _, f := range warned {
		if unwise == "" && strings.HasPrefix(f.Field, field) {
			unwise = f.Message
		}
	}
	return wrong, unwise
}

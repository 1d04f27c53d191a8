package network

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// input is one text field of the page, with its place in the settings.
type input struct {
	name  string // as in the file: "listen.port"
	entry *kit.Entry
	field *kit.Field
	get   func(control.Settings) string
	// set puts a text into the settings; it says what is wrong with one that is no value at all.
	set func(s *control.Settings, text string) string

	base string // what is saved
}

func (p *page) newInput(name, title, placeholder string, get func(control.Settings) string, set func(*control.Settings, string) string) *input {
	i := &input{name: name, entry: kit.NewEntry(placeholder), get: get, set: set}
	i.field = kit.NewField(title, i.entry)
	i.entry.OnChanged = func(string) { p.edited() }
	i.entry.OnSubmitted = func(string) { p.saveTapped() }
	i.entry.Left = func() { p.left(i) }
	return i
}

// load shows what is saved, unless keep says that something that was typed stays.
func (i *input) load(s control.Settings, keep bool) {
	typed := i.dirty()
	i.base = i.get(s)
	if !keep || !typed {
		i.entry.SetText(i.base)
	}
}

func (i *input) dirty() bool { return strings.TrimSpace(i.entry.Text) != i.base }

// about reports whether a field of the settings is this one, or lies in it.
func (i *input) about(field string) bool {
	return field == i.name || strings.HasPrefix(field, i.name+"[") || strings.HasPrefix(field, i.name+".")
}

// left says what is wrong with a field as soon as the focus leaves it.
func (p *page) left(i *input) {
	if !p.loaded || p.filling {
		return
	}
	i.field.Note.Clear()
	if !i.dirty() {
		p.notes()
		return
	}
	s := p.h.Session.View.Settings.Clone()
	if said := i.set(&s, strings.TrimSpace(i.entry.Text)); said != "" {
		i.field.Note.Fail(said)
		return
	}
	found, _ := s.Validate()
	for _, f := range found {
		if i.about(f.Field) {
			i.field.Note.Fail(f.Message)
			return
		}
	}
	if i == p.port {
		p.checkPort(s.Listen.Port)
	}
}

func (p *page) portInput() *input {
	i := p.newInput("listen.port", kit.T("network.port"), "11434",
		func(s control.Settings) string { return strconv.Itoa(s.Listen.Port) },
		func(s *control.Settings, text string) string {
			if s.Listen.Port = number(text); s.Listen.Port < 1 || s.Listen.Port > 65535 {
				return kit.T("network.port_number")
			}
			return ""
		})
	// A number needs little room; what is said of it needs more.
	i.field = kit.NewField(kit.T("network.port"), container.New(&kit.Columns{Cells: []kit.Cell{{Width: 140}, {Share: 1}}}, i.entry, layout.NewSpacer()))
	return i
}

func (p *page) prefixInput() *input {
	return p.newInput("listen.prefix", kit.T("network.prefix"), kit.T("network.prefix_none"),
		func(s control.Settings) string { return s.Listen.Prefix },
		func(s *control.Settings, text string) string { s.Listen.Prefix = text; return "" })
}

func (p *page) limitInputs() []*input {
	return []*input{
		p.newInput("listen.hosts", kit.T("network.hosts"), kit.T("network.hosts_none"),
			func(s control.Settings) string { return strings.Join(s.Listen.Hosts, ", ") },
			func(s *control.Settings, text string) string { s.Listen.Hosts = kit.SplitNames(text); return "" }),
		p.newInput("limits.body", kit.T("network.body"), "64MiB",
			func(s control.Settings) string { return written(s.Limits.Body) },
			func(s *control.Settings, text string) string {
				if s.Limits.Body.UnmarshalText([]byte(text)) != nil {
					return kit.T("network.limit.body")
				}
				return ""
			}),
		p.newInput("limits.in_flight", kit.T("network.in_flight"), "32",
			func(s control.Settings) string { return strconv.Itoa(s.Limits.InFlight) },
			func(s *control.Settings, text string) string { s.Limits.InFlight = number(text); return "" }),
		p.newInput("limits.per_minute", kit.T("network.per_minute"), "0",
			func(s control.Settings) string { return strconv.Itoa(s.Limits.PerMinute) },
			func(s *control.Settings, text string) string { s.Limits.PerMinute = number(text); return "" }),
	}
}

// number reads a whole number; -1 is none.
func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return -1
	}
	return n
}

func written(v interface{ MarshalText() ([]byte, error) }) string {
	text, _ := v.MarshalText() // sizes and times always have a text
	return string(text)
}

package try

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/proxy/jsonedit"
)

// What is written for reading: so deep are lists and tables taken apart, so many
// characters stand in one line undivided, so many lines are shown.
const (
	maxParts = 4
	flat     = 60
	maxLines = 1000
	around   = 3 // unchanged lines that are shown beside a changed one when not all are
)

// lines lays a body before and after rules side by side: as one text, in which
// what went and what came is marked. by tells which rule changed a parameter.
// Rules keep the order of members, so both lists are walked in step.
func lines(before, after []member, by map[string]int) []control.Line {
	w := &writer{}
	w.line("{", control.LineSame, 0)
	i, j := 0, 0
	for i < len(before) || j < len(after) {
		switch {
		case i < len(before) && j < len(after) && before[i].name == after[j].name:
			w.both(before[i], after[j], by[after[j].name], comma(j, after))
			i, j = i+1, j+1
		case i < len(before) && !slices.ContainsFunc(after[j:], func(m member) bool { return m.name == before[i].name }):
			w.member(before[i], control.LineGone, by[before[i].name], comma(i, before))
			i++
		default:
			w.member(after[j], control.LineAdded, by[after[j].name], comma(j, after))
			j++
		}
	}
	w.line("}", control.LineSame, 0)
	return w.shown()
}

// comma is what stands behind a member.
func comma(i int, of []member) string {
	if i < len(of)-1 {
		return ","
	}
	return ""
}

type writer struct{ lines []control.Line }

func (w *writer) line(text, mark string, rule int) {
	w.lines = append(w.lines, control.Line{Text: clip([]byte(text), longLine), Mark: mark, Rule: rule})
}

func (w *writer) member(m member, mark string, rule int, end string) {
	for _, text := range pretty(m, end) {
		w.line(text, mark, rule)
	}
}

// both writes a member that is there before and after. Of a long one that has
// changed only the lines that differ are marked.
func (w *writer) both(old, now member, rule int, end string) {
	if bytes.Equal(old.value, now.value) {
		w.member(now, control.LineSame, 0, end)
		return
	}
	a, b := pretty(old, end), pretty(now, end)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for _, text := range b[:head] {
		w.line(text, control.LineSame, 0)
	}
	for _, text := range a[head : len(a)-tail] {
		w.line(text, control.LineGone, rule)
	}
	for _, text := range b[head : len(b)-tail] {
		w.line(text, control.LineAdded, rule)
	}
	for _, text := range b[len(b)-tail:] {
		w.line(text, control.LineSame, 0)
	}
}

// shown leaves out, when there are many lines, those that are far from a change.
func (w *writer) shown() []control.Line {
	if len(w.lines) <= maxLines {
		return w.lines
	}
	near := make([]bool, len(w.lines))
	for i, l := range w.lines {
		if l.Mark == control.LineSame && i > 0 && i < len(w.lines)-1 {
			continue
		}
		for k := max(0, i-around); k <= min(len(near)-1, i+around); k++ {
			near[k] = true
		}
	}
	var shown []control.Line
	for i, l := range w.lines {
		switch {
		case len(shown) == maxLines:
			return append(shown, control.Line{Text: "…"})
		case near[i]:
			shown = append(shown, l)
		case i > 0 && near[i-1]:
			shown = append(shown, control.Line{Text: "…"})
		}
	}
	return shown
}

// pretty writes a member in lines. Numbers and texts keep their spelling.
func pretty(m member, end string) []string {
	var p printer
	p.value(m.value, 1, string(jsonedit.Quote(m.name))+": ", end)
	return p.lines
}

type printer struct{ lines []string }

// value writes one value at a depth of indentation, behind before and in front of after.
func (p *printer) value(raw []byte, depth int, before, after string) {
	raw = bytes.TrimSpace(raw)
	indent := strings.Repeat("  ", depth)
	kind := jsonedit.Kind(raw)
	if kind != '{' && kind != '[' || len(raw) <= flat || depth > maxParts {
		p.lines = append(p.lines, indent+before+oneLine(raw)+after)
		return
	}
	open, end := "[", "]"
	var parts []member
	if kind == '{' {
		open, end, parts = "{", "}", membersOf(raw)
	} else {
		for _, element := range jsonedit.Elements(raw) {
			parts = append(parts, member{value: element})
		}
	}
	p.lines = append(p.lines, indent+before+open)
	for i, part := range parts {
		name := ""
		if kind == '{' {
			name = string(jsonedit.Quote(part.name)) + ": "
		}
		p.value(part.value, depth+1, name, comma(i, parts))
	}
	p.lines = append(p.lines, indent+end+after)
}

func oneLine(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

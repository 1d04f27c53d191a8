package try

import (
	"bytes"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/assets"
	"keyport/proxy/jsonedit"
)

// member is one member of a body: a name may stand there twice.
type member struct {
	name  string
	value []byte
}

func membersOf(body []byte) []member {
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		return nil
	}
	all := make([]member, 0, obj.Len())
	for name, value := range obj.All() {
		all = append(all, member{name, value})
	}
	return all
}

// steps collects what each rule changed: by comparing the body before and after
// it, so that nothing is told that did not happen.
type steps struct {
	members []member
	changes []control.Change
}

// take compares the body that a rule has left with the one before it. what names
// what happened to a parameter that is there now; text is what the rule appends.
func (s *steps) take(after []byte, rule int, what func(name string) string, text string) {
	now := membersOf(after)
	was, is := byName(s.members), byName(now)
	var gone []string
	for _, name := range names(s.members) {
		if _, there := is[name]; !there {
			gone = append(gone, name)
		}
	}
	for _, name := range names(now) {
		old, there := was[name]
		if there && len(old) == len(is[name]) && bytes.Equal(old[0], is[name][0]) {
			continue
		}
		c := control.Change{Parameter: name, What: what(name), Rule: rule, New: clip(is[name][0], longValue)}
		if there {
			c.Old = clip(old[0], longValue)
		}
		if i := slices.IndexFunc(gone, func(g string) bool { return kin(g) == kin(name) }); i >= 0 && !there {
			c.Was, c.Old = gone[i], clip(was[gone[i]][0], longValue)
			gone = slices.Delete(gone, i, i+1)
		}
		if c.What == control.ChangeAppended { // not the whole conversation
			c.Old, c.New = "", clip(jsonedit.Quote(text), longValue)
		}
		s.changes = append(s.changes, c)
	}
	for _, name := range gone {
		s.changes = append(s.changes, control.Change{Parameter: name, What: control.ChangeRemoved, Rule: rule, Old: clip(was[name][0], longValue)})
	}
	s.members = now
}

// last gives for every parameter the rule that changed it last.
func (s *steps) last() map[string]int {
	rules := map[string]int{}
	for _, c := range s.changes {
		rules[c.Parameter] = c.Rule
		if c.Was != "" {
			rules[c.Was] = c.Rule
		}
	}
	return rules
}

// sentence says what happened.
func sentence(c control.Change) string {
	switch {
	case c.What == control.ChangeAlias:
		return assets.T("try.change.alias", "old", c.Old, "new", c.New)
	case c.What == control.ChangeRemoved:
		return assets.T("try.change.removed", "number", c.Rule, "name", c.Parameter)
	case c.What == control.ChangeAppended:
		return assets.T("try.change.appended", "number", c.Rule, "new", c.New)
	case c.What == control.ChangeDefaulted:
		return assets.T("try.change.defaulted", "number", c.Rule, "name", c.Parameter, "new", c.New)
	case c.Was != "":
		return assets.T("try.change.forced_kin", "number", c.Rule, "name", c.Parameter, "new", c.New, "was", c.Was)
	case c.Old != "":
		return assets.T("try.change.forced_over", "number", c.Rule, "name", c.Parameter, "new", c.New, "old", c.Old)
	}
	return assets.T("try.change.forced", "number", c.Rule, "name", c.Parameter, "new", c.New)
}

func byName(all []member) map[string][][]byte {
	m := map[string][][]byte{}
	for _, one := range all {
		m[one.name] = append(m[one.name], one.value)
	}
	return m
}

// names gives each name once, in order.
func names(all []member) []string {
	seen, list := map[string]bool{}, []string(nil)
	for _, m := range all {
		if !seen[m.name] {
			seen[m.name] = true
			list = append(list, m.name)
		}
	}
	return list
}

// How much of a text is shown, in characters.
const (
	longValue = 200
	longLine  = 300
)

// clip shortens a text in its middle: what a rule appends stands at the end.
func clip(text []byte, most int) string {
	if len(text) > 4*most { // no need to look at a megabyte
		text = append(append(bytes.Clone(text[:2*most]), "…"...), text[len(text)-2*most:]...)
	}
	runes := []rune(strings.ToValidUTF8(string(text), "…"))
	if len(runes) <= most {
		return string(runes)
	}
	half := most / 2
	return string(runes[:half]) + "…" + string(runes[len(runes)-half:])
}

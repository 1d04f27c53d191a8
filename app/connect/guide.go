package connect

import (
	"strconv"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// checkedOn is when the guides were last compared with the programs. Names of
// settings age: whoever checks a guide again writes down the version.
const checkedOn = "2026-11-20"

// How a guide was checked.
const (
	ran  = "ran"  // with the running program
	read = "read" // against its source
	docs = "docs" // against its documentation only
)

// guide is what is known of connecting one program. Its sentences stand in the
// texts under connect.KIND; names of menus and settings are facts of the
// program, the same in every language.
type guide struct {
	kind, title string
	name        string   // what to call the app, "" is the title
	steps       []string // for each step the value to copy, "" for none
	limits      bool     // something does not work, and a sentence says what
	trouble     int      // lines of what to look at
	how         string   // it was checked
	version     string   // of the program
	found       places   // what shows that the program is on this computer
	impossible  bool
	facts       []any // names that fill in sentences, where a language has no say
}

func find(kind string) *guide {
	if kind == "" {
		kind = settings.KindOther
	}
	for i := range guides {
		if guides[i].kind == kind {
			return &guides[i]
		}
	}
	return nil
}

// Setting is what a guide is made for.
type Setting struct {
	Client      string // the app's name, "" while there is none
	Base        string // http://127.0.0.1:PORT{prefix}
	Models      []control.Model
	Passthrough bool // each app brings its own key
	// Password and Address are filled in only to be copied; empty they show as placeholders.
	Password, Address string
	GOOS              string // whose shell the lines are for
}

// Cards lists every guide, what is installed here first. Cursor, which cannot be
// connected, and any other program come last.
func Cards(h Here) []control.GuideCard {
	var installed, rest []control.GuideCard
	for _, g := range guides {
		card := control.GuideCard{Kind: g.kind, Title: g.heading(), Name: g.name, About: g.text(".about"), Installed: h.has(g.found), Possible: !g.impossible}
		if card.Name == "" {
			card.Name = card.Title
		}
		if card.Installed && card.Possible {
			installed = append(installed, card)
		} else {
			rest = append(rest, card)
		}
	}
	return append(installed, rest...)
}

// Guide gives the guide of a kind, without any secret; ok is false when there is none.
func Guide(kind string, s Setting) (_ control.Guide, ok bool) {
	g := find(kind)
	if g == nil {
		return control.Guide{}, false
	}
	s.Password, s.Address = "", ""
	out := control.Guide{
		Kind: g.kind, Title: g.heading(), Client: s.Client, Possible: !g.impossible,
		Works: g.text(".about"), Undo: g.text(".undo"),
		Checked: assets.T("connect.checked."+g.how, "version", g.version, "date", checkedOn),
	}
	if g.limits {
		out.Limits = g.text(".limits")
	}
	if s.Passthrough && !g.impossible {
		out.Note = assets.T("connect.passthrough")
	}
	for i, id := range g.steps {
		step := control.GuideStep{Text: g.text("." + strconv.Itoa(i+1))}
		if id != "" {
			step.Value = shown(id, s)
		}
		out.Steps = append(out.Steps, step)
	}
	for i := range g.trouble {
		out.Trouble = append(out.Trouble, g.text(".trouble."+strconv.Itoa(i+1)))
	}
	return out, true
}

// Value gives a value of a guide as s fills it in, with the secrets of s; ok is
// false when the guide has no such value.
func Value(kind, id string, s Setting) (_ string, ok bool) {
	g := find(kind)
	if g == nil || values[id] == nil {
		return "", false
	}
	for _, has := range g.steps {
		if has == id {
			return values[id](s.filled()), true
		}
	}
	return "", false
}

// shown is a value with placeholders where secrets go.
func shown(id string, s Setting) *control.GuideValue {
	s.Password, s.Address = "", ""
	text := values[id](s.filled())
	return &control.GuideValue{ID: id, Label: assets.T("connect.value." + id), Shown: text, Secret: s.needsSecret(id)}
}

// needsSecret reports whether a value changes with the secrets.
func (s Setting) needsSecret(id string) bool {
	one, two := s, s
	one.Password, one.Address = "a", "a"
	two.Password, two.Address = "b", "b"
	return values[id](one.filled()) != values[id](two.filled())
}

// filled puts placeholders where a secret or a model is not known.
func (s Setting) filled() Setting {
	if s.Password == "" {
		s.Password = assets.T("connect.placeholder.password")
	}
	if s.Address == "" {
		s.Address = s.Base + "/" + assets.T("connect.placeholder.address")
	}
	if len(s.Models) == 0 {
		s.Models = []control.Model{{ID: assets.T("connect.placeholder.model"), Context: 32768, Tools: true}}
	}
	return s
}

func (g *guide) text(rest string) string {
	rest = g.kind + rest
	return assets.T("connect."+rest, g.facts...)
}

// heading is the program's name; a guide for no program has a title in the texts.
func (g *guide) heading() string {
	if g.title == "" {
		return g.text(".title")
	}
	return g.title
}

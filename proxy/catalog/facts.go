package catalog

import "time"

// Facts is what an upstream says of one model. Nil, zero and "" say nothing.
type Facts struct {
	ID       string
	Owner    string
	Created  time.Time
	Context  int // tokens
	Tools    *bool
	Vision   *bool
	Thinking *bool
	Embed    *bool
	Chat     *bool
	Revision string
}

// FactsOf is a model as something that an upstream said.
func FactsOf(m Model) Facts {
	return Facts{
		ID: m.ID, Owner: m.Owner, Created: m.Created, Context: m.Context, Revision: m.Revision,
		Tools: &m.Tools, Vision: &m.Vision, Thinking: &m.Thinking, Embed: &m.Embed, Chat: &m.Chat,
	}
}

// With lays what more says over f. The id stays.
func (f Facts) With(more Facts) Facts {
	if f.Owner == "" {
		f.Owner = more.Owner
	}
	if f.Created.IsZero() {
		f.Created = more.Created
	}
	if more.Context > 0 {
		f.Context = more.Context
	}
	if more.Revision != "" {
		f.Revision = more.Revision
	}
	f.Tools, f.Vision, f.Thinking = later(f.Tools, more.Tools), later(f.Vision, more.Vision), later(f.Thinking, more.Thinking)
	f.Embed, f.Chat = later(f.Embed, more.Embed), later(f.Chat, more.Chat)
	return f
}

func later(before, now *bool) *bool {
	if now != nil {
		return now
	}
	return before
}

// Merge lays a second answer over a list. It changes no list: models that only
// the second answer names are not added, since nobody said that they can be called.
func Merge(list, more []Facts) []Facts {
	byID := make(map[string]Facts, len(more))
	for _, f := range more {
		byID[f.ID] = f
	}
	merged := make([]Facts, 0, len(list))
	for _, f := range list {
		if m, ok := byID[f.ID]; ok {
			f = f.With(m)
		}
		merged = append(merged, f)
	}
	return merged
}

// Build makes models: what the facts leave open is filled from the built-in table.
func Build(list []Facts) []Model {
	models := make([]Model, 0, len(list))
	for _, f := range list {
		models = append(models, f.model())
	}
	return models
}

func (f Facts) model() Model {
	m := Known(f.ID)
	m.Owner, m.Created, m.Revision = f.Owner, f.Created, f.Revision
	if f.Context > 0 {
		m.Context = f.Context
	}
	if f.Chat != nil {
		if *f.Chat && !m.Chat { // the name looked like something else
			m.Tools, m.Embed = true, false
		}
		m.Chat = *f.Chat
	}
	set(&m.Embed, f.Embed)
	set(&m.Tools, f.Tools)
	set(&m.Vision, f.Vision)
	set(&m.Thinking, f.Thinking)
	if m.Embed {
		m.Chat = false
	}
	if !m.Chat {
		m.Tools = false
	}
	return m
}

func set(to, said *bool) {
	if said != nil {
		*to = *said
	}
}

// fold joins two entries of one name in one list, as LiteLLM gives them for a
// model behind several deployments: whichever answers, the smaller window fits,
// and what both can do can be done.
func (f Facts) fold(other Facts) Facts {
	folded := f.With(other)
	if f.Context > 0 && (other.Context == 0 || f.Context < other.Context) {
		folded.Context = f.Context
	}
	both := func(a, b *bool) *bool {
		if a != nil && b != nil && *a != *b {
			return new(bool)
		}
		return later(a, b)
	}
	folded.Tools, folded.Vision, folded.Thinking = both(f.Tools, other.Tools), both(f.Vision, other.Vision), both(f.Thinking, other.Thinking)
	return folded
}

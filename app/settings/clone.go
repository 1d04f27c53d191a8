package settings

import (
	"maps"
	"slices"
)

// Clone gives a deep copy: no list, map or pointer is shared with s.
func (s Settings) Clone() Settings {
	s.Listen.Hosts = slices.Clone(s.Listen.Hosts)
	s.Upstreams = slices.Clone(s.Upstreams)
	for i := range s.Upstreams {
		u := &s.Upstreams[i]
		u.Models, u.Headers = slices.Clone(u.Models), maps.Clone(u.Headers)
	}
	s.Clients = slices.Clone(s.Clients)
	for i := range s.Clients {
		s.Clients[i].Origins = slices.Clone(s.Clients[i].Origins)
	}
	s.Models = slices.Clone(s.Models)
	for i := range s.Models {
		m := &s.Models[i]
		m.Context, m.Tools, m.Vision, m.Hidden = own(m.Context), own(m.Tools), own(m.Vision), own(m.Hidden)
	}
	s.Aliases = slices.Clone(s.Aliases)
	s.Think.Tags = slices.Clone(s.Think.Tags)
	s.Rules = slices.Clone(s.Rules)
	for i := range s.Rules {
		s.Rules[i] = s.Rules[i].clone()
	}
	s.Allow.Paths = slices.Clone(s.Allow.Paths)
	s.Notices.Hide = slices.Clone(s.Notices.Hide)
	return s
}

func (r Rule) clone() Rule {
	r.Models, r.Remove = slices.Clone(r.Models), slices.Clone(r.Remove)
	r.Force, r.Default = r.Force.clone(), r.Default.clone()
	r.Think = own(r.Think)
	if r.Think != nil {
		r.Think.Tags = slices.Clone(r.Think.Tags)
	}
	return r
}

func (v Values) clone() Values {
	if v == nil {
		return nil
	}
	next := make(Values, len(v))
	for name, value := range v {
		next[name] = cloneValue(value)
	}
	return next
}

// cloneValue also brings the number and list types that Go code writes by
// itself (int, []string) to those that a file gives, so that both compare equal.
func cloneValue(v any) any {
	switch v := v.(type) {
	case Values:
		return map[string]any(v.clone())
	case map[string]any:
		return map[string]any(Values(v).clone())
	case []any:
		next := make([]any, len(v))
		for i := range v {
			next[i] = cloneValue(v[i])
		}
		return next
	case []string:
		next := make([]any, len(v))
		for i := range v {
			next[i] = v[i]
		}
		return next
	case int:
		return int64(v)
	case float32:
		return float64(v)
	}
	return v
}

func own[T any](p *T) *T {
	if p == nil {
		return nil
	}
	next := *p
	return &next
}

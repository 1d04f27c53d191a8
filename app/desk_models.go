package app

import (
	"context"
	"errors"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
	"keyport/proxy/glob"
)

// ModelLists implements control.API.
func (k *Keyport) ModelLists(context.Context) ([]control.ModelList, error) {
	kinds := map[string]string{}
	for _, u := range k.effective().Upstreams {
		kinds[u.Name] = u.Kind
	}
	lists := []control.ModelList{}
	for _, h := range k.proxy.CatalogHealth() {
		l := control.ModelList{Upstream: h.Upstream, Kind: kinds[h.Upstream], Models: h.Models, Stored: h.Stored, Fetched: moment(h.Fetched), Failed: moment(h.Failed)}
		l.Code, l.Error = listTrouble(h.Err)
		lists = append(lists, l)
	}
	return lists, nil
}

// RefreshModels implements control.API.
func (k *Keyport) RefreshModels(ctx context.Context) ([]control.ModelList, error) {
	k.proxy.RefreshModels(ctx)
	return k.ModelLists(ctx)
}

// listTrouble words why a list could not be fetched.
func listTrouble(err error) (code, sentence string) {
	var e *dialect.Error
	switch {
	case err == nil:
		return "", ""
	case errors.As(err, &e):
		return e.Code, e.Message
	}
	return "upstream_bad_list", assets.T("models.bad_list")
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// modelRow is a model as the window shows it.
func modelRow(m catalog.Model, entries []settings.Model) control.Model {
	return control.Model{
		ID: m.ID, Target: m.Target, Upstream: m.Upstream, Context: m.Context, Tools: m.Tools, Vision: m.Vision,
		Thinking: m.Thinking, Chat: m.Chat, Hidden: m.Hidden, Listed: m.Listed(), Sources: modelSources(m, entries),
	}
}

// modelSources tells who says what of a model. The catalogue does not keep what
// the provider left out, so where a fact is that of the built-in table the provider
// has either said the same or nothing.
func modelSources(m catalog.Model, entries []settings.Model) control.ModelSources {
	name := m.ID
	if m.Target != "" {
		name = m.Target
	}
	table := catalog.Known(name)
	from := func(same bool, said func(settings.Model) bool) control.Source {
		for _, e := range entries {
			if said(e) && (glob.Match([]string{e.Name}, m.ID) || glob.Match([]string{e.Name}, name)) {
				return control.SourceEntry
			}
		}
		if same {
			return control.SourceBuiltIn
		}
		return control.SourceProvider
	}
	return control.ModelSources{
		Context:  from(m.Context == table.Context, func(e settings.Model) bool { return e.Context != nil }),
		Tools:    from(m.Tools == table.Tools, func(e settings.Model) bool { return e.Tools != nil }),
		Vision:   from(m.Vision == table.Vision, func(e settings.Model) bool { return e.Vision != nil }),
		Thinking: from(m.Thinking == table.Thinking, func(settings.Model) bool { return false }),
	}
}

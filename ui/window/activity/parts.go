package activity

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// timeline tells when the provider began, when the first piece came, and the end.
func timeline(a control.ActivityDetail) fyne.CanvasObject {
	var said []string
	add := func(key string, ms int64) {
		if ms > 0 {
			said = append(said, kit.T("activity.time."+key, "time", tookWord(ms)))
		}
	}
	add("waiting", a.Headers)
	add("first", a.Row.First)
	if a.Row.Outcome == control.OutcomeRunning {
		add("running", a.Row.Took)
	} else {
		add("end", a.Row.Took)
	}
	words := low(strings.Join(said, "  ·  "))
	return container.New(&kit.Column{Gap: -2}, newBar(max(a.Row.First, a.Headers), a.Row.Took), kit.Flush(words))
}

// changes puts what the app sent beside what went on, the lines that differ only.
func changes(all []control.ActivityChange) fyne.CanvasObject {
	title := kit.Section(kit.T("activity.changed"), "")
	if len(all) == 0 {
		return container.New(&kit.Column{}, title, kit.Flush(low(kit.T("activity.changed.none"))))
	}
	lines := container.New(&kit.Column{Gap: -10})
	line := func(before, after string, importance widget.Importance) {
		two := container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 2}, {Share: 3}}})
		for _, text := range []string{before, after} {
			label := widget.NewLabel(kit.Plain(text))
			label.Wrapping = fyne.TextWrapWord
			label.Importance = importance
			two.Add(label)
		}
		lines.Add(two)
	}
	line(kit.T("activity.changed.before"), kit.T("activity.changed.after"), widget.LowImportance)
	for _, c := range all {
		before, after := sides(c)
		if c.Rule > 0 {
			after = kit.T("activity.change.rule", "what", after, "number", c.Rule, "models", name(c.RuleModels))
		}
		line(before, after, widget.MediumImportance)
	}
	return container.New(&kit.Column{Gap: 0}, title, kit.NewPanel(container.New(layout.NewCustomPaddedLayout(-6, -6, -6, 0), lines)))
}

// sides are the words for one change: as it was, and as it became.
func sides(c control.ActivityChange) (before, after string) {
	value := func(v string) string { return kit.T("activity.change.value", "name", name(c.Name), "value", name(v)) }
	unset := kit.T("activity.change.unset", "name", name(c.Name))
	switch c.What {
	case control.ChangeModel:
		return kit.T("activity.change.model", "value", name(c.Before)), kit.T("activity.change.model", "value", name(c.After))
	case control.ChangeDialect:
		return kit.T("activity.change.path", "value", name(c.Before)), kit.T("activity.change.path", "value", name(c.After))
	case control.ChangeForced, control.ChangeDefaulted:
		before = unset
		if c.Before != "" {
			before = value(c.Before)
		}
		return before, value(c.After)
	case control.ChangeRemoved:
		return value(c.Before), kit.T("activity.change.removed", "name", name(c.Name))
	case control.ChangeAppended:
		return kit.T("activity.change.appended.before"), kit.T("activity.change.appended.after")
	case control.ChangeRefused:
		return name(c.Name), kit.T("activity.change.refused", "name", name(c.Name))
	case control.ChangeHistory:
		return kit.T("activity.change.history.before"), kit.T("activity.change.history.after")
	case control.ChangeThoughts:
		after = kit.T("activity.change.thoughts.strip")
		if c.Name == "reasoning" {
			after = kit.T("activity.change.thoughts.reasoning")
		}
		return kit.T("activity.change.thoughts.before", "count", group(c.Characters)), after
	}
	return value(c.Before), value(c.After) // of a newer Keyport
}

// facts are what else is known, a line each.
func facts(a control.ActivityDetail) fyne.CanvasObject {
	r := a.Row
	form := container.New(&kit.Column{Gap: -12})
	fact := func(key, text string) {
		if text == "" {
			return
		}
		label, value := low(kit.T("activity.fact."+key)), widget.NewLabel(kit.Plain(text))
		value.Wrapping = fyne.TextWrapWord
		form.Add(container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 1}, {Share: 3}}}, label, value))
	}
	fact("time", r.Start.Local().Format(time.DateTime))
	fact("app", kit.T("activity.app_by", "app", appWord(r), "way", wayWord(r.Way)))
	fact("path", name(r.Route))
	fact("account", name(r.Account))
	status := outcomeWord(r)
	if r.Status > 0 {
		status += ", " + strconv.Itoa(r.Status)
	}
	if r.Code != "" {
		status += ", " + r.Code
	}
	fact("status", status)
	fact("tokens", tokensSaid(r))
	fact("sent", sentSaid(a))
	if r.BytesIn+r.BytesOut > 0 {
		fact("size", kit.T("activity.size", "in", group(r.BytesIn), "out", group(r.BytesOut)))
	}
	switch {
	case r.Retries == 1:
		fact("again", kit.T("activity.again.one"))
	case r.Retries > 1:
		fact("again", kit.T("activity.again", "count", r.Retries))
	}
	fact("headers", strings.Join(a.Dropped, ", "))
	return container.New(layout.NewCustomPaddedLayout(0, 0, -6, 0), form)
}

func wayWord(w control.Way) string {
	if w == control.WayUnknown {
		return kit.T("activity.way.none")
	}
	return kit.T("activity.way." + string(w))
}

func tokensSaid(r control.ActivityRow) string {
	in, out := group(r.TokensIn), group(r.TokensOut)
	switch {
	case r.TokensIn+r.TokensOut == 0:
		return ""
	case r.TokensOut == 0:
		return kit.T("activity.tokens.in", "in", in)
	case r.Estimated && r.TokensIn == 0:
		return kit.T("activity.tokens.out_about", "out", out)
	case r.Estimated:
		return kit.T("activity.tokens.about", "in", in, "out", out)
	}
	return kit.T("activity.tokens", "in", in, "out", out)
}

func sentSaid(a control.ActivityDetail) string {
	characters := group(a.Characters)
	switch {
	case a.Characters == 0:
		return ""
	case a.Messages == 0:
		return kit.T("activity.sent.about", "characters", characters)
	case a.Messages == 1:
		return kit.T("activity.sent.one", "characters", characters)
	}
	return kit.T("activity.sent.many", "messages", a.Messages, "characters", characters)
}

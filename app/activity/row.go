package activity

import (
	"time"

	"keyport/app/control"
	"keyport/proxy"
)

// row is what a list shows of a request. Names that an app sent may hold a
// secret that was pasted into the wrong field.
func (l *Log) row(e entry) control.ActivityRow {
	r, clean := e.record, l.mask.Load().String
	return control.ActivityRow{
		ID: r.ID, Start: r.Start, Count: e.count,
		App: r.Client, Way: control.Way(r.Way), Route: clean(r.Route),
		Asked: clean(r.Asked), Used: clean(r.Used), Account: r.Upstream,
		Outcome: e.outcome, Status: r.Status, Code: r.Code,
		First: ms(r.FirstToken), Took: ms(r.Took),
		TokensIn: r.Usage.In, TokensOut: r.Usage.Out, Estimated: r.Usage.Estimated,
		BytesIn: max(r.BytesIn, 0), BytesOut: r.BytesOut,
		Stream: r.Stream, Retries: r.Retries, Changes: len(r.Changes),
		Captured: l.captures.has(r.ID),
	}
}

// ms is a time in milliseconds, rounded up: something that took place took some time.
func ms(d time.Duration) int64 { return int64((d + time.Millisecond - 1) / time.Millisecond) }

// Detail gives all that is known of a request; false when it is not remembered
// any more. base is the address that apps use.
func (l *Log) Detail(id uint64, base string) (control.ActivityDetail, bool) {
	e, _, ok := l.find(id)
	if !ok {
		return control.ActivityDetail{}, false
	}
	r, clean := e.record, l.mask.Load().String
	d := control.ActivityDetail{
		Row: l.row(e), Headers: ms(r.FirstByte), Said: clean(r.Said),
		Messages: r.Messages, Characters: r.Characters,
	}
	for _, name := range r.Dropped {
		d.Dropped = append(d.Dropped, clean(name))
	}
	for _, c := range r.Changes {
		d.Changes = append(d.Changes, change(c, clean))
	}
	d.Bodies = l.captures.bodies(id, *l.mask.Load())
	d.Curl = curl(d, base)
	d.Report = report(d)
	return d, true
}

func change(c proxy.Change, clean func(string) string) control.ActivityChange {
	return control.ActivityChange{
		What: c.What, Name: clean(c.Name), Before: clean(c.Before), After: clean(c.After),
		Rule: c.Rule, RuleModels: c.RuleModels, Characters: c.Characters,
	}
}

package activity

import (
	"context"
	"time"

	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// detailsPace is how often the details of a running request are asked for anew.
const detailsPace = time.Second

// choose opens the details of a row. The list's own mark is taken away: it
// stands at a place, and the requests move on.
func (p *page) choose(i widget.ListItemID) {
	p.list.UnselectAll()
	if i >= len(p.rows.shown) {
		return
	}
	r := p.rows.shown[i]
	if r.ID == p.details.id {
		p.closeDetails()
		return
	}
	p.details.open(r)
	p.askDetails()
	p.box.Refresh()
	p.list.Refresh()
	p.list.ScrollTo(i) // it may stand where the details are now
}

func (p *page) closeDetails() {
	p.details.hide()
	p.box.Refresh()
	p.list.Refresh()
}

func (p *page) askDetails() {
	id := p.details.id
	p.asked = p.now()
	kit.Request(p.h.Calls, kit.QuickCall,
		func(ctx context.Context) (control.ActivityDetail, error) {
			return p.h.Session.API.ActivityDetail(ctx, id)
		},
		func(d control.ActivityDetail, err error) {
			switch {
			case p.details.id != id: // another one by now, or none
			case kit.Code(err) == control.CodeNotFound:
				p.details.said.Warn(kit.T("activity.gone"))
			case err != nil:
				p.details.said.Fail(kit.Sentence(err))
			default:
				p.details.put(d)
			}
		})
}

// followDetails asks again for what may have changed.
func (p *page) followDetails() {
	if p.details.id == 0 {
		return
	}
	r, ok := p.rows.find(p.details.id)
	was := p.details.shown.Row
	switch {
	case !ok: // cleared, or it has made way
	case was.Outcome == control.OutcomeRunning && (r.Outcome != was.Outcome || p.now().Sub(p.asked) >= detailsPace),
		was.Count != r.Count, was.Captured != r.Captured:
		p.askDetails()
	}
}

// cancel ends a running request.
func (p *page) cancel(id uint64) {
	p.message.Clear()
	p.h.Calls.Run(kit.QuickCall,
		func(ctx context.Context) error { return p.h.Session.API.CancelRequest(ctx, id) },
		func(err error) {
			if err != nil && kit.Code(err) != control.CodeNotFound { // it ended by itself meanwhile
				p.message.Fail(kit.Sentence(err))
			}
		})
}

func (p *page) askClear() {
	p.h.Confirm(kit.T("activity.clear.title"), kit.T("activity.clear.text"), kit.T("activity.clear"), func() {
		p.closeDetails()
		p.run(func(ctx context.Context) error { return p.h.Session.API.ClearActivity(ctx) })
	})
}

// run does something of which only a failure is told.
func (p *page) run(work func(context.Context) error) {
	p.message.Clear()
	p.h.Calls.Run(kit.QuickCall, work, func(err error) {
		if err != nil {
			p.message.Fail(kit.Sentence(err))
		}
	})
}

// askRecord asks for how long.
func (p *page) askRecord() {
	answers := []kit.Answer{{Verb: kit.T("cancel")}}
	for _, minutes := range control.CaptureTimes {
		answers = append(answers, kit.Answer{Verb: kit.T("activity.record.minutes", "n", minutes), Do: func() {
			p.run(func(ctx context.Context) error { return p.h.Session.API.Capture(ctx, minutes) })
		}})
	}
	p.h.Ask(kit.T("activity.record.title"), kit.T("activity.record.text"), answers...)
}

func (p *page) stopRecording() {
	p.closeDetails() // it may show what is erased now
	p.run(func(ctx context.Context) error { return p.h.Session.API.Capture(ctx, 0) })
}

// showRecording shows whether requests are recorded, and for how long yet.
func (p *page) showRecording() {
	until := p.h.Session.Status.CaptureUntil
	on := until != nil && until.After(p.now())
	if on {
		p.red.put(kit.T("activity.recording", "left", left(until.Sub(p.now()))))
	} else if p.details.shown.Bodies != nil {
		p.closeDetails() // what was recorded is erased, here too
	}
	kit.SetVisible(p.red.box, on)
	kit.SetVisible(p.record, !on)
}

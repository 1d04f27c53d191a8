package app

import (
	"context"

	"keyport/app/control"
	"keyport/assets"
)

// QuitWhenIdle implements control.API. What has slipped in between the last look
// at the number of requests and the end has the grace of Quit.
func (k *Keyport) QuitWhenIdle(context.Context) error {
	k.endWhenIdle(nil)
	return nil
}

// endWhenIdle is QuitWhenIdle, after which Keyport may be started anew.
func (k *Keyport) endWhenIdle(again *again) {
	k.mu.Lock()
	k.quitting, k.again = true, again
	k.mu.Unlock()
	k.republish()
	k.log.Info().Int("running", k.proxy.Running()).Bool("again", again != nil).Msg("asked to quit when no request runs")
	k.quitIfIdle()
}

// quitIfIdle ends Keyport when that is all it waits for. It is called at the end
// of every request that no other one outlives, so it does next to nothing.
func (k *Keyport) quitIfIdle() {
	k.mu.Lock()
	due := k.quitting && k.proxy.Running() == 0
	k.mu.Unlock()
	if due {
		k.group.cancel(nil)
	}
}

// tellQuitting tells of the end instead of anything else: it is the person's own
// wish, and while Keyport waits they may take it back.
func (k *Keyport) tellQuitting(now *control.Status) {
	ending := k.group.ctx.Err() != nil // streams have their last seconds
	k.mu.Lock()
	now.Quitting = k.quitting || ending
	k.mu.Unlock()
	switch {
	case ending:
		now.State, now.Sentence = control.StatePaused, quittingSentence(0)
	case now.Quitting:
		now.State, now.Sentence = control.StatePaused, quittingSentence(now.Running)
	}
}

// quittingSentence is the first line of the tray menu meanwhile.
func quittingSentence(running int) string {
	switch running {
	case 0:
		return assets.T("quit.ending")
	case 1:
		return assets.T("quit.waiting_one")
	}
	return assets.T("quit.waiting_many", "count", running)
}

// QuitWhenIdle implements control.API.
func (o *Offline) QuitWhenIdle(context.Context) error { return notRunning() }

var _ control.QuitAPI = (*Keyport)(nil)

package app

import (
	"context"
	"slices"
	"time"

	"keyport/app/control"
	"keyport/assets"
	"keyport/proxy"
)

// requestGone is the answer for a request that is not there any more.
func requestGone() error {
	return &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.request_gone")}
}

// Activity implements control.ActivityAPI.
func (k *Keyport) Activity(ctx context.Context, since control.ActivityCursor) (control.ActivityPage, error) {
	return k.activity.Page(ctx, since), nil
}

// ActivityDetail implements control.ActivityAPI.
func (k *Keyport) ActivityDetail(_ context.Context, id uint64) (control.ActivityDetail, error) {
	d, ok := k.activity.Detail(id, k.base())
	if !ok {
		return d, requestGone()
	}
	return d, nil
}

// CancelRequest implements control.ActivityAPI.
func (k *Keyport) CancelRequest(_ context.Context, id uint64) error {
	if !k.activity.Cancel(id) {
		return requestGone()
	}
	return nil
}

// ClearActivity implements control.ActivityAPI.
func (k *Keyport) ClearActivity(context.Context) error {
	k.activity.Clear()
	return nil
}

// Capture implements control.ActivityAPI. The log says that it was switched on
// and off, never what was recorded.
func (k *Keyport) Capture(_ context.Context, minutes int) error {
	if minutes == 0 {
		if _, on := k.activity.Capturing(); on {
			k.log.Info().Msg("recording of requests stopped and erased")
		}
		k.activity.StopCapture()
	} else {
		if !slices.Contains(control.CaptureTimes[:], minutes) {
			return invalid("minutes", assets.T("errors.record_for", "first", control.CaptureTimes[0], "second", control.CaptureTimes[1], "third", control.CaptureTimes[2]))
		}
		// Wall clock: a computer that sleeps must not record for longer.
		k.activity.Capture(k.clock().Add(time.Duration(minutes) * time.Minute).Round(0))
		k.log.Info().Int("minutes", minutes).Msg("recording requests, in memory only")
	}
	nudge(k.recapture)
	k.hub.touch()
	return nil
}

// watchCapture erases what was recorded when the time is over, and when
// Keyport ends.
func (k *Keyport) watchCapture(ctx context.Context) {
	defer k.activity.StopCapture()
	for {
		var clock <-chan time.Time
		until, was := k.activity.Capturing()
		switch left := k.activity.Expire(k.clock()); {
		case left > 0:
			// Timers stand still while the computer sleeps, so the wall clock is looked at again.
			clock = time.After(min(left, 30*time.Second))
		case was:
			k.log.Info().Time("until", until).Msg("recording of requests ended and erased")
			k.hub.touch()
		}
		select {
		case <-ctx.Done():
			return
		case <-k.recapture:
		case <-clock:
		}
	}
}

// watchRequests makes the proxy tell what it does.
func (k *Keyport) watchRequests(c *proxy.Config) {
	observe := c.Observe
	c.Observe = func(r proxy.Record) {
		observe(r)
		k.activity.Add(r)
	}
	c.Progress = k.activity.Touch
	c.Capture = k.activity.Tap
}

// captureUntil is what Status says of a recording.
func (k *Keyport) captureUntil() *time.Time {
	until, on := k.activity.Capturing()
	if !on {
		return nil
	}
	return &until
}

package app

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// StartFresh implements control.API.
func (d *desk) StartFresh(ctx context.Context) (control.SettingsView, error) {
	d.change.Lock()
	defer d.change.Unlock()
	if !d.store.Damaged() && len(d.store.Problems()) == 0 {
		return control.SettingsView{}, &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.settings_good")}
	}
	next, revision := d.store.Snapshot()
	return d.save(ctx, next, revision)
}

// TrySaveNow implements control.API.
func (d *desk) TrySaveNow(context.Context) error {
	err := d.store.Writable()
	d.told(err)
	return storeError(err)
}

// DismissProblem implements control.API.
func (k *Keyport) DismissProblem(ctx context.Context, code string) error {
	k.mu.Lock()
	p, there := k.problems[code]
	k.mu.Unlock()
	if !there || p.action != control.ActionDismiss && p.second != control.ActionDismiss {
		return &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.no_notice")}
	}
	if code == problemUpdate {
		return k.SkipUpdate(ctx)
	}
	if code == problemNoTray {
		// Where it cannot be saved it is put away for this run.
		if err := k.hide(ctx, code); err != nil {
			k.log.Warn().Err(err).Msg("that a notice is to be shown no more could not be saved")
		}
	}
	k.solve(code)
	return nil
}

// hide has the settings remember that a notice is to be shown no more.
func (k *Keyport) hide(ctx context.Context, code string) error {
	k.change.Lock()
	defer k.change.Unlock()
	return k.modify(ctx, func(next *settings.Settings) error {
		if !slices.Contains(next.Notices.Hide, code) {
			next.Notices.Hide = append(next.Notices.Hide, code)
		}
		return nil
	})
}

// CrashReport implements control.API.
func (k *Keyport) CrashReport(context.Context) (string, error) {
	none := &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.no_crash")}
	if k.opts.CrashFile == "" {
		return "", none
	}
	f, err := os.Open(oldCrash(k.opts.CrashFile))
	if err != nil {
		none.Cause = err
		return "", none
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCrash))
	if err != nil {
		none.Cause = err
		return "", none
	}
	return string(text), nil
}

// savePause is how often writing is tried while it fails.
const savePause = 30 * time.Second

// watchSaving tries whether the settings can be written again, while they cannot.
func (k *Keyport) watchSaving(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.saving:
		}
		for failed := true; failed; {
			select {
			case <-ctx.Done():
				return
			case <-time.After(k.opts.savePause):
			}
			var e *settings.Error
			err := k.store.Writable()
			failed = errors.As(err, &e) && e.Unwritten()
			if !failed {
				k.wrote(nil)
			}
		}
	}
}

// watchLimits tells of the end of what a provider has asked for.
func (k *Keyport) watchLimits(ctx context.Context) {
	for {
		var clock <-chan time.Time
		if end := k.health.nextEnd(); !end.IsZero() {
			clock = time.After(min(end.Sub(k.clock())+time.Millisecond, 30*time.Second)) // timers stand still while the computer sleeps
		}
		select {
		case <-ctx.Done():
			return
		case <-k.limits:
		case <-clock:
		}
		k.hub.touch()
	}
}

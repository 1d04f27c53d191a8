package tray

import (
	"context"
	"errors"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

const (
	actionTime = 20 * time.Second // the keychain may ask the person before an address can be copied
	quitTime   = 5 * time.Second  // running streams have 3 s of grace
)

// click starts what the row does. A second click on a row whose action still
// runs is the impatience of the first and does nothing.
func (l *loop) click(ctx context.Context, id string) {
	item, ok := find(l.pace.shown.menu, id)
	if id == idOpen { // a click on the icon itself may come before the first state
		item, ok = Item{ID: idOpen}, true
	}
	if !ok || l.running[id] {
		return
	}
	l.running[id] = true
	l.actions.Go(func() {
		defer func() {
			select {
			case l.ended <- id:
			case <-ctx.Done():
			}
		}()
		defer l.recovered(id)
		switch id {
		case idQuit, idQuitIdle:
			l.quitWhenIdle(ctx)
			return
		case idQuitNow, idQuitAnyway:
			l.quit(ctx)
			return
		}
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		if err := l.do(ctx, item); err != nil && !errors.Is(err, context.Canceled) {
			event := l.log.Error().Str("row", id).Err(err)
			var refused *control.Error
			if errors.As(err, &refused) {
				event = event.Str("code", refused.Code).AnErr("cause", refused.Cause)
			}
			event.Msg("a click in the tray failed")
		}
	})
}

// quit ends Keyport, and the tray with it even when the rest does not answer.
func (l *loop) quit(ctx context.Context) {
	defer l.stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quitTime)
	defer cancel()
	if err := l.api.Quit(ctx); err != nil {
		l.log.Error().Err(err).Msg("Quit failed")
	}
}

// quitWhenIdle ends Keyport without cutting anybody off. The plain row does the
// same: a request may have begun since the menu was drawn. The tray stays until
// Keyport has ended, so that the person can change their mind, unless nobody answers.
func (l *loop) quitWhenIdle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quitTime)
	defer cancel()
	if err := l.api.QuitWhenIdle(ctx); err != nil {
		l.log.Error().Err(err).Msg("Quit failed")
		l.stop()
	}
}

// do calls what the row stands for.
func (l *loop) do(ctx context.Context, item Item) error {
	switch item.ID {
	case idFix:
		return l.fix(ctx, item.Fix)
	case idOpen:
		return l.api.OpenWindow(ctx, "")
	case idPauseHour:
		return l.api.Pause(ctx, l.now().Add(time.Hour))
	case idPauseMorning:
		return l.api.Pause(ctx, morning(l.now()))
	case idPauseHold:
		return l.api.Pause(ctx, time.Time{})
	case idResume, idKeep:
		return l.api.Resume(ctx)
	case idUpdate:
		return l.api.OpenRelease(ctx)
	case idDemo:
		return l.api.UseDemo(ctx, true)
	}
	switch {
	case item.Page != "":
		return l.api.OpenWindow(ctx, item.Page)
	case item.Client != "":
		return l.copyAddress(ctx, item.Client)
	}
	return nil // the parent of a submenu
}

// copyAddress puts the private address of an app on the clipboard, or the open
// one where no private address is in use.
func (l *loop) copyAddress(ctx context.Context, client string) error {
	access, err := l.api.Access(ctx, client)
	if err != nil {
		return err
	}
	switch {
	case access.Address != "":
		return l.clip(ctx, access.Address, true)
	case access.Base != "":
		return l.clip(ctx, access.Base, false)
	}
	return errors.New(assets.T("tray.error.no_address"))
}

// sessionEnds is called when the system ends the program (logout, shutdown): it
// gives running streams their grace, for the process is ended as soon as it returns.
func (l *loop) sessionEnds(ctx context.Context) {
	if ctx.Err() == nil { // else Keyport ends by itself
		l.quit(ctx)
	}
}

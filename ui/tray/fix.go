package tray

import (
	"context"
	"slices"

	"keyport/app/control"
	"keyport/assets"
)

// fix is the one thing that ends the first problem, offered right below it.
type fix struct {
	action  string // stable, see the constants
	problem control.Problem
}

// The actions that the tray offers. Each has a label tray.fix.<action>.
const (
	fixUsePort    = "use_port"
	fixUsePortNow = "use_port_now" // the tray's own: no app has to be told
	fixTryAgain   = "try_again"
	fixUnlock     = "unlock"
	fixEnterKey   = "enter_key"
	fixCheckKey   = "check_key"
	fixRestore    = "restore"
	fixWindow     = "window" // the tray's own: it says what is wrong, too
)

var fixes = []string{fixUsePort, fixUsePortNow, fixTryAgain, fixUnlock, fixEnterKey, fixCheckKey, fixRestore, fixWindow}

// fixOf gives the fix of the problem that the first row tells; ok is false
// when there is nothing to fix, or no single action that does it. A window that
// cannot be shown stands there in other states, too: where else should somebody
// who has clicked on Open read why nothing came.
func fixOf(s control.Status) (f fix, ok bool) {
	if s.State != control.StateAttention && s.State != control.StateBlocked || len(s.Problems) == 0 {
		i := slices.IndexFunc(s.Problems, func(p control.Problem) bool { return p.Code == control.CodeNoWindow })
		if i < 0 || s.Window {
			return fix{}, false
		}
		return fix{fixWindow, s.Problems[i]}, true
	}
	f = fix{action(s.Problems[0]), s.Problems[0]}
	if f.action == fixUsePort && len(s.Clients) == 0 {
		f.action = fixUsePortNow
	}
	return f, slices.Contains(fixes, f.action) || f.problem.Action != ""
}

// action names what ends a problem; "" where it takes more than one click.
func action(p control.Problem) string {
	switch {
	case p.Action != "":
		return string(p.Action)
	case p.FreePort != 0:
		return fixUsePort
	case p.Restore:
		return fixRestore
	}
	switch p.Code {
	case "port_taken":
		return fixTryAgain
	case "keychain_locked":
		return fixUnlock
	case "key_rejected", "key_elsewhere", "key_missing":
		return fixEnterKey
	case "upstream_trouble":
		return fixCheckKey
	}
	return ""
}

func (f fix) label() string {
	if slices.Contains(fixes, f.action) {
		return assets.T("tray.fix."+f.action, "port", f.problem.FreePort)
	}
	return control.ActionLabel(f.problem, f.problem.Action)
}

// page is where the person does it: a key has to be typed, and who changes the
// port has to change the apps, too. It is "" for what a click does at once.
func (f fix) page() string {
	switch f.action {
	case fixUsePortNow, fixRestore, fixWindow:
		return ""
	case fixUsePort:
		return control.PageNetwork
	}
	switch f.problem.Action {
	case "":
		return f.problem.Page
	case control.ActionFresh:
		return control.PageOverview // where it is asked first
	}
	return f.problem.Opens(f.problem.Action)
}

// fix does what ends the problem.
func (l *loop) fix(ctx context.Context, f fix) error {
	switch f.action {
	case fixUsePortNow:
		return l.usePort(ctx, f.problem.FreePort)
	case fixRestore:
		_, err := l.api.RestoreSettings(ctx)
		return err
	case fixWindow:
		return l.api.OpenWindow(ctx, "")
	}
	if f.problem.Action != control.ActionFresh {
		if err := control.Act(ctx, l.api, f.problem, f.problem.Action); err != nil || f.problem.Action != "" && f.page() == "" {
			return err
		}
	}
	return l.api.OpenWindow(ctx, f.page()) // which also makes Keyport try the port again
}

// usePort saves the free port. Where a flag decides the port of this run, only
// the window can explain that saving changes nothing now.
func (l *loop) usePort(ctx context.Context, port int) error {
	view, err := l.api.Settings(ctx)
	if err != nil {
		return err
	}
	if view.Overridden["listen.port"] != "" {
		return l.api.OpenWindow(ctx, control.PageNetwork)
	}
	view.Settings.Listen.Port = port
	_, err = l.api.SaveSettings(ctx, view)
	return err
}

package control

import (
	"context"
	"strconv"
	"strings"

	"keyport/assets"
)

// Action is the stable word for what helps against a problem: the banner's
// button, the tray's second line, the hint of the command line.
type Action string

// The actions. Act does those that need nothing more from the person; the
// others begin on a page of the window, see Problem.Opens.
const (
	ActionUsePort      Action = "use_port"      // listen on FreePort from now on
	ActionTryAgain     Action = "try_again"     // the port, or writing the settings
	ActionUnlock       Action = "unlock"        // have the keychain ask for its password
	ActionAskAgain     Action = "ask_again"     // the same of a keychain that has said no
	ActionUseKeychain  Action = "use_keychain"  // the same of a keychain that was left alone
	ActionSessionKey   Action = "session_key"   // go on without the keychain in this run
	ActionEnterKey     Action = "enter_key"     // on PageKey
	ActionMoveKey      Action = "move_key"      // on PageKey: send the saved key to the new address
	ActionCheckKey     Action = "check_key"     // ask the provider whether it takes the key
	ActionTestAgain    Action = "test_again"    // the same, to see whether it can be reached
	ActionNetworkProxy Action = "network_proxy" // on PageNetwork, where each account has its way
	ActionRestore      Action = "restore"       // the settings from before
	ActionFresh        Action = "fresh"         // fresh settings in place of damaged ones
	ActionKeepRight    Action = "keep_right"    // the settings without their mistakes
	ActionNewerVersion Action = "newer_version" // the page of the newest version; on PageAbout where none is known
	ActionRelease      Action = "release"       // the page of the newest version
	ActionRestart      Action = "restart"       // start Keyport anew once no request runs
	ActionTrayHelp     Action = "tray_help"     // on PageOverview: how to see tray icons
	ActionOpenWindow   Action = "open_window"   // try to show the window again
	ActionShowApps     Action = "show_apps"     // on PageApps
	ActionShowKey      Action = "show_key"      // on PageKey
	ActionCopyReport   Action = "copy_report"   // what a crash has left, to the clipboard
	ActionDismiss      Action = "dismiss"       // do not tell of it any more
)

// ActionLabel gives the words of an action's button: "Use port 11436".
func ActionLabel(p Problem, a Action) string {
	if a == ActionDismiss && p.Code == "no_tray" {
		return assets.T("action.dismiss_for_good")
	}
	if a == ActionDismiss && p.Code == CodeUpdate {
		return assets.T("action.skip_version")
	}
	if a == "" {
		return ""
	}
	if words := assets.T("action."+string(a), "port", p.FreePort); words != "action."+string(a) {
		return words
	}
	return "" // of a newer Keyport
}

// Opens gives the page of the window on which an action is done, or goes on
// after Act; "" when Act is all.
func (p Problem) Opens(a Action) string {
	switch a {
	case ActionNewerVersion, ActionRelease:
		if p.Link == "" {
			return PageAbout
		}
	case ActionEnterKey, ActionMoveKey, ActionShowKey, ActionSessionKey:
		return PageKey
	case ActionNetworkProxy:
		return PageNetwork
	case ActionShowApps:
		return PageApps
	case ActionTrayHelp, ActionCopyReport:
		return PageOverview
	}
	return ""
}

// Act does what needs no more from the person. For an action that is done on a
// page of the window alone it does nothing.
func Act(ctx context.Context, api API, p Problem, a Action) error {
	switch a {
	case ActionUsePort:
		v, err := api.Settings(ctx)
		if err != nil {
			return err
		}
		v.Settings.Listen.Port = p.FreePort
		_, err = api.SaveSettings(ctx, v)
		return err
	case ActionTryAgain:
		if p.Code == "settings_unsaved" {
			return api.TrySaveNow(ctx)
		}
		return api.TryPortNow(ctx)
	case ActionUnlock, ActionAskAgain, ActionUseKeychain:
		return api.AskKeychain(ctx)
	case ActionSessionKey:
		return api.UseSession(ctx)
	case ActionCheckKey, ActionTestAgain:
		_, err := api.CheckKey(ctx, KeyCheck{Upstream: p.Upstream})
		return err
	case ActionRestore:
		_, err := api.RestoreSettings(ctx)
		return err
	case ActionFresh, ActionKeepRight:
		_, err := api.StartFresh(ctx)
		return err
	case ActionOpenWindow:
		return api.OpenWindow(ctx, "")
	case ActionNewerVersion, ActionRelease:
		if p.Link != "" {
			return api.OpenRelease(ctx)
		}
	case ActionRestart:
		return api.Restart(ctx)
	case ActionDismiss:
		return api.DismissProblem(ctx, p.Code)
	}
	return nil
}

// Command gives the command line that does an action, "" where there is none.
func (p Problem) Command(a Action) string {
	name := p.Upstream
	if strings.ContainsAny(name, " '\"") {
		name = strconv.Quote(name)
	}
	switch a {
	case ActionUsePort:
		return "keyport port " + strconv.Itoa(p.FreePort)
	case ActionTryAgain:
		return "keyport retry"
	case ActionUnlock, ActionAskAgain, ActionUseKeychain:
		return "keyport key unlock"
	case ActionSessionKey:
		return "keyport key session"
	case ActionEnterKey, ActionShowKey:
		return "keyport key set " + name
	case ActionMoveKey:
		return "keyport key move " + name
	case ActionCheckKey, ActionTestAgain:
		return "keyport key check " + name
	case ActionRestore:
		return "keyport settings restore"
	case ActionFresh:
		return "keyport settings fresh"
	case ActionKeepRight:
		return "keyport settings keep"
	case ActionOpenWindow:
		return "keyport open"
	case ActionShowApps:
		return "keyport client list"
	case ActionCopyReport:
		return "keyport report"
	case ActionNewerVersion, ActionRelease:
		return "keyport updates status"
	case ActionRestart:
		return "keyport restart"
	case ActionDismiss:
		return "keyport dismiss " + p.Code
	}
	return ""
}

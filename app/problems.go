package app

import (
	"fmt"
	"path/filepath"

	"keyport/app/control"
	"keyport/app/settings"
)

// The stable codes of what can be wrong with the program itself.
const (
	problemPort     = "port_taken"
	problemLocked   = "keychain_locked"
	problemMissing  = "keychain_missing"
	problemRefused  = "keychain_refused"
	problemBroken   = "settings_broken"
	problemNewer    = "settings_newer"
	problemSettings = "settings_invalid"
	problemUnsaved  = "settings_unsaved"
	problemWindow   = "no_window"
	problemNoTray   = "no_tray"
	problemRejected = "key_rejected"
	problemElse     = "key_elsewhere"
	problemNoKey    = "key_missing"
	problemUpstream = "upstream_trouble"
	problemTries    = "wrong_passwords"
	problemCrash    = "crashed"
)

// worst is the order in which problems are told: what stops Keyport first.
var worst = []string{
	problemPort, problemLocked, problemRefused, problemRejected, problemElse, problemBroken, problemNewer,
	problemSettings, problemUnsaved, problemTries, problemMissing, problemUpstream, problemNoKey, problemWindow, problemNoTray, problemCrash,
}

// problem is one thing that the person should know.
type problem struct {
	short    string // for the first line of the tray menu: no full stop, at most 60 characters
	long     string // for the window: what happened and what it means
	blocking bool
	quiet    bool // told, but no reason for the icon to change
	page     string
}

// raise tells a problem, or tells it anew.
func (k *Keyport) raise(code string, p problem) {
	k.raiseIf(func() bool { return true }, code, p)
}

// raiseIf is raise under a condition that is looked at with mu held, so that it
// cannot be overtaken by what solves the problem.
func (k *Keyport) raiseIf(still func() bool, code string, p problem) {
	k.mu.Lock()
	news := still() && k.problems[code] != p
	if news {
		k.problems[code] = p
	}
	k.mu.Unlock()
	if news {
		k.log.Warn().Str("code", code).Bool("blocking", p.blocking).Msg(p.long)
		k.hubTouch()
	}
}

// solve takes a problem back.
func (k *Keyport) solve(code string) {
	k.mu.Lock()
	_, was := k.problems[code]
	delete(k.problems, code)
	k.mu.Unlock()
	if was {
		k.log.Info().Str("code", code).Msg("solved")
		k.hubTouch()
	}
}

// hubTouch is safe while New is still building.
func (k *Keyport) hubTouch() {
	if k.hub != nil {
		k.hub.touch()
	}
}

// reportSettings turns what was found in the settings file into problems.
func (k *Keyport) reportSettings(r settings.Report) {
	if r.BrokenCopy != "" {
		long := fmt.Sprintf("The settings file was damaged, so Keyport started with fresh ones. A copy is kept as %s.", filepath.Base(r.BrokenCopy))
		if r.BackupUsable {
			long += " The settings before the last change are kept beside it too."
		}
		k.raise(problemBroken, problem{short: "Settings were reset", long: long})
	}
	if r.Newer {
		k.raise(problemNewer, problem{
			short: "Settings are of a newer Keyport",
			long:  "A newer Keyport wrote the settings file. This one reads it as far as it understands it and changes nothing in it.",
		})
	}
	if len(r.Problems) > 0 {
		p := r.Problems[0]
		long := fmt.Sprintf("Something in the settings file is wrong and was left out: %s: %s", p.Field, p.Message)
		if more := len(r.Problems) - 1; more > 0 {
			long += fmt.Sprintf(" (%d more)", more)
		}
		k.raise(problemSettings, problem{short: "A setting is wrong: " + p.Field, long: long})
	}
	for _, w := range r.Warnings {
		k.log.Warn().Str("field", w.Field).Msg(w.Message)
	}
	for _, w := range k.opts.Environment.Warnings {
		k.log.Warn().Msg(w)
	}
}

// upstreamProblem words what is wrong with one upstream; ok is false when nothing is.
func upstreamProblem(u control.Upstream) (code string, p problem, ok bool) {
	switch {
	case u.Key == control.KeyRejected:
		long := u.Host + " refused the key of " + u.Name + "."
		if u.KeyEnd != "" {
			long = fmt.Sprintf("%s refused the key of %s that ends in …%s.", u.Host, u.Name, u.KeyEnd)
		}
		return problemRejected, problem{short: u.Host + " refused your key", long: long + " It may be deleted, expired or from another account.", page: control.PageKey}, true
	case u.Key == control.KeyElsewhere && u.KeyOrigin == "":
		return problemElse, problem{short: "Enter the key of " + u.Name + " again", long: fmt.Sprintf("Keyport does not know for which address the key of %s was saved, so it is not sent. Enter it again.", u.Name), page: control.PageKey}, true
	case u.Key == control.KeyElsewhere:
		return problemElse, problem{
			short: "The key of " + u.Name + " is for another address",
			long:  fmt.Sprintf("The saved key of %s belongs to %s, so it is not sent to %s. Enter another key, or allow it there.", u.Name, hostOf(u.KeyOrigin), u.Host),
			page:  control.PageKey,
		}, true
	case u.Key == control.KeyMissing:
		return problemNoKey, problem{short: u.Name + " has no API key", long: "There is no API key for " + u.Name + " yet.", page: control.PageKey}, true
	case u.LastError != "":
		return problemUpstream, problem{short: trimStop(u.LastError), long: u.LastError + " This ends by itself at the next answer.", page: control.PageKey}, true
	}
	return "", problem{}, false
}

func trimStop(sentence string) string {
	if n := len(sentence); n > 0 && sentence[n-1] == '.' {
		return sentence[:n-1]
	}
	return sentence
}

package app

import (
	"errors"
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
	problemFresh    = "settings_fresh"
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
	problemBroken, problemPort, problemLocked, problemRefused, problemRejected, problemElse, problemNewer,
	problemSettings, problemUnsaved, problemTries, problemMissing, problemUpstream, problemNoKey, problemFresh, problemWindow, problemNoTray, problemCrash,
}

// problem is one thing that the person should know.
type problem struct {
	short    string // for the first line of the tray menu: no full stop, at most 60 characters
	long     string // for the window: what happened and what it means
	blocking bool
	quiet    bool // told, but no reason for the icon to change
	page     string
	free     int  // the port that is free instead of the one that is taken
	restore  bool // RestoreSettings can bring back the settings of before
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
	switch {
	case r.BrokenCopy != "":
		// Fresh settings are not simply used: they could send a prompt that was meant
		// for the own computer to a provider.
		k.damage = fmt.Sprintf("The settings file was damaged. A copy is kept as %s; nothing was started.", filepath.Base(r.BrokenCopy))
		next := " Begin anew with: keyport settings fresh"
		if r.BackupUsable {
			next = " Bring the settings of before back with: keyport settings restore   or begin anew with: keyport settings fresh"
		}
		k.raise(problemBroken, problem{short: "The settings file was damaged", long: k.damage + next, blocking: true, restore: r.BackupUsable})
	case r.FirstRun && r.BackupUsable: // a crash of the computer may leave an empty file, or none
		k.raise(problemFresh, problem{
			short: "Settings are fresh ones", quiet: true, restore: true,
			long: "The settings file was empty or gone, so Keyport started with fresh settings. The ones of before can be brought back with: keyport settings restore",
		})
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

// undecided reports whether the person has to choose between old settings and
// fresh ones before anything is served.
func (k *Keyport) undecided() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, there := k.problems[problemBroken]
	return there
}

// undecidedError is the same for who starts Keyport without a window.
func (k *Keyport) undecidedError() *control.Error {
	message := k.damage
	k.mu.Lock()
	if !k.problems[problemBroken].restore {
		message += " There is no backup of it that can be used."
	}
	k.mu.Unlock()
	return &control.Error{Code: control.CodeDamaged, Message: message}
}

// decided is told that what stands in the settings file is what counts.
func (k *Keyport) decided() {
	for _, code := range []string{problemBroken, problemSettings, problemFresh} {
		k.solve(code)
	}
	nudge(k.retry)
}

// wrote is told how an attempt to write the settings file went. Requests are
// served either way, from memory.
func (k *Keyport) wrote(err error) {
	var e *settings.Error
	switch {
	case err == nil:
		k.solve(problemUnsaved)
	case errors.As(err, &e) && e.Unwritten():
		p := problem{short: "The settings cannot be saved", quiet: k.opts.Demo}
		p.long = e.Reason() + " Requests are served; the next change that can be saved ends this."
		k.raise(problemUnsaved, p)
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

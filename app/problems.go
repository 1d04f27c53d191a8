package app

import (
	"fmt"

	"keyport/app/control"
	"keyport/assets"
)

// The stable codes of what can be wrong.
const (
	problemPort     = "port_taken"
	problemHalf     = "port_half"
	problemLocked   = "keychain_locked"
	problemMissing  = "keychain_missing"
	problemSession  = "keychain_session"
	problemRefused  = "keychain_refused"
	problemBroken   = "settings_broken"
	problemNewer    = "settings_newer"
	problemSettings = "settings_invalid"
	problemFresh    = "settings_fresh"
	problemUnsaved  = "settings_unsaved"
	problemWindow   = "no_window"
	problemNoTray   = "no_tray"
	problemTries    = "wrong_passwords"
	problemCrash    = "crashed"

	// Of Keyport itself, in several versions.
	problemUpdate    = control.CodeUpdate
	problemReplaced  = "replaced"
	problemOldWindow = "window_old"

	// Of an account. A key that is refused, a provider that cannot be reached and
	// one that is in trouble itself need different things of the person.
	problemRejected    = "key_rejected"
	problemDoubtful    = "key_doubtful"
	problemElse        = "key_elsewhere"
	problemNoKey       = "key_missing"
	problemNotFound    = "provider_not_found"
	problemIntercepted = "provider_intercepted"
	problemUnreachable = "provider_unreachable"
	problemProxy       = "proxy_unreachable"
	problemNeedsProxy  = "network_proxy"
	problemErrors      = "provider_errors"
	problemCredit      = "no_credit"
	problemLimit       = "provider_limit"
)

// worst is the order in which problems are told: what stops Keyport first.
var worst = []string{
	problemBroken, problemPort, problemLocked, problemRefused, problemRejected, problemElse, problemNewer, problemSettings, problemUnsaved,
	problemTries, problemDoubtful, problemNeedsProxy, problemProxy, problemNotFound, problemIntercepted, problemUnreachable, problemErrors,
	problemCredit, problemLimit, problemHalf, problemMissing, problemNoKey, problemFresh, problemWindow, problemNoTray, problemSession, problemCrash,
	problemReplaced, problemOldWindow, problemUpdate,
}

// problem is one thing that the person should know. Its sentences are looked up
// when they are shown, in the language of then.
type problem struct {
	text     string // names the sentences: problem.<text>.short, .what, .means
	args     args   // what is filled in
	blocking bool
	quiet    bool // told, but no reason for the icon to change
	news     bool // quiet, and no trouble either
	page     string
	action   control.Action
	second   control.Action
	upstream string
	free     int    // the port that is free instead of the one that is taken
	link     string // the page on the web that helps
	restore  bool   // RestoreSettings can bring back the settings of before
}

// args are names with what they are filled in with. They compare with ==.
type args [4]struct{ name, value string }

func fill(pairs ...any) (a args) {
	for i := 0; i+1 < len(pairs); i += 2 {
		a[i/2].name, a[i/2].value = fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1])
	}
	return a
}

// say gives one of the sentences of a problem.
func (p problem) say(part string) string {
	var pairs []any
	for _, a := range p.args {
		if a.name != "" {
			pairs = append(pairs, a.name, a.value)
		}
	}
	name := p.text + "." + part
	return assets.T("problem."+name, pairs...)
}

func (p problem) short() string { return p.say("short") }
func (p problem) what() string  { return p.say("what") }

// told is p as it is told to the person.
func (p problem) told(code string) control.Problem {
	return control.Problem{
		Code: code, Short: p.short(), Sentence: p.what(), Means: p.say("means"), Blocking: p.blocking, News: p.news, Page: p.page,
		Action: p.action, Second: p.second, Upstream: p.upstream, FreePort: p.free, Restore: p.restore, Link: p.link,
	}
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
		event := k.log.Warn().Str("code", code).Bool("blocking", p.blocking)
		if p.text != code {
			event = event.Str("kind", p.text)
		}
		for _, a := range p.args {
			if a.name != "" && a.name != "file" && a.name != "copy" { // paths name the person
				event = event.Str(a.name, a.value)
			}
		}
		event.Msg("a problem has come up")
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

func (k *Keyport) solveUnless(code string, still bool) {
	if !still {
		k.solve(code)
	}
}

// hubTouch is safe while New is still building.
func (k *Keyport) hubTouch() {
	if k.hub != nil {
		k.hub.touch()
	}
}

package app

import (
	"io"
	"log"
	"net"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// problem waits for a problem and checks what every one has: three parts in
// sentences, and a button with words.
func (r *run) problem(code string) control.Problem {
	r.t.Helper()
	s := r.until("problem "+code, func(s control.Status) bool { return strings.Contains(" "+problemCodes(s)+" ", " "+code+" ") })
	for _, p := range s.Problems {
		if p.Code == code {
			r.whole(p)
			return p
		}
	}
	panic("unreachable")
}

func (r *run) whole(p control.Problem) {
	r.t.Helper()
	for name, text := range map[string]string{"short": p.Short, "sentence": p.Sentence, "means": p.Means} {
		if text == "" || strings.ContainsAny(text, "{}") || strings.HasPrefix(text, "problem.") || strings.HasSuffix(text, ".") == (name == "short") {
			r.t.Errorf("%s: %s is %q", p.Code, name, text)
		}
	}
	if len([]rune(p.Short)) > 60 && !strings.Contains(p.Short, "127.0.0.1") {
		r.t.Errorf("%s: %q has no room in a menu", p.Code, p.Short)
	}
	if p.Action == "" {
		r.t.Errorf("%s has no action", p.Code)
	}
	for _, a := range []control.Action{p.Action, p.Second} {
		if label := control.ActionLabel(p, a); a != "" && (label == "" || strings.Contains(label, "action.") || strings.ContainsAny(label, "{}")) {
			r.t.Errorf("%s: the button of %s says %q", p.Code, a, label)
		}
		if a != "" && p.Opens(a) == "" && p.Command(a) == "" {
			r.t.Errorf("%s: the command line has nothing for %s", p.Code, a)
		}
	}
}

// act does what a button of the problem does.
func (r *run) act(p control.Problem, a control.Action) error {
	r.t.Helper()
	if a != p.Action && a != p.Second {
		r.t.Errorf("%s does not offer %s but %s and %s", p.Code, a, p.Action, p.Second)
	}
	return control.Act(r.t.Context(), r.Keyport, p, a)
}

// listenAt takes an address, until the test ends.
func listenAt(t *testing.T, address string) net.Listener {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		l, err := net.Listen("tcp", address)
		if err == nil {
			t.Cleanup(func() { _ = l.Close() })
			return l
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// quietLog takes the complaints of a test server.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

// ends waits until a problem has ended.
func (r *run) ends(code string) control.Status {
	r.t.Helper()
	return r.until("the end of "+code, func(s control.Status) bool { return !strings.Contains(" "+problemCodes(s)+" ", " "+code+" ") })
}

// Every kind of problem can be told in every language: a word that is missing
// would show its key.
func TestEveryProblemHasItsWordsInEveryLanguage(t *testing.T) {
	defer assets.SetLanguage(assets.English)
	for _, tag := range assets.Languages() {
		assets.SetLanguage(tag)
		for _, text := range []string{
			"port_taken_by", "port_taken", "port_low", "port_reserved", "port_failed", "port_half_by", "port_half",
			"keychain_locked", "keychain_waiting", "keychain_gone", "keychain_missing", "keychain_session", "keychain_refused",
			"settings_broken", "settings_fresh", "settings_newer", "settings_invalid", "settings_invalid_more", "unsaved_full", "unsaved_rights", "unsaved",
			"no_window", "no_tray", "key_rejected", "key_rejected_end", "key_doubtful", "key_unknown", "key_elsewhere", "key_missing",
			"provider_not_found", "provider_intercepted", "provider_unreachable", "network_proxy", "proxy_unreachable", "provider_errors", "provider_slow",
			"no_credit", "provider_limit", "wrong_passwords", "crashed",
		} {
			p := problem{text: text}
			for _, part := range []string{"short", "what", "means"} {
				if said := p.say(part); said == "" || strings.HasPrefix(said, "problem.") {
					t.Errorf("%s: %s of %s is %q", tag, part, text, said)
				}
			}
		}
	}
}

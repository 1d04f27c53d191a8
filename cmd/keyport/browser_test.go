//go:build linux

package main_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownProtection is what newer versions of Chromium do against pages that ask
// this computer (Local Network Access). Other browsers do not have it, and a
// person may have allowed it to a page.
const ownProtection = "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,LocalNetworkAccessChecksWebRTC,LocalNetworkAccessForWorkers,LocalNetworkAccessForNavigations"

// arriving are the kinds of attempts that get through to Keyport from every
// page: of these at least, it is Keyport that refuses them.
var arriving = []string{"fetch", "fetch-password", "xhr", "beacon", "form", "navigation", "iframe", "img", "script", "stylesheet", "eventsource", "websocket"}

// A real browser shows a page that tries all that a page can do: from another
// port of the same host, from another site, without an origin, and from a name
// that was pointed at this computer. The account sees none of it.
func TestBrowserPages(t *testing.T) {
	findBrowser(t)
	s := newSite(t, false)
	k := start(t, newAccount(t), "[[client]]\nname = \"Notes\"\norigins = [\"app://obsidian.md\"]\n")
	listed := start(t, newAccount(t), "[[client]]\nname = \"Notes\"\norigins = [\"http://friend.example"+s.port+"\"]\n", "KEYPORT_PASSWORD_NOTES="+listedPassword)
	reports, all := s.visit(t, []string{ownProtection}, arriving, k, listed)
	for _, r := range reports {
		t.Run(r.page, func(t *testing.T) {
			table(t, r, all)
			if r.page == "listed" {
				listed.admits(t, r, of(all, r.page))
				return
			}
			k.refuses(t, r, of(all, r.page))
		})
	}
	for _, p := range of(all, "") { // of no page, but of the browser
		k.isRefused(t, p)
	}
	if seen := k.up.requests(); len(seen) != 0 {
		t.Errorf("the account saw %s %s and %d more", seen[0].method, seen[0].uri, len(seen)-1)
	}
}

// A page of the internet is kept by newer versions of Chromium from asking this
// computer. What this leaves through, Keyport refuses all the same.
func TestBrowserPagesOfTheInternet(t *testing.T) {
	findBrowser(t)
	s := newSite(t, true)
	k := start(t, newAccount(t), "")
	// Windows are what it leaves through today, and what is fetched ahead.
	reports, all := s.visit(t, []string{"--ip-address-space-overrides=127.0.0.1" + s.port + "=public"}, []string{"navigation"}, k, nil)
	for _, r := range reports {
		t.Run(r.page, func(t *testing.T) {
			table(t, r, all)
			k.refuses(t, r, of(all, r.page))
		})
	}
	if seen := k.up.requests(); len(seen) != 0 {
		t.Errorf("the account saw %s %s and %d more", seen[0].method, seen[0].uri, len(seen)-1)
	}
}

// visit shows all pages, the one whose origin is listed at a Keyport of its own, and gives
// what the pages reported and what passed to and fro.
func (s *site) visit(t *testing.T, flags, arriving []string, k, listed *target) ([]report, []passed) {
	t.Helper()
	keyports := []*target{k}
	if listed != nil {
		keyports = append(keyports, listed)
	}
	var relays []*relay
	for _, k := range keyports {
		k.warm(t)
		k.up.forget()
		relays = append(relays, newRelay(t, k.addr, s.Config.Handler, &s.journal))
	}
	b := browse(t, s.names(keyports...), flags, s.lay(t, k, listed))
	reports := s.await(b)
	for _, r := range reports {
		for _, kind := range arriving {
			if r.page == "zero" { // browsers are about to refuse this address by themselves
				continue
			}
			if !s.journal.await(t.Context(), r.page+"."+kind, 1) {
				t.Errorf("no attempt of the kind %s arrived from the page %s", kind, r.page)
			}
		}
	}
	b.close()
	for _, r := range relays {
		r.close()
	}
	return reports, s.journal.read()
}

// lay lays the pages out in a chain and gives its beginning.
func (s *site) lay(t *testing.T, k, listed *target) string {
	port := k.port()
	file := filepath.Join(t.TempDir(), "page.html")
	place := func(name, at, target string) page {
		p := page{Name: name, at: "http://" + at + "/page?name=" + name, Target: target, Address: hostileAddress, Password: hostilePassword}
		if at == "" {
			p.Opaque, p.at = true, "file://"+file
		}
		return p
	}
	foreign := []page{
		place("localhost", "localhost"+s.port, "localhost"+port),
		place("foreign", "evil.example"+s.port, "127.0.0.1"+port),
		place("rebound", "evil.example"+port, "evil.example"+port),
		place("secure", "evil.localhost"+port, "evil.localhost"+port), // a secure context, as a page with TLS would be
	}
	if listed == nil {
		return s.chain(foreign)
	}
	friend := place("listed", "friend.example"+s.port, "127.0.0.1"+listed.port())
	friend.Password = listedPassword
	pages := append([]page{
		place("file", "", "127.0.0.1"+port), // first: a page of the web leads to no file
		place("numbers", "127.0.0.1"+s.port, "127.0.0.1"+port),
		place("zero", "evil.example"+s.port, "0.0.0.0"+port), // leads to this computer on Linux and macOS
		friend,
	}, foreign...)
	first := s.chain(pages, place("sandboxed", "", "127.0.0.1"+port), place("data", "", "127.0.0.1"+port))
	if err := os.WriteFile(file, []byte(s.text(s.page("file"))), 0o600); err != nil {
		t.Fatal(err)
	}
	return first
}

// names are the host names that the browser knows: with the port of a Keyport they lead to its relay.
func (s *site) names(keyports ...*target) (rules []string) {
	for _, name := range []string{"127.0.0.1", "localhost", "evil.example", "evil.localhost", "friend.example", "0.0.0.0"} {
		for _, k := range keyports {
			rules = append(rules, "MAP "+name+k.port()+" "+relayHost+k.port())
		}
		rules = append(rules, "MAP "+name+s.port+" 127.0.0.1"+s.port)
	}
	return rules
}

// port is ":PORT" of Keyport.
func (k *target) port() string { return k.addr[strings.LastIndexByte(k.addr, ':'):] }

// table logs what a page tried, what of it arrived and how it was refused.
func table(t *testing.T, r report, all []passed) {
	arrived, answers := map[string]map[string]bool{}, map[string]int{}
	for _, p := range of(all, r.page) {
		if arrived[p.kind()] == nil {
			arrived[p.kind()] = map[string]bool{}
		}
		arrived[p.kind()][p.attempt] = true
		answers[fmt.Sprintf("%d %s", p.answer.StatusCode, codeOf(p.answer.text))]++
	}
	tried := r.count()
	text := ""
	for _, kind := range slices.Sorted(maps.Keys(tried)) {
		text += fmt.Sprintf(" %s %d/%d", kind, len(arrived[kind]), tried[kind])
	}
	t.Logf("%d attempts, arrived/tried:%s csp %d; answers: %v", len(r.Results), text, len(arrived["csp"]), answers)
}

// refuses checks that a page got nothing: of another origin it could read
// nothing at all, of its own that it is refused.
func (k *target) refuses(t *testing.T, r report, all []passed) {
	own := r.page == "rebound" || r.page == "secure"
	for _, x := range r.Results {
		text := strings.TrimSpace(strings.TrimPrefix(x.Read, "403 "))
		if text != "" && !(own && codeOf(text) == "host_not_allowed") {
			t.Errorf("%s read %q", x.Name, x.Read)
		}
		k.noSecret(t, x.Name, text)
	}
	if len(r.Timings) > 0 && !own {
		t.Errorf("the clock tells %q", r.Timings)
	}
	if r.Registered != 0 {
		t.Errorf("%d service workers are registered", r.Registered)
	}
	for _, p := range all {
		k.isRefused(t, p)
	}
}

// isRefused checks that a request got the refusal that it is due, and with it
// nothing that a browser would act upon.
func (k *target) isRefused(t *testing.T, p passed) {
	t.Helper()
	status, code := 403, "origin_not_allowed"
	switch name, _, _ := strings.Cut(p.req.Host, ":"); {
	case p.req.Header.Get("Upgrade") != "":
		status, code = 426, "upgrade_refused"
	case name != "127.0.0.1" && name != "localhost":
		code = "host_not_allowed"
	case p.attempt == "" && p.req.Header.Get("Sec-Fetch-Site") == "same-origin": // the icon of a refusal that a window shows
		status, code = 404, "path_not_allowed"
	}
	k.isRefusal(t, p.answer, status, code)
	if p.answer.StatusCode != status {
		t.Errorf("%s: %s %s %v", p.attempt, p.req.Method, p.req.URL, p.req.Header)
	}
}

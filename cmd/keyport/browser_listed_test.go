//go:build linux

package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// listedPassword is that of the app whose web origin the page "listed" has.
const listedPassword = "kp-listed-0123456789abcdef"

// admits checks the page whose origin the person has listed, which also shows
// that what the other pages do would work if Keyport let it: with the password
// of that app, and with it alone, the account is reached and the answer can be read.
func (k *target) admits(t *testing.T, r report, all []passed) {
	chats := 0
	for _, p := range all {
		origin, allowed := p.req.Header.Get("Origin"), p.answer.Header.Get("Access-Control-Allow-Origin")
		if allowed != "" && allowed != origin || p.answer.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s of %q may be read by %q", p.attempt, origin, allowed)
		}
		if p.answer.StatusCode >= http.StatusBadRequest || p.answer.StatusCode == http.StatusNoContent {
			continue
		}
		password := p.req.Header.Get("Authorization") + p.req.Header.Get("X-Api-Key") + p.req.Header.Get("Api-Key")
		open := p.req.URL.Path == "/" || p.req.URL.Path == "/health" || p.req.URL.Path == "/"+hostileAddress
		if strings.TrimPrefix(password, "Bearer ") != listedPassword && !open || allowed == "" {
			t.Errorf("%s got in: %s %s %v", p.attempt, p.req.Method, p.req.URL, p.req.Header)
		}
		if p.req.Method == http.MethodPost {
			chats++
		}
	}
	if seen := len(k.up.requests()); chats == 0 || seen != chats {
		t.Errorf("%d chats were answered, the account saw %d requests", chats, seen)
	}
	hello := 0
	for _, x := range r.Results {
		if strings.HasPrefix(x.Read, "200 ") && strings.Contains(x.Read, "hello") {
			hello++
		}
	}
	if hello != chats {
		t.Errorf("the page could read %d answers of %d", hello, chats)
	}
}

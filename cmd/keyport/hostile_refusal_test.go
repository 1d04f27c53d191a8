package main_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// noSecret fails when text holds a secret, or the beginning of one, in any usual spelling.
func (k *target) noSecret(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range k.secrets {
		for _, spelling := range append(spellings(s), spellings(s[:12])...) {
			if strings.Contains(text, spelling) {
				t.Errorf("%s holds the secret that begins with %q as %q", where, s[:8], spelling)
			}
		}
	}
}

// spellings are the ways to write a text in JSON, in a URL and in base64, where
// it may stand behind something else ("user:password").
func spellings(s string) []string {
	quoted, _ := json.Marshal(s)
	inner := string(quoted[1 : len(quoted)-1])
	all := []string{s, inner, strings.ReplaceAll(inner, "/", `\/`), strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(inner), url.QueryEscape(s), url.PathEscape(s)}
	for before, cut := range []int{0, 2, 3} {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			coded := enc.EncodeToString([]byte("xx"[:before] + s))
			all = append(all, coded[cut:len(coded)-1]) // the last one depends on what follows
		}
	}
	return all
}

// refused runs a table of attacks. Each has to be refused with its status and
// code, and with nothing else.
func (k *target) refused(t *testing.T, attacks []attack) {
	k.warm(t)
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			k.up.forget()
			got := k.send(t, a)
			k.isRefusal(t, got, a.status, a.code)
			if seen := k.up.requests(); len(seen) != 0 {
				t.Errorf("the account saw %s %s", seen[0].method, seen[0].uri)
			}
		})
	}
	k.works(t)
	t.Logf("%d attempts refused", len(attacks))
}

// isRefusal checks what every refusal must be.
func (k *target) isRefusal(t *testing.T, got answer, status int, code string) {
	t.Helper()
	if got.StatusCode != status {
		t.Errorf("status %d, want %d: %s", got.StatusCode, status, got.text)
	}
	k.clean(t, got)
	if got.Request.Method == http.MethodHead || code == "" {
		if code == "" && got.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("net/http did not write this: %v", got.Header)
		}
		return
	}
	if c := codeOf(got.text); c != code || got.Header.Get("Content-Type") != "application/json" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("code %q, want %q: %v %s", c, code, got.Header, got.text)
	}
}

// clean checks that an answer gives a browser nothing and holds no secret.
func (k *target) clean(t *testing.T, got answer) {
	t.Helper()
	for name := range got.Header {
		if strings.HasPrefix(name, "Access-Control-") || slices.Contains([]string{"Location", "Set-Cookie", "Refresh", "Alt-Svc", "Link", "Content-Security-Policy", "Server"}, name) {
			t.Errorf("header %s left", name)
		}
	}
	k.noSecret(t, "the answer", fmt.Sprint(got.Header, got.Trailer, got.text))
}

// codeOf reads the stable code of an error in any of the three dialects.
func codeOf(text string) string {
	var e struct {
		Code  string
		Error json.RawMessage
	}
	var inner struct{ Code string }
	if json.Unmarshal([]byte(text), &e) != nil {
		return "no JSON"
	}
	if json.Unmarshal(e.Error, &inner) == nil && inner.Code != "" {
		return inner.Code
	}
	return e.Code
}

// warm fetches the list of models, so that no later request does.
func (k *target) warm(t *testing.T) {
	t.Helper()
	if got := k.send(t, attack{path: "/v1/models"}); got.StatusCode != http.StatusOK {
		t.Fatalf("the list of models: %d %s", got.StatusCode, got.text)
	}
}

// works shows that an honest request still passes, with the key put on. What an
// account still learns of an upload that was cut is none of it.
func (k *target) works(t *testing.T) {
	t.Helper()
	k.up.forget()
	got := k.send(t, attack{path: "/v1/chat/completions", body: hostileChat})
	seen := slices.DeleteFunc(k.up.requests(), func(s seen) bool { return strings.HasPrefix(s.uri, "/v1/audio/") })
	if got.StatusCode != http.StatusOK || len(seen) != 1 || seen[0].header.Get("Authorization") != "Bearer "+hostileKey || seen[0].body != hostileChat {
		t.Errorf("an honest request got %d %s, the account saw %+v", got.StatusCode, got.text, seen)
	}
	k.up.forget()
}

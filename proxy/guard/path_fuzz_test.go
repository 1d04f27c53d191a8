package guard

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// plainPath is what an accepted path looks like: written another way than
	// CleanPath, so that a fault would have to be made twice.
	plainPath = regexp.MustCompile(`^/[!-~]*$`)
	plainID   = regexp.MustCompile(`^[A-Za-z0-9._:@/-]{1,200}$`)
)

// FuzzCleanPath holds what every other check behind it builds on: an accepted
// path means the same to every reader of it. Nothing in it is encoded or left to
// be resolved, and cleaning it once more changes nothing.
func FuzzCleanPath(f *testing.F) {
	for _, target := range []string{
		"/", "/v1/chat/completions", "//v1//chat///completions", "/v1/%2e%2e/organization", "/v1/chat/completions/%2e%2e/%2e%2e/organization/x",
		"/v1%2fchat%2fcompletions", "/v1/..%5corganization", `/v1\chat\completions`, "/v1/chat/completions;x", "/v1/chat/completions%00", "/%76%31/chat/completions",
		"/v1/models/deepseek%2Fr1", "/v1/models/a/../../organization", "/v1/models/%252e%252e", "/v1/models//a//b", "/models/models/", "/models/a/models/b", "/v1/models/" + strings.Repeat("a", 201),
		"http://evil.example/v1/models", "//evil.example/x", "*", "/v1/\u00e9", "/v1/chat/completions?a=/../b", "/v1/models/..", "/v1/./models", "/secret//api/tags",
	} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return // net/http refuses it
		}
		p, e := CleanPath(u)
		if e != nil {
			if e.Status != http.StatusBadRequest || e.Code != "bad_path" || p != (Path{}) {
				t.Fatalf("%q: refused with %d %s and %+v", target, e.Status, e.Code, p)
			}
			return
		}
		whole := strings.TrimSuffix(p.Clean, "{id}") + p.ID
		bare := strings.TrimSuffix(p.Clean, "/{id}")
		if !plainPath.MatchString(bare) || strings.ContainsAny(bare, `%\;`) {
			t.Fatalf("%q is accepted as %q", target, p.Clean)
		}
		if strings.TrimSuffix(path.Clean(whole), "/") != strings.TrimSuffix(whole, "/") || strings.Contains(whole, "//") {
			t.Fatalf("%q is accepted as %q, which is not resolved", target, whole)
		}
		if p.ID != "" && (!plainID.MatchString(p.ID) || !strings.HasSuffix(p.Clean, "/models/{id}")) {
			t.Fatalf("%q is accepted with the id %q in %q", target, p.ID, p.Clean)
		}
		if (p.ID == "") == strings.HasSuffix(p.Clean, "/models/{id}") {
			t.Fatalf("%q: %+v", target, p)
		}
		u, err = url.ParseRequestURI(whole)
		if err != nil {
			t.Fatalf("%q is accepted as %q, which cannot be read again: %v", target, whole, err)
		}
		if again, e := CleanPath(u); e != nil || again != p {
			t.Fatalf("%q is %+v, cleaned again %+v %v", target, p, again, e)
		}
	})
}

// FuzzHost holds the list of names against the list itself: no spelling that
// only looks like one of them, whatever a resolver would make of it.
func FuzzHost(f *testing.F) {
	for _, host := range []string{
		"localhost:11434", "127.0.0.1:11434", "[::1]:11434", "LOCALHOST:11434", "localhost", "localhost.:11434", "127.0.0.1.nip.io:11434", "[::ffff:127.0.0.1]:11434",
		"box.home:11434", "box.home", "evil.example:11434", "127.0.0.1:1", "", ":", "]", "[::1]", "localhost:011434", "localhost:11434:11434", "user@localhost:11434", "\u212aeyport",
	} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		for _, port := range []int{80, 11434} {
			ctx := context.WithValue(context.Background(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
			r := (&http.Request{Host: host}).WithContext(ctx)
			allowed := []string{"localhost:11434", "127.0.0.1:11434", "[::1]:11434", "box.home:11434", "box.home"}
			if port == 80 {
				allowed = []string{"localhost:80", "127.0.0.1:80", "[::1]:80", "box.home:80", "localhost", "127.0.0.1", "[::1]", "box.home"}
			}
			q := NewRequest(r)
			e := (&Gates{Hosts: []string{"Box.Home"}}).host(&q)
			if want := slices.ContainsFunc(allowed, func(a string) bool { return strings.ToLower(host) == a }); want != (e == nil) {
				t.Fatalf("%q on port %d: %v", host, port, e)
			}
			if e != nil && (e.Status != http.StatusForbidden || e.Code != "host_not_allowed") {
				t.Fatalf("%q: %+v", host, e)
			}
		}
	})
}

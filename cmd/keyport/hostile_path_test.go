package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// A path that two sides read differently has opened admin routes elsewhere
// (CVE-2026-27587, CVE-2026-52844): one spelling is served, all others are not.
func TestHostilePaths(t *testing.T) {
	k := start(t, newAccount(t), "")
	var attacks []attack
	add := func(status int, code string, paths ...string) {
		for _, path := range paths {
			attacks = append(attacks, attack{name: path, path: path, body: hostileChat, status: status, code: code})
		}
	}
	add(
		400, "bad_path",
		"/v1/%2e%2e/organization", "/v1/%2E%2E/organization", "/v1/.%2e/organization", "/v1/chat/completions/%2e%2e/%2e%2e/organization/x",
		"/v1%2fchat%2fcompletions", "/v1/chat%2Fcompletions", "/v1/..%5corganization", `/v1\chat\completions`, "/v1/chat/completions;x", "/v1;x/chat/completions",
		"/v1/chat/completions%00", "/v1/chat/completions%0d%0aX-Evil:1", "/v1/chat/completions%20", "/v1/chat/completions%3fx", "/v1/chat/completions%23", "/v1/chat/completions#x",
		"/v1/../organization", "/v1/./chat/completions", "/v1/chat/completions/..", "/v1/chat/completions/.", "/../v1/chat/completions", "//../v1/chat/completions",
		"/%76%31/chat/completions", "/v1/%63hat/completions", "/v1/%252e%252e/organization", "/v1/chat/completions%c0%af", "/v1/chat/completions\xc3\xa9", "/v1/\xff",
		"/v1/models/..", "/v1/models/%2e%2e", "/v1/models/a%2f..%2f..%2forganization", "/v1/models/a/../../organization", "/v1/models/a%5c..%5cb", "/v1/models/a%20b", "/v1/models/a%00",
		"/v1/models/a;x", "/v1/models/a%3fx=y", "/v1/models/a%23x", "/v1/models/%252e%252e", "/v1/models/"+strings.Repeat("a", 201), "/organization/models/%2e%2e",
	)
	add(
		404, "path_not_allowed",
		"/V1/chat/completions", "/v1/Chat/Completions", "/v1/chat/completions/", "/v1/v1/chat/completions", "/v1/chat/completionsx", "/v1x/chat/completions", "/v1/chat",
		"/http://evil.example/x", "/v1/http://evil.example/v1/chat/completions", "/v1//evil.example/chat/completions", "/v1/@evil.example/x", "/v1/chat/completions:80", "/.env", "/debug/pprof/", "/metrics",
	)
	add(400, "", "/v1/chat/completions%", "/v1/%zz", "/v1/chat/completions\x01", "/v1/chat completions")
	k.refused(t, attacks)
}

// A prefix is part of the path and nothing less.
func TestHostilePathsUnderAPrefix(t *testing.T) {
	k := start(t, newAccount(t), "", "LOCAL_PATH_PREFIX=/p")
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/px/v1/chat/completions": {404, "path_not_allowed"}, "/v1/chat/completions": {404, "path_not_allowed"}, "/P/v1/chat/completions": {404, "path_not_allowed"},
		"/pp/v1/chat/completions": {404, "path_not_allowed"}, "/p%2fv1/chat/completions": {400, "bad_path"}, "/p/../p/v1/chat/completions": {400, "bad_path"}, "/p": {405, "method_not_allowed"},
		"/" + hostileAddress + "/v1/chat/completions": {404, "path_not_allowed"}, "/" + hostileAddress + "/p/v1/chat/completions": {404, "path_not_allowed"},
	} {
		t.Run(path, func(t *testing.T) {
			k.isRefusal(t, k.send(t, attack{path: path, body: hostileChat}), want.status, want.code)
		})
	}
	for _, s := range k.up.requests() {
		if s.method != http.MethodGet {
			t.Errorf("the account saw %s %s", s.method, s.uri)
		}
	}
	if got := k.send(t, attack{path: "/p/v1/chat/completions", body: hostileChat}); got.StatusCode != http.StatusOK {
		t.Errorf("an honest request got %d", got.StatusCode)
	}
}

// An app needs models and answers. With the person's key it must not reach what
// administers the account, whatever it calls the method.
func TestHostileAdministration(t *testing.T) {
	k := start(t, newAccount(t), "")
	var attacks []attack
	for _, mount := range []string{"/v1/", "/", "/" + hostileAddress + "/v1/", "/" + hostileAddress + "/"} {
		for _, request := range []string{
			"GET organization/costs", "GET organization/admin_api_keys", "POST organization/invites", "GET organizations", "GET dashboard/billing/usage", "GET dashboard/billing/credit_grants", "GET usage", "GET billing/usage",
			"POST projects", "GET projects/p/api_keys", "POST fine_tuning/jobs", "GET fine_tuning/jobs", "DELETE fine_tuning/jobs/x", "GET files", "POST files", "DELETE files/x", "POST batches", "POST uploads", "GET vector_stores", "POST assistants",
			"POST threads", "GET key", "GET keys", "GET credits", "GET me", "POST realtime/sessions", "GET responses/x", "DELETE responses/x", "PUT chat", "GET chat/completions/x", "POST models/x/copy",
		} {
			method, path, _ := strings.Cut(request, " ")
			status, code := 404, "path_not_allowed"
			if path == "models/x/copy" { // an id may hold slashes
				status, code = 405, "method_not_allowed"
				if mount == "/"+hostileAddress+"/" {
					status, code = 404, "path_not_allowed"
				}
			}
			attacks = append(attacks, attack{name: mount + " " + request, method: method, path: mount + path, status: status, code: code})
		}
	}
	for _, method := range []string{"DELETE", "PATCH", "PUT", "TRACE", "PROPFIND", "post", "Post", "GET", "HEAD", "X-" + strings.Repeat("A", 200)} {
		attacks = append(attacks, attack{name: method + " chat", method: method, path: "/v1/chat/completions", status: 405, code: "method_not_allowed"})
	}
	for _, path := range []string{"/v1/models/m1", "/models/m1", "/" + hostileAddress + "/v1/models/m1"} {
		attacks = append(attacks, attack{name: "DELETE " + path, method: "DELETE", path: path, status: 405, code: "method_not_allowed"})
	}
	for _, request := range []string{"DELETE delete", "POST push", "POST create", "POST copy", "POST blobs/sha256:x", "HEAD blobs/sha256:x"} {
		method, path, _ := strings.Cut(request, " ")
		a := attack{name: request, method: method, path: "/" + hostileAddress + "/api/" + path, body: `{"model":"m1","name":"m1"}`, status: 400, code: "no_management"}
		if method == "HEAD" {
			a.status, a.code, a.body = 404, "path_not_allowed", ""
		}
		attacks = append(attacks, a)
	}
	attacks = append(attacks, attack{name: "CONNECT", raw: "CONNECT api.example:443 HTTP/1.1\r\nHOST\r\nAUTH\r\n\r\n", status: 405, code: "method_not_allowed"})
	for _, header := range []string{"Authorization: Bearer ", "X-Api-Key: ", "Api-Key: "} { // Open WebUI's limits hung on the header (CVE-2026-45339)
		attacks = append(attacks, attack{name: "with " + header, path: "/v1/organization/costs", anonymous: true, headers: []string{header + hostilePassword}, status: 404, code: "path_not_allowed"})
	}
	k.refused(t, attacks)
	t.Run("overrides are not passed on", func(t *testing.T) {
		k.up.forget()
		got := k.send(t, attack{path: "/v1/chat/completions", body: hostileChat, headers: []string{
			"X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE", "X-Original-URL: /v1/organization/costs", "X-Rewrite-URL: /v1/organization/costs", "X-Forwarded-Uri: /v1/organization", "X-Forwarded-Prefix: /v1/organization",
		}})
		seen := k.up.requests()
		if got.StatusCode != 200 || len(seen) != 1 || seen[0].method != "POST" || seen[0].uri != "/v1/chat/completions" {
			t.Fatalf("%d %+v", got.StatusCode, seen)
		}
		for name := range seen[0].header {
			if strings.HasPrefix(name, "X-") {
				t.Errorf("the account saw %s", name)
			}
		}
	})
}

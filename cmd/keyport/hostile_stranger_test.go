package main_test

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"
)

// Every program of every person on this computer can reach the port. Without a
// credential it learns that Keyport runs, and nothing else.
func TestHostileStrangers(t *testing.T) {
	k := start(t, newAccount(t), "")
	var attacks []attack
	for name, headers := range map[string][]string{
		"nothing": nil, "empty": {"Authorization: Bearer "}, "wrong": {"Authorization: Bearer wrong"},
		"a beginning": {"Authorization: Bearer " + hostilePassword[:12]}, "one more": {"Authorization: Bearer " + hostilePassword + "x"},
		"lower case":  {"Authorization: Bearer " + strings.ToLower(hostilePassword)},
		"a list":      {"Authorization: Bearer x, Bearer " + hostilePassword},
		"other token": {"Authorization: Negotiate " + hostilePassword},
		"user name":   {"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(hostilePassword+":x"))},
		"the key":     {"Authorization: Bearer " + hostileKey}, "the address": {"Authorization: Bearer " + hostileAddress},
		"proxy": {"Proxy-Authorization: Bearer " + hostilePassword}, "cookie": {"Cookie: token=" + hostilePassword},
		"another's word": {"X-Forwarded-User: VS Code", "X-Forwarded-For: 127.0.0.1", "X-Real-Ip: 127.0.0.1"},
		"underscore":     {"x_api_key: " + hostilePassword},
	} {
		attacks = append(
			attacks,
			attack{name: name + " chat", path: "/v1/chat/completions", body: hostileChat, anonymous: true, headers: headers, status: 401, code: "password_required"},
			attack{name: name + " models", path: "/v1/models", anonymous: true, headers: headers, status: 401, code: "password_required"},
			attack{name: name + " tags", path: "/api/tags", anonymous: true, headers: headers, status: 401, code: "password_required"},
			attack{name: name + " version", path: "/api/version", anonymous: true, headers: headers, status: 401, code: "password_required"},
		)
	}
	for _, query := range []string{"api_key=", "key=", "token=", "access_token=", "authorization=Bearer%20"} {
		attacks = append(attacks, attack{name: "query " + query, path: "/v1/models?" + query + hostilePassword, anonymous: true, status: 401, code: "password_required"})
	}
	k.refused(t, attacks)
	for path, want := range map[string]string{"/": "Keyport", "/health": `{"status":"ok"}`} {
		if got := k.send(t, attack{path: path, anonymous: true}); got.StatusCode != 200 || strings.TrimSpace(got.text) != want {
			t.Errorf("%s tells a stranger %d %q", path, got.StatusCode, got.text)
		}
	}
}

// The private address is a credential: nobody can feel their way to it, and it
// is not repeated to anybody.
func TestHostileSecretPath(t *testing.T) {
	k := start(t, newAccount(t), "")
	const lost, odd = "path_not_allowed", "bad_path"
	attacks := []attack{
		{name: "capitals", path: "/" + strings.ToUpper(hostileAddress) + "/api/tags", status: 404, code: lost},
		{name: "a beginning", path: "/" + hostileAddress[:20] + "/api/tags", status: 404, code: lost},
		{name: "one more", path: "/" + hostileAddress + "x/api/tags", status: 404, code: lost},
		{name: "the password", path: "/" + hostilePassword + "/api/tags", status: 404, code: lost},
		{name: "the key", path: "/" + hostileKey + "/api/tags", status: 404, code: lost},
		{name: "below v1", path: "/v1/" + hostileAddress + "/api/tags", status: 404, code: lost},
		{name: "in the query", path: "/api/tags?secret=" + hostileAddress, anonymous: true, status: 401, code: "password_required"},
		{name: "encoded", path: "/%61" + hostileAddress[1:] + "/api/tags", status: 400, code: odd},
		{name: "there and back", path: "/" + hostileAddress + "/../" + hostileAddress + "/api/tags", status: 400, code: odd},
		{name: "dot", path: "/./" + hostileAddress + "/api/tags", status: 400, code: odd},
		{name: "unknown path below it", path: "/" + hostileAddress + "/nothing", status: 404, code: lost},
		{name: "bad JSON below it", path: "/" + hostileAddress + "/api/chat", body: "{", status: 400, code: "bad_json"},
		{name: "unknown model", path: "/" + hostileAddress + "/api/show", body: `{"model":"` + hostileAddress[:4] + `"}`, status: 404, code: "model_not_found"},
	}
	k.refused(t, attacks)
	t.Run("a wrong secret is like any unknown path", func(t *testing.T) {
		wrong := k.send(t, attack{path: "/" + hostileAddress[1:] + "a/api/tags", anonymous: true})
		unknown := k.send(t, attack{path: "/nothing", anonymous: true})
		wrong.Header.Del("Date")
		unknown.Header.Del("Date")
		if wrong.text != unknown.text || wrong.StatusCode != unknown.StatusCode || !maps.EqualFunc(wrong.Header, unknown.Header, func(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") }) {
			t.Errorf("%v %s\n%v %s", wrong.Header, wrong.text, unknown.Header, unknown.text)
		}
	})
	t.Run("doubled slashes are folded and not redirected", func(t *testing.T) {
		for _, path := range []string{"//" + hostileAddress + "/api/tags", "/" + hostileAddress + "//api///tags"} {
			if got := k.send(t, attack{path: path, anonymous: true}); got.StatusCode != 200 || got.Header.Get("Location") != "" {
				t.Errorf("%d %v", got.StatusCode, got.Header)
			}
		}
	})
	t.Run("the account never sees it", func(t *testing.T) {
		for _, path := range []string{"/api/chat", "/v1/chat/completions", "/v1/messages?beta=true"} {
			k.send(t, attack{path: "/" + hostileAddress + path, body: hostileChat, headers: []string{"Referer: http://" + k.addr + "/" + hostileAddress, "X-Original-Url: /" + hostileAddress}})
		}
		for _, s := range k.up.requests() {
			if s.header.Del("Authorization"); strings.Contains(s.uri+s.body+strings.Join(values(s.header), "\n"), hostileAddress) {
				t.Errorf("it saw %s %v", s.uri, s.header)
			}
		}
	})
}

func values(h map[string][]string) (all []string) {
	for name, v := range h {
		all = append(append(all, name), v...)
	}
	return all
}

package main_test

import (
	"net/http"
	"strings"
	"testing"
)

// A web page whose name was pointed at 127.0.0.1 sends that name as Host
// (CVE-2024-28224, CVE-2025-66414). It is refused everywhere, even with a password.
func TestHostileRebinding(t *testing.T) {
	k := start(t, newAccount(t), "")
	_, port, _ := strings.Cut(k.addr, ":")
	var attacks []attack
	for _, host := range []string{
		"evil.example:" + port, "localhost.evil.example:" + port, "127.0.0.1.nip.io:" + port, "localhost.:" + port,
		"x.localhost:" + port, "machine.local:" + port, "127.0.0.1:1", "127.0.0.1", "localhost", "localhost:0" + port,
		"[::ffff:127.0.0.1]:" + port, "0.0.0.0:" + port, "127.1:" + port, "127.0.0.2:" + port, "2130706433:" + port,
		"127.0.0.1:" + port + ",evil.example", "localhost%00:" + port,
	} {
		for _, path := range []string{"/", "/health", "/v1/models", "/nothing", "/" + hostileAddress + "/api/tags"} {
			attacks = append(attacks, attack{name: host + path, path: path, host: host, status: 403, code: "host_not_allowed"})
		}
		attacks = append(attacks, attack{name: host + " chat", path: "/v1/chat/completions", host: host, body: hostileChat, status: 403, code: "host_not_allowed"})
	}
	attacks = append(
		attacks,
		attack{name: "two hosts", raw: "GET /v1/models HTTP/1.1\r\nHOST\r\nHost: evil.example\r\nAUTH\r\n\r\n", status: 400},
		attack{name: "user name in the host", path: "/v1/models", host: k.addr + "@evil.example", status: 400},
		attack{name: "no host", raw: "GET /v1/models HTTP/1.0\r\nAUTH\r\n\r\n", status: 403, code: "host_not_allowed"},
		attack{name: "no host in HTTP/1.1", raw: "GET /v1/models HTTP/1.1\r\nAUTH\r\n\r\n", status: 400},
		attack{name: "absolute form", raw: "GET http://evil.example/v1/models HTTP/1.1\r\nHost: evil.example\r\nAUTH\r\n\r\n", status: 403, code: "host_not_allowed"},
		attack{name: "absolute form beside the right host", raw: "GET http://evil.example/v1/models HTTP/1.1\r\nHOST\r\nAUTH\r\n\r\n", status: 403, code: "host_not_allowed"},
	)
	k.refused(t, attacks)
	for _, host := range []string{"LOCALHOST:" + port, "[::1]:" + port} {
		if got := k.send(t, attack{path: "/v1/models", host: host}); got.StatusCode != http.StatusOK {
			t.Errorf("%s got %d", host, got.StatusCode)
		}
	}
}

// Every page in every browser can send requests to this port (CVE-2025-57755,
// openai/codex#17648, CVE-2024-3135).
func TestHostileWebPages(t *testing.T) {
	k := start(t, newAccount(t), "")
	const origin, kind = "origin_not_allowed", "unsupported_media_type"
	var attacks []attack
	add := func(name string, status int, code string, headers ...string) {
		for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/api/chat", "/" + hostileAddress + "/v1/chat/completions"} {
			attacks = append(attacks, attack{name: name + " " + path[len(path)-8:] + path[:3], path: path, body: hostileChat, headers: headers, status: status, code: code})
		}
	}
	add("foreign origin", 403, origin, "Origin: https://evil.example")
	add("foreign origin with text", 403, origin, "Origin: https://evil.example", "Content-Type: text/plain")
	add("null origin", 403, origin, "Origin: null")
	add("empty origin", 403, origin, "Origin:")
	add("two origins", 403, origin, "Origin: null", "Origin: http://"+k.addr)
	add("own origin", 403, origin, "Origin: http://"+k.addr)
	add("extension", 403, origin, "Origin: chrome-extension://abcdefghijklmnop")
	add("cross site", 403, origin, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")
	add("same site", 403, origin, "Sec-Fetch-Site: same-site")
	add("odd site", 403, origin, "Sec-Fetch-Site: CROSS-SITE")
	add("text", 415, kind, "Content-Type: text/plain")
	add("text called JSON", 415, kind, "Content-Type: text/plain; application/json")
	add("form with a referer", 415, kind, "Content-Type: application/x-www-form-urlencoded", "Referer: https://evil.example/")
	add("no type with a referer", 415, kind, "Content-Type:", "Referer: https://evil.example/")
	add("multipart", 415, kind, "Content-Type: multipart/form-data; boundary=x")
	for _, path := range []string{"/", "/health", "/v1/models", "/nothing", "/" + hostileAddress + "/api/tags"} {
		attacks = append(
			attacks,
			attack{name: "image " + path, path: path, headers: []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"}, status: 403, code: origin},
			attack{name: "navigation " + path, path: path, headers: []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}, status: 403, code: origin},
			attack{name: "prefetch " + path, path: path, headers: []string{"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Purpose: prefetch"}, status: 403, code: origin},
			attack{name: "prerender " + path, path: path, headers: []string{"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Purpose: prefetch;prerender"}, status: 403, code: origin},
			attack{name: "preflight " + path, method: "OPTIONS", path: path, headers: []string{"Origin: https://evil.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization", "Access-Control-Request-Private-Network: true"}, status: 403, code: origin},
			attack{name: "options " + path, method: "OPTIONS", path: path, status: 403, code: origin},
			attack{name: "websocket " + path, path: path, headers: []string{"Origin: https://evil.example", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}, status: 426, code: "upgrade_refused"},
		)
	}
	attacks = append(attacks, attack{name: "options of everything", raw: "OPTIONS * HTTP/1.1\r\nHOST\r\n\r\n", status: 400, code: "bad_path"})
	k.refused(t, attacks)
}

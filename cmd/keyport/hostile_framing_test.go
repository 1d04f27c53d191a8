package main_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Two readers that disagree about where a request ends can be made to see a
// request that only one of them checked.
func TestHostileFraming(t *testing.T) {
	k := start(t, newAccount(t), "")
	const head = "POST /v1/chat/completions HTTP/1.1\r\nHOST\r\nAUTH\r\nContent-Type: application/json\r\n"
	chunk := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(hostileChat), hostileChat)
	raw := func(name string, status int, code, rest string) attack {
		return attack{name: name, raw: head + rest, status: status, code: code}
	}
	ends := func(a attack) attack { a.half = true; return a }
	const upgrade = "upgrade_refused"
	k.refused(t, []attack{
		raw("unknown encoding", 501, "", "Transfer-Encoding: xchunked\r\n\r\n"+chunk),
		raw("gzip and chunked", 501, "", "Transfer-Encoding: gzip, chunked\r\n\r\n"+chunk),
		raw("chunked and identity", 501, "", "Transfer-Encoding: chunked, identity\r\n\r\n"+chunk),
		raw("chunked twice", 501, "", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"+chunk),
		raw("space in front of the colon", 400, "", "Transfer-Encoding : chunked\r\n\r\n"+chunk),
		raw("folded header", 501, "", "Transfer-Encoding:\r\n xchunked\r\n\r\n"+chunk),
		raw("two lengths", 400, "", "Content-Length: 5\r\nContent-Length: 60\r\n\r\n"+hostileChat),
		raw("list of lengths", 400, "", "Content-Length: 5, 60\r\n\r\n"+hostileChat),
		raw("signed length", 400, "", "Content-Length: +60\r\n\r\n"+hostileChat),
		raw("negative length", 400, "", "Content-Length: -1\r\n\r\n"+hostileChat),
		raw("hex length", 400, "", "Content-Length: 0x3c\r\n\r\n"+hostileChat),
		raw("endless length", 400, "", "Content-Length: 99999999999999999999\r\n\r\n"+hostileChat),
		raw("bare LF behind a chunk size", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n"+strings.Replace(chunk, "\r\n", "\n", 1)),
		raw("bare LF behind a chunk", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n"+strings.Replace(chunk, "\r\n0", "\n0", 1)),
		raw("bare LF in a chunk extension", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n5;a\nb\r\nhello\r\n0\r\n\r\n"),
		raw("chunk size is no number", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
		raw("signed chunk size", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
		raw("chunk size with 0x", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"),
		raw("chunk size overflows", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n100000000000000005\r\nhello\r\n0\r\n\r\n"),
		raw("chunk is longer than it says", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"),
		ends(raw("chunks without an end", 400, "bad_body", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")),
		raw("header name with a space", 400, "", "X Evil: 1\r\nContent-Length: 2\r\n\r\n{}"),
		raw("header value with NUL", 400, "", "X-Evil: a\x00b\r\nContent-Length: 2\r\n\r\n{}"),
		raw("header without a colon", 400, "", "X-Evil\r\nContent-Length: 2\r\n\r\n{}"),
		raw("huge header", 431, "", "X-Evil: "+strings.Repeat("a", 80<<10)+"\r\n\r\n"),
		raw("many headers", 431, "", strings.Repeat("X-Evil: a\r\n", 8<<10)+"\r\n"),
		{name: "odd version", raw: "GET /v1/models HTTP/1.7x\r\nHOST\r\n\r\n", status: 400},
		{name: "HTTP/2 by hand", raw: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400, code: "bad_path"},
		raw("websocket", 426, upgrade, "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
		raw("websocket without Connection", 426, upgrade, "Upgrade: websocket\r\n\r\n"),
		raw("h2c and websocket", 426, upgrade, "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n\r\n"),
		raw("h2c, then websocket", 426, upgrade, "Connection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n\r\n"),
		raw("TLS", 426, upgrade, "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n\r\n"),
	})
	t.Run("an offer of h2c is passed over", func(t *testing.T) {
		got := k.send(t, attack{path: "/v1/chat/completions", body: hostileChat, headers: []string{"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAA"}})
		if got.StatusCode != 200 || got.ProtoMajor != 1 || got.Header.Get("Upgrade") != "" {
			t.Errorf("%d %s %v", got.StatusCode, got.Proto, got.Header)
		}
	})
	t.Run("a length beside chunks smuggles nothing", func(t *testing.T) {
		k.up.forget()
		conn, err := net.Dial("tcp", k.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		request := attack{raw: head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "DELETE /v1/models/m1 HTTP/1.1\r\nHOST\r\nAUTH\r\n\r\n"}.bytes(k.addr)
		_, _ = io.WriteString(conn, request)
		r := bufio.NewReader(conn)
		for i, want := range []int{200, 405} { // RFC 9112 §6.3: chunks win; what follows is a request like any other
			resp, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != want {
				t.Errorf("answer %d: %d %s", i, resp.StatusCode, text)
			}
		}
		if seen := k.up.requests(); len(seen) != 1 || seen[0].body != hostileChat || seen[0].header.Get("Content-Length") != fmt.Sprint(len(hostileChat)) || seen[0].header.Get("Transfer-Encoding") != "" {
			t.Errorf("the account saw %+v", seen)
		}
	})
}

// Headers that speak about the connection, or pretend to come from a proxy, end here.
func TestHostileHeaders(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	allowed := map[string]bool{"Accept": true, "Accept-Encoding": true, "Authorization": true, "Content-Length": true, "Content-Type": true, "User-Agent": true}
	for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"} {
		t.Run(path, func(t *testing.T) {
			k.up.forget()
			got := k.send(t, attack{path: path, body: strings.Replace(hostileChat, "{", `{"stream":false,`, 1), headers: []string{
				"Connection: Authorization, Content-Type, X-A, Host", "Proxy-Connection: keep-alive", "Keep-Alive: 5", "TE: trailers", "Trailer: Authorization", "X-A: b",
				"Cookie: a=b", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Host: evil.example", "Forwarded: for=6.6.6.6", "Via: 1.1 evil", "X-Real-Ip: 6.6.6.6", "X_Api_Key: y", "Authorization_: z",
				"X-Api-Key: wrong", "Api-Key: wrong", "Proxy-Authorization: Basic eDp5", "Referer: http://" + k.addr + "/" + hostileAddress + "/", "Sec-Fetch-Mode: cors", "Copilot-Integration-Id: vscode", "User-Agent: evil",
				"X-Upstream: http://evil.example", "Range: bytes=0-1", "Expect: 100-continue", "If-None-Match: *", "Max-Forwards: 0", "X-Stainless-Helper-Method: evil",
			}})
			seen := k.up.requests()
			if len(seen) != 1 || seen[0].header.Get("Authorization") != "Bearer "+hostileKey || len(seen[0].header["Authorization"]) != 1 {
				t.Fatalf("%d %s: the account saw %+v", got.StatusCode, got.text, seen)
			}
			for name := range seen[0].header {
				if !allowed[name] {
					t.Errorf("the account saw %s", name)
				}
			}
			if agent := seen[0].header.Get("User-Agent"); !strings.HasPrefix(agent, "Keyport/") {
				t.Errorf("the account saw the app's own name %q", agent)
			}
		})
	}
	// Go's parser gives up behind 10 000 parameters (CVE-2026-39825): what is passed on is never what was parsed.
	t.Run("10 001 parameters", func(t *testing.T) {
		query := strings.Repeat("a=1&", 10_000) + "api-version=evil"
		for path, want := range map[string]string{"/" + hostileAddress + "/v1/chat/completions": "", "/" + hostileAddress + "/api/chat": "", "/v1/chat/completions": "?" + query} {
			k.up.forget()
			k.send(t, attack{path: path + "?" + query, body: hostileChat})
			if seen := k.up.requests(); len(seen) != 1 || seen[0].uri != "/v1/chat/completions"+want {
				t.Errorf("%s: the account saw %d requests", path, len(seen))
			}
		}
	})
	k.works(t)
}

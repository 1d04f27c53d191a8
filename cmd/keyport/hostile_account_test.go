package main_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// The key goes to the one address that the person saved it for, whatever an app
// asks for (CVE-2024-6587) and wherever the account points (CVE-2025-51471).
func TestHostileDestinations(t *testing.T) {
	k, evil := start(t, newAccount(t), ""), newAccount(t)
	k.warm(t)
	host := strings.TrimPrefix(evil.URL, "http://")
	for _, a := range []attack{
		{name: "in the body", body: `{"model":"m1","messages":[],"api_base":"` + evil.URL + `","base_url":"` + evil.URL + `","url":"` + evil.URL + `","api_key":"x"}`},
		{name: "in headers", body: hostileChat, headers: []string{"X-Upstream: " + evil.URL, "X-Upstream-Url: " + evil.URL, "X-Base-Url: " + evil.URL, "X-Forwarded-Host: " + host, "X-Host: " + host, "Forwarded: host=" + host, "Destination: " + evil.URL, "Helicone-Target-Url: " + evil.URL}},
		{name: "in the query", path: "/v1/chat/completions?api_base=" + evil.URL + "&url=" + evil.URL, body: hostileChat},
		{name: "as a model", body: `{"model":"` + evil.URL + `/v1","messages":[]}`},
		{name: "as a model with dots", body: `{"model":"../../../@` + host + `/x","messages":[]}`},
	} {
		t.Run(a.name, func(t *testing.T) {
			k.up.forget()
			if a.path == "" {
				a.path = "/v1/chat/completions"
			}
			got := k.send(t, a)
			seen := k.up.requests()
			if got.StatusCode != 200 || len(seen) != 1 || !strings.HasPrefix(seen[0].uri, "/v1/chat/completions") || seen[0].body != a.body {
				t.Errorf("%d, the account saw %+v", got.StatusCode, seen)
			}
		})
	}
	for _, status := range []int{300, 301, 302, 303, 307, 308} {
		k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", evil.URL+"/v1/chat/completions")
			w.WriteHeader(status)
			fmt.Fprint(w, `{"error":{"message":"moved"}}`)
		})
		for _, path := range []string{"/v1/chat/completions", "/v1/embeddings", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"} {
			t.Run(fmt.Sprintf("redirect %d %s", status, path), func(t *testing.T) {
				k.isRefusal(t, k.send(t, attack{path: path, body: hostileChat}), 502, "upstream_redirect")
			})
		}
	}
	k.up.answers(nil)
	k.works(t)
	if seen := evil.requests(); len(seen) != 0 {
		t.Errorf("the other server saw %+v", seen)
	}
}

// What comes back is served on an origin of the person's own computer: nothing
// of it may act there, and no answer may repeat the key.
func TestHostileAnswers(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	const page = `<!doctype html><script>alert(1)</script>`
	act := func(h http.Header) {
		for _, name := range []string{"Set-Cookie", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Location", "Refresh", "Alt-Svc", "Link", "Content-Security-Policy", "Server", "Clear-Site-Data", "Strict-Transport-Security", "Service-Worker-Allowed", "Authorization", "X-Echo"} {
			h.Set(name, "evil "+hostileKey)
		}
	}
	paths := []string{"/v1/chat/completions", "/v1/embeddings", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"}
	for _, path := range paths {
		t.Run("headers "+path, func(t *testing.T) {
			k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
				act(w.Header())
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Trailer", "X-Late")
				fmt.Fprint(w, `{"id":"1","model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}`)
				w.Header().Set("X-Late", hostileKey)
			})
			stream := ""
			if strings.HasSuffix(path, "/api/chat") {
				stream = `"stream":false,`
			}
			got := k.send(t, attack{path: path, body: "{" + stream + hostileChat[1:]})
			k.clean(t, got)
			if got.StatusCode != 200 || got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Cache-Control") != "no-store" || !strings.Contains(got.text, "hello") || len(got.Trailer) != 0 {
				t.Errorf("%d %v %v %s", got.StatusCode, got.Header, got.Trailer, got.text)
			}
			for _, name := range []string{"Clear-Site-Data", "Strict-Transport-Security", "Service-Worker-Allowed", "Authorization", "X-Echo"} {
				if got.Header.Get(name) != "" {
					t.Errorf("header %s left", name)
				}
			}
		})
		for _, kind := range []string{"text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", "text/html;;broken", "text/html; charset=\"", "application/json, text/html", " text/html", ""} {
			t.Run("a web page as "+kind+path, func(t *testing.T) {
				k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
					act(w.Header())
					w.Header()["Content-Type"] = []string{kind}
					if kind == "" {
						w.Header()["Content-Type"] = nil
					}
					fmt.Fprint(w, page)
				})
				got := k.send(t, attack{path: path, body: hostileChat})
				k.clean(t, got)
				if kind != "" || got.StatusCode != 200 {
					if got.StatusCode < 400 || strings.Contains(got.text, "<script") || codeOf(got.text) == "" {
						t.Errorf("%d %v %s", got.StatusCode, got.Header, got.text)
					}
				} else if served := got.Header.Get("Content-Type"); strings.Contains(served, "html") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("a browser would take it for a page: %v", got.Header)
				}
			})
		}
		for _, status := range []int{400, 401, 402, 403, 404, 409, 422, 429, 500, 503} {
			for kind, body := range map[string]string{
				"application/json": `{"error":{"message":"wrong key KEY","code":"KEY"}}`, "text/html": page + "KEY", "text/plain": "wrong key KEY", "application/problem+json": `{"detail":"KEY"}`,
			} {
				t.Run(fmt.Sprintf("%d with the key as %s %s", status, kind, path), func(t *testing.T) {
					k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
						act(w.Header())
						w.Header().Set("Content-Type", kind)
						w.WriteHeader(status)
						fmt.Fprint(w, strings.ReplaceAll(body, "KEY", hostileKey))
					})
					got := k.send(t, attack{path: path, body: hostileChat})
					k.clean(t, got)
					if got.StatusCode < 400 || got.Header.Get("Content-Type") != "application/json" || strings.Contains(got.text, "<script") || got.StatusCode == 401 {
						t.Errorf("%d %v %s", got.StatusCode, got.Header, got.text)
					}
				})
			}
		}
	}
	t.Run("an error in a stream that repeats the key", func(t *testing.T) {
		for _, path := range paths {
			k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				fmt.Fprintf(w, "data: {\"error\":{\"message\":\"wrong key %s\"}}\n\n", hostileKey)
			})
			k.clean(t, k.send(t, attack{path: path, body: `{"stream":true,` + hostileChat[1:]}))
		}
	})
	k.up.answers(nil)
	k.works(t)
}

// A line of a stream without an end is given up, not collected.
func TestHostileLongLine(t *testing.T) {
	k := start(t, newAccount(t), "")
	k.warm(t)
	const total = 256 << 20
	var sent atomic.Int64
	left := make(chan error, 1)
	k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, err := io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":"`)
		block := strings.Repeat("a", 64<<10)
		for sent.Store(0); err == nil && sent.Load() < total; sent.Add(int64(len(block))) {
			_, err = io.WriteString(w, block)
		}
		left <- err
	})
	before := peak(t, k.cmd.Process.Pid)
	for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"} {
		t.Run(path, func(t *testing.T) {
			got := k.send(t, attack{path: path, body: `{"stream":true,` + hostileChat[1:]})
			if !errors.Is(got.err, io.ErrUnexpectedEOF) || strings.Contains(got.text, "[DONE]") || strings.Contains(got.text, `"done":true`) {
				t.Errorf("it ended well: %v", got.err)
			}
			if len(got.text) > 4<<10 || !strings.Contains(got.text, "upstream_event_too_long") {
				t.Errorf("%d bytes: %.300s", len(got.text), got.text)
			}
			k.clean(t, got)
			if err := <-left; err == nil {
				t.Errorf("the account could send all of its %d bytes", sent.Load())
			}
		})
	}
	// An event may have 8 MiB; growing it copies it, and the race detector doubles it.
	grown := peak(t, k.cmd.Process.Pid) - before
	if t.Logf("the peak of memory grew by %d MiB", grown>>20); grown > 192<<20 {
		t.Errorf("the peak of memory grew by %d MiB", grown>>20)
	}
	k.up.answers(nil)
	k.works(t)
}

var peakField = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that a process ever had, in bytes; 0 where only Linux would tell.
func peak(t *testing.T, pid int) int {
	if runtime.GOOS != "linux" {
		return 0
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	m := peakField.FindSubmatch(text)
	if err != nil || m == nil {
		t.Fatalf("no peak: %v", err)
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb << 10
}

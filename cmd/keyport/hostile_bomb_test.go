package main_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// zipped compresses text.
func zipped(t *testing.T, with, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if with == "zstd" {
		var err error
		if w, err = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := io.WriteString(w, text)
	if cerr := w.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	return b.String()
}

// bomb is a text with mib MiB of white space behind it, compressed. Members of
// gzip and frames of zstd may follow each other.
func bomb(t *testing.T, with, text string, mib int) string {
	return zipped(t, with, text) + strings.Repeat(zipped(t, with, strings.Repeat(" ", 1<<20)), mib)
}

// Codex compresses what it sends to the Responses API; there, and only there,
// a bomb is unpacked, up to the limit of a body.
func TestHostileCompressionOfResponses(t *testing.T) {
	k := start(t, newAccount(t), "[limits]\nbody = \"4MiB\"\n")
	k.warm(t)
	const plain = `{"model":"m1","input":"hello"}`
	bombs := map[string]string{}
	for _, with := range []string{"gzip", "zstd"} {
		bombs[with] = bomb(t, with, plain, 1<<10)
	}
	before := peak(t, k.cmd.Process.Pid)
	var attacks []attack
	for _, path := range []string{"/v1/responses", "/responses", "/" + hostileAddress + "/v1/responses"} {
		add := func(name, encoding, body string, status int, code string) {
			attacks = append(attacks, attack{name: name + " " + path[:4], path: path, body: body, headers: []string{"Content-Encoding: " + encoding}, status: status, code: code})
		}
		for with, large := range bombs {
			whole := zipped(t, with, plain)
			add(with+" bomb", with, large, 413, "body_too_large")
			add(with+" of a MiB too much", with, bomb(t, with, plain, 4), 413, "body_too_large")
			add(with+" cut", with, whole[:len(whole)-3], 400, "bad_compression")
			add(with+" that is none", with, plain, 400, "bad_compression")
			add(with+" with something behind", with, whole+plain, 400, "bad_compression")
			add(with+" of a million brackets", with, zipped(t, with, strings.Repeat("[", 1_000_000)), 400, "bad_json")
			add(with+" in two layers", with+", "+with, whole, 415, "unsupported_encoding")
			add(with+" in two layers and two lines", with+"\r\nContent-Encoding: "+with, whole, 415, "unsupported_encoding")
			add(with+" and identity", "identity, "+with, whole, 415, "unsupported_encoding")
		}
		add("gzip, zstd", "gzip, zstd", bombs["gzip"], 415, "unsupported_encoding")
		add("deflate", "deflate", bombs["gzip"], 415, "unsupported_encoding")
		add("br", "br", bombs["gzip"], 415, "unsupported_encoding")
		add("a window of terabytes", "zstd", "\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00", 400, "bad_compression")
		add("a content of terabytes", "zstd", "\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x01\x00\x00\x01\x00\x00", 400, "bad_compression")
	}
	k.refused(t, attacks)
	// Each may hold the limit while it grows to it, and the window of zstd; a bomb is 1 GiB.
	grown := peak(t, k.cmd.Process.Pid) - before
	if t.Logf("the peak of memory grew by %d MiB", grown>>20); grown > 512<<20 {
		t.Errorf("the peak of memory grew by %d MiB", grown>>20)
	}
	for with := range bombs {
		t.Run("an honest one goes out plain, "+with, func(t *testing.T) {
			k.up.forget()
			k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprint(w, `{"id":"1","object":"response"}`)
			})
			defer k.up.answers(nil)
			got := k.send(t, attack{path: "/v1/responses", body: zipped(t, with, plain), headers: []string{"Content-Encoding: " + with}})
			seen := k.up.requests()
			if got.StatusCode != 200 || len(seen) != 1 || seen[0].body != plain || seen[0].header.Get("Content-Encoding") != "" {
				t.Errorf("%d %s, the account saw %+v", got.StatusCode, got.text, seen)
			}
		})
	}
}

// An account that compresses although it was asked not to, and a lot.
func TestHostileCompressedAnswers(t *testing.T) {
	k := start(t, newAccount(t), "[think]\nmode = \"strip\"\n")
	k.warm(t)
	answer := bomb(t, "gzip", `{"object":"list","data":[`, 1<<10)
	k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, answer)
	})
	before := peak(t, k.cmd.Process.Pid)
	private, stream := "/"+hostileAddress, `{"stream":true,`+hostileChat[1:]
	plain := `{"stream":false,` + hostileChat[1:]
	for _, a := range []attack{
		{name: "chat with thoughts taken out", path: "/v1/chat/completions", body: hostileChat},
		{name: "chat that asked for a stream", path: "/v1/chat/completions", body: stream},
		{name: "completions", path: "/v1/completions", body: `{"model":"m1","prompt":"x"}`},
		{name: "private chat", path: private + "/v1/chat/completions", body: hostileChat},
		{name: "private chat that asked for a stream", path: private + "/v1/chat/completions", body: stream},
		{name: "Ollama's chat", path: private + "/api/chat", body: plain},
		{name: "Ollama's chat as a stream", path: private + "/api/chat", body: stream},
		{name: "Ollama's generate", path: private + "/api/generate", body: `{"model":"m1","prompt":"x","stream":false}`},
		{name: "Ollama's embed", path: private + "/api/embed", body: `{"model":"m1","input":"x"}`},
		{name: "Ollama's embeddings", path: private + "/api/embeddings", body: `{"model":"m1","prompt":"x"}`},
	} {
		t.Run(a.name, func(t *testing.T) {
			k.isRefusal(t, k.send(t, a), 502, "upstream_too_large")
		})
	}
	t.Run("an error", func(t *testing.T) {
		k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(500)
			_, _ = io.WriteString(w, answer)
		})
		for _, path := range []string{"/v1/chat/completions", private + "/api/chat"} {
			k.isRefusal(t, k.send(t, attack{path: path, body: hostileChat}), 500, "upstream_error")
		}
	})
	events := bomb(t, "gzip", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"", 1<<10)
	k.up.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, events)
	})
	for _, path := range []string{"/v1/chat/completions", private + "/v1/chat/completions", private + "/api/chat"} {
		t.Run("a stream "+path, func(t *testing.T) {
			got := k.send(t, attack{path: path, body: stream})
			if k.clean(t, got); got.err == nil || !strings.Contains(got.text, "upstream_event_too_long") || len(got.text) > 4<<10 {
				t.Errorf("%v, %d bytes: %.300s", got.err, len(got.text), got.text)
			}
		})
	}
	// An answer may have 32 MiB, an event 8; growing copies it, and the race detector multiplies it.
	grown := peak(t, k.cmd.Process.Pid) - before
	if t.Logf("the peak of memory grew by %d MiB", grown>>20); grown > 768<<20 {
		t.Errorf("the peak of memory grew by %d MiB", grown>>20)
	}
	k.up.answers(nil)
	k.works(t)
}

// A list of models that is a bomb is no list.
func TestHostileCompressedLists(t *testing.T) {
	up := newAccount(t)
	list := bomb(t, "gzip", `{"object":"list","data":[`, 1<<10)
	up.lists(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, list)
	})
	k := start(t, up, "")
	before := peak(t, k.cmd.Process.Pid)
	for _, path := range []string{"/v1/models", "/" + hostileAddress + "/v1/models", "/" + hostileAddress + "/api/tags", "/v1/models/m1"} {
		t.Run(path, func(t *testing.T) {
			got := k.send(t, attack{path: path})
			for end := time.Now().Add(2 * time.Minute); codeOf(got.text) == "upstream_timeout" && time.Now().Before(end); {
				got = k.send(t, attack{path: path}) // unpacking takes its time here, and goes on
			}
			k.isRefusal(t, got, 502, "upstream_bad_list")
		})
	}
	grown := peak(t, k.cmd.Process.Pid) - before
	if t.Logf("the peak of memory grew by %d MiB", grown>>20); grown > 768<<20 {
		t.Errorf("the peak of memory grew by %d MiB", grown>>20)
	}
	up.lists(nil)
	k.works(t)
}

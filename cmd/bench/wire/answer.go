package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Write is one write of the upstream.
type Write struct {
	Bytes []byte
	Marks []int // where the time of the write goes
}

// Answer is a script made ready to be written: Head together with the first
// write, then Count writes in all, which take turns, then Tail.
type Answer struct {
	Script
	Head   []byte
	Writes []Write
	Count  int
	Tail   []byte
}

const (
	eventStart = `data: {"id":"chatcmpl-9f0c2b1d7e3a4455","object":"chat.completion.chunk","created":1760000000,"model":"bench","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":`
	eventEnd   = `},"logprobs":null,"finish_reason":null}]}` + "\n\n"
	finish     = `data: {"id":"chatcmpl-9f0c2b1d7e3a4455","object":"chat.completion.chunk","created":1760000000,"model":"bench","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}` + "\n\n" +
		"data: [DONE]\n\n"
	plain = `{"id":"chatcmpl-9f0c2b1d7e3a4455","object":"chat.completion","created":1760000000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"Yes. The function prints one line and returns; nothing else in the file calls it, so it can be moved as it is. Shall I move it?"},"logprobs":null,"finish_reason":"stop"}],` +
		`"usage":{"prompt_tokens":212,"completion_tokens":34,"total_tokens":246},"system_fingerprint":"fp_44709d6fcb"}`
	models     = `{"object":"list","data":[{"id":"bench","object":"model","created":1760000000,"owned_by":"bench"}]}`
	streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
	lastChunk  = "0\r\n\r\n"
)

// Models answers GET /v1/models.
func Models() *Answer { return whole(http.StatusOK, models) }

// Answer prepares a script.
func (s Script) Answer() *Answer {
	switch {
	case s.Status != 0:
		a := whole(s.Status, fmt.Sprintf(`{"error":{"message":"The script wants status %d.","type":"bench","param":null,"code":"scripted"}}`, s.Status))
		a.Script = s
		return a
	case s.Chunks == 0:
		return whole(http.StatusOK, plain)
	}
	a := &Answer{Script: s, Head: []byte(streamHead), Tail: chunked(finish)}
	a.Tail = append(a.Tail, lastChunk...)
	if s.Think != "" || s.Cut > 0 {
		a.Writes = s.distinct()
		a.Count = len(a.Writes)
		return a
	}
	text := noMark + " token"
	if s.Bytes > 0 {
		text += strings.Repeat("x", s.Bytes)
	}
	one := write(strings.Repeat(event(text), s.Pack))
	a.Writes, a.Count = []Write{one}, s.Chunks/s.Pack
	if rest := s.Chunks % s.Pack; rest > 0 { // one event a write more
		a.Writes, a.Count = nil, a.Count+1
		for range a.Count - 1 {
			a.Writes = append(a.Writes, one)
		}
		a.Writes = append(a.Writes, write(strings.Repeat(event(text), rest)))
	}
	return a
}

// distinct are the writes of a stream whose events differ.
func (s Script) distinct() (writes []Write) {
	var events []string
	for _, p := range s.Pieces() {
		events = append(events, event(p.Text))
	}
	if s.Cut > 0 { // the marks are cut too and keep no time
		for all := strings.Join(events, ""); all != ""; {
			n := min(s.Cut, len(all))
			writes = append(writes, Write{Bytes: chunked(all[:n])})
			all = all[n:]
		}
		return writes
	}
	for len(events) > 0 {
		n := min(s.Pack, len(events))
		writes = append(writes, write(strings.Join(events[:n], "")))
		events = events[n:]
	}
	return writes
}

func whole(status int, body string) *Answer {
	return &Answer{Head: fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, http.StatusText(status), len(body), body)}
}

func event(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string cannot fail
	return eventStart + strings.TrimSuffix(b.String(), "\n") + eventEnd
}

func chunked(payload string) []byte {
	return fmt.Appendf(nil, "%x\r\n%s\r\n", len(payload), payload)
}

func write(events string) Write {
	b := chunked(events)
	return Write{Bytes: b, Marks: marks(b)}
}

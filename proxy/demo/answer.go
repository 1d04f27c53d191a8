package demo

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// answer is what the demo says.
type answer struct {
	words  []string
	tool   map[string]any
	prompt int // tokens, roughly
}

func (a answer) text() string { return strings.Join(a.words, "") }

func (a answer) finish() string {
	if a.tool != nil {
		return "tool_calls"
	}
	return "stop"
}

// compose makes the answer: a thought in tags, then a few sentences, or a tool
// call when the app offers tools and the person asks for one.
func compose(r chatRequest) answer {
	asked, last := "", ""
	words := 0
	for _, m := range r.Messages {
		t := plain(m.Content)
		words += len(strings.Fields(t))
		last = m.Role
		if m.Role == "user" {
			asked = t
		}
	}
	a := answer{prompt: words + 4}
	lower := strings.ToLower(asked)
	if len(r.Tools) > 0 && last == "user" && (strings.Contains(lower, "tool") || strings.Contains(lower, "call")) {
		a.words = split("<think>The person wants a tool to be called.</think>")
		f := r.Tools[0].Function
		a.tool = map[string]any{"index": 0, "id": "call_demo_1", "type": "function", "function": map[string]any{"name": f.Name, "arguments": arguments(f.Parameters)}}
		return a
	}
	text := "<think>The person wrote " + quote(asked) + ". I am a demo, so I say what I am.</think>\n\n"
	if last == "tool" {
		text += "The tool answered. That is all a demo can do with it."
	} else {
		text += "Hello! This is Keyport's demo model. You wrote: " + quote(asked) + " This answer came through Keyport without any account. " +
			"Add your API key in Keyport, and your app talks to a real model at the same address."
	}
	a.words = split(text)
	return a
}

// split cuts a text into pieces like a model's tokens; tags are cut in the middle on purpose.
func split(text string) []string {
	var out []string
	for len(text) > 0 {
		n := min(5, len(text))
		for n < len(text) && text[n]&0xc0 == 0x80 {
			n++
		}
		out, text = append(out, text[:n]), text[n:]
	}
	return out
}

// plain gives the text of a message's content, a string or a list of parts.
func plain(content json.RawMessage) string {
	var s string
	if json.Unmarshal(content, &s) == nil {
		return s
	}
	var parts []struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(content, &parts)
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "…"
	}
	return "“" + s + "”"
}

// arguments fills the required members of a tool's schema with something of the right type.
func arguments(schema json.RawMessage) string {
	var s struct {
		Required   []string `json:"required"`
		Properties map[string]struct {
			Type any   `json:"type"`
			Enum []any `json:"enum"`
		} `json:"properties"`
	}
	_ = json.Unmarshal(schema, &s)
	args := map[string]any{}
	for _, name := range s.Required {
		p := s.Properties[name]
		switch {
		case len(p.Enum) > 0:
			args[name] = p.Enum[0]
		case p.Type == "integer", p.Type == "number":
			args[name] = 1
		case p.Type == "boolean":
			args[name] = true
		case p.Type == "array":
			args[name] = []any{}
		case p.Type == "object":
			args[name] = map[string]any{}
		default:
			args[name] = "demo"
		}
	}
	b, _ := json.Marshal(args)
	return string(b)
}

func usage(prompt, completion int) map[string]any {
	return map[string]any{"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
}

func embeddings(req *http.Request, body []byte) *http.Response {
	var r struct {
		Input json.RawMessage `json:"input"`
	}
	_ = json.Unmarshal(body, &r)
	var many []json.RawMessage
	if json.Unmarshal(r.Input, &many) != nil {
		many = []json.RawMessage{r.Input}
	}
	data := []any{}
	for i, in := range many {
		vector := make([]float64, 8)
		for j, c := range in {
			vector[j%8] += float64(c) / 255
		}
		data = append(data, map[string]any{"object": "embedding", "index": i, "embedding": vector})
	}
	return reply(req, 200, map[string]any{"object": "list", "model": Model, "data": data, "usage": map[string]any{"prompt_tokens": len(body) / 4, "total_tokens": len(body) / 4}})
}

func failure(req *http.Request, status int, message string) *http.Response {
	return reply(req, status, map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": nil, "code": "demo"}})
}

func reply(req *http.Request, status int, v any) *http.Response {
	b, _ := json.Marshal(v)
	r := response(req, status, "application/json", io.NopCloser(bytes.NewReader(b)))
	r.ContentLength = int64(len(b))
	return r
}

func response(req *http.Request, status int, contentType string, body io.ReadCloser) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {contentType}}, Body: body, ContentLength: -1, Request: req,
	}
}

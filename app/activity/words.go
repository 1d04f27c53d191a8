package activity

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// curl is the request as a command line. It holds a placeholder instead of the
// password, and the recorded body or the shape of one.
func curl(d control.ActivityDetail, base string) string {
	method, path, ok := strings.Cut(d.Row.Route, " ")
	if !ok || base == "" || path == "/" || strings.ContainsAny(path, "?…") { // a path that the record leaves out
		return ""
	}
	if !strings.HasPrefix(path, "api/") && path != "health" && path != "" {
		path = "v1/" + path
	}
	var b strings.Builder
	b.WriteString("curl " + shell(base+"/"+path) + ` -H "Authorization: Bearer $KEYPORT_PASSWORD"`)
	if method != "GET" && method != "POST" {
		b.WriteString(" -X " + shell(method))
	}
	if method == "POST" {
		b.WriteString(` -H 'Content-Type: application/json' -d ` + shell(body(d)))
	}
	return b.String()
}

// body is what to send: what was recorded, or a shape without a prompt.
func body(d control.ActivityDetail) string {
	if d.Bodies != nil && strings.HasPrefix(strings.TrimSpace(d.Bodies.Request), "{") && !d.Bodies.Cut {
		return d.Bodies.Request
	}
	quoted, _ := json.Marshal(assets.Plain(d.Row.Asked)) // a text: it cannot fail
	model := string(quoted)
	stream := ""
	if d.Row.Stream {
		stream = `,"stream":true`
	}
	switch _, path, _ := strings.Cut(d.Row.Route, " "); path {
	case "responses", "embeddings", "api/embed", "moderations":
		return `{"model":` + model + stream + `,"input":"…"}`
	case "completions", "api/generate", "images/generations":
		return `{"model":` + model + stream + `,"prompt":"…"}`
	case "messages":
		return `{"model":` + model + stream + `,"max_tokens":1024,"messages":[{"role":"user","content":"…"}]}`
	case "api/show", "api/pull":
		return `{"model":` + model + `}`
	}
	return `{"model":` + model + stream + `,"messages":[{"role":"user","content":"…"}]}`
}

// shell quotes a word for POSIX shells.
func shell(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// report describes a request for somebody else: neither prompt nor secret, and
// nothing that acts on the terminal or the page that it is pasted into.
func report(d control.ActivityDetail) string {
	r := d.Row
	var b strings.Builder
	put := func(name, format string, args ...any) {
		if text := fmt.Sprintf(format, args...); text != "" && text != "0" {
			fmt.Fprintf(&b, "%s: %s\n", name, assets.Plain(text))
		}
	}
	put("request", "%s", r.Route)
	put("time", "%s", r.Start.UTC().Format(time.RFC3339))
	put("way in", "%s", r.Way)
	put("model asked", "%s", r.Asked)
	if r.Used != r.Asked {
		put("model used", "%s", r.Used)
	}
	put("outcome", "%s", r.Outcome)
	put("status", "%d", r.Status)
	put("code", "%s", r.Code)
	put("said", "%s", d.Said)
	put("took", "%d ms, answer began at %d ms, first piece at %d ms", r.Took, d.Headers, r.First)
	put("retries", "%d", r.Retries)
	if r.TokensIn+r.TokensOut > 0 {
		about := ""
		if r.Estimated {
			about = "about "
		}
		put("tokens", "%d in, %s%d out", r.TokensIn, about, r.TokensOut)
	}
	put("bytes", "%d in, %d out", r.BytesIn, r.BytesOut)
	if d.Messages > 0 {
		put("sent", "%d messages, %d characters", d.Messages, d.Characters)
	}
	put("streamed", "%t", r.Stream)
	for _, c := range d.Changes {
		put("changed", "%s", described(c))
	}
	put("headers left out", "%s", strings.Join(d.Dropped, ", "))
	return b.String()
}

// described is one change without its values: a report goes to others.
func described(c control.ActivityChange) string {
	text := c.What
	if c.Name != "" {
		text += " " + c.Name
	}
	if c.Rule > 0 {
		text += fmt.Sprintf(" (rule %d)", c.Rule)
	}
	if c.Characters > 0 {
		text += fmt.Sprintf(", %d characters", c.Characters)
	}
	return text
}

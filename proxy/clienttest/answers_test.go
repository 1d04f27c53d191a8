package clienttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// chat answers by what it is asked: an image is named, a tool is called, the
// results of tools are read out, a format is kept.
func (u *strictUpstream) chat(ctx context.Context, w http.ResponseWriter, body []byte) {
	var r request
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		u.refuse(w, err.Error(), body)
		return
	}
	if why := r.check(); why != "" {
		u.refuse(w, why, body)
		return
	}
	last := r.Messages[len(r.Messages)-1]
	said, images, _ := last.parts()
	text, calls := "Hello from Keyport", []string(nil)
	switch {
	case strings.Contains(said, "bad key"):
		answer(w, 401, `{"error":{"message":"Incorrect API key provided."}}`)
		return
	case last.Role == "tool":
		text = "Reports: " + r.results()
	case len(r.Tools) > 0:
		text, calls = "", r.calls(strings.Contains(said, "two"))
	case len(images) > 0:
		text = "I see " + strings.Join(images, " and ")
	case r.Format != nil && r.Format.Type == "json_schema", r.Format != nil && strings.Contains(string(body), "JSON"):
		text = `{"city":"Paris","degrees":21}`
	case r.Format != nil:
		u.refuse(w, "json_object without the word JSON", body)
		return
	}
	thought := ""
	if r.Model == "qwen3-8b" {
		thought = "Let me see. "
	}
	a := reply{text: text, thought: thought, calls: calls, counts: !strings.Contains(said, "uncounted")}
	switch {
	case !r.Stream:
		a.whole(w)
	case strings.Contains(said, "break"):
		a.begin(w)
		panic(http.ErrAbortHandler)
	case strings.Contains(said, "wait for ever"):
		a.begin(w)
		<-ctx.Done() // what the client ends must end here; the server waits for it
	default:
		a.counts = a.counts && r.Options.IncludeUsage
		a.stream(w)
	}
}

// reply is what the upstream says.
type reply struct {
	text, thought string
	calls         []string
	counts        bool
}

// results reads out the answers of the tools, each with the arguments it was called with.
func (r *request) results() string {
	arguments := map[string]string{}
	var out []string
	for _, m := range r.Messages {
		if m.Role == "user" {
			out = nil // only what came after the last question
		}
		for _, c := range m.ToolCalls {
			var s string
			_ = json.Unmarshal(c.Function.Arguments, &s)
			var args struct{ City string }
			_ = json.Unmarshal([]byte(s), &args)
			arguments[c.ID] = args.City
		}
		if m.Role == "tool" {
			text, _, _ := m.parts()
			out = append(out, arguments[m.ToolCallID]+" "+text)
		}
	}
	return strings.Join(out, ", ")
}

func (r *request) calls(two bool) (calls []string) {
	cities := []string{"Paris"}
	if two {
		cities = append(cities, "Rome")
	}
	for i, city := range cities {
		f := r.Tools[0].Function
		args := map[string]any{"city": city}
		if schemaOf(f.Parameters).Properties["degrees"] != nil {
			args["degrees"] = 21
		}
		b, _ := json.Marshal(args)
		quoted, _ := json.Marshal(string(b))
		calls = append(calls, fmt.Sprintf(`{"index":%d,"id":"call_%d_%s","type":"function","function":{"name":%q,"arguments":%s}}`, i, i, city, f.Name, quoted))
	}
	return calls
}

const usage = `,"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}`

func (a reply) finish() string {
	if a.calls != nil {
		return "tool_calls"
	}
	return "stop"
}

func (a reply) whole(w http.ResponseWriter) {
	m, _ := json.Marshal(map[string]any{"role": "assistant", "content": a.text, "reasoning_content": a.thought})
	if a.calls != nil {
		m = []byte(`{"role":"assistant","content":null,"tool_calls":[` + strings.Join(a.calls, ",") + `]}`)
	}
	counted := ""
	if a.counts {
		counted = usage
	}
	answer(w, 200, fmt.Sprintf(`{"id":"c1","object":"chat.completion","choices":[{"index":0,"message":%s,"finish_reason":%q}]%s}`, m, a.finish(), counted))
}

func send(w http.ResponseWriter, choices, rest string) {
	_, _ = io.WriteString(w, `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[`+choices+`]`+rest+"}\n\n")
	w.(http.Flusher).Flush()
}

func delta(w http.ResponseWriter, d string) {
	send(w, `{"index":0,"delta":`+d+`,"finish_reason":null}`, "")
}

func part(w http.ResponseWriter, key, s string) {
	q, _ := json.Marshal(s)
	delta(w, `{"`+key+`":`+string(q)+`}`)
}

// begin streams the first word, and gives the others.
func (a reply) begin(w http.ResponseWriter) []string {
	w.Header().Set("Content-Type", "text/event-stream")
	delta(w, `{"role":"assistant","content":""}`)
	if a.thought != "" {
		part(w, "reasoning_content", a.thought)
	}
	words := strings.SplitAfter(a.text, " ")
	part(w, "content", words[0])
	return words[1:]
}

func (a reply) stream(w http.ResponseWriter) {
	for _, word := range a.begin(w) {
		part(w, "content", word)
	}
	for i, c := range a.calls { // the arguments in two pieces
		var v call
		_ = json.Unmarshal([]byte(c), &v)
		var args string
		_ = json.Unmarshal(v.Function.Arguments, &args)
		half := len(args) / 2
		delta(w, fmt.Sprintf(`{"tool_calls":[{"index":%d,"id":%q,"type":"function","function":{"name":%q,"arguments":%q}}]}`, i, v.ID, v.Function.Name, args[:half]))
		delta(w, fmt.Sprintf(`{"tool_calls":[{"index":%d,"function":{"arguments":%q}}]}`, i, args[half:]))
	}
	send(w, `{"index":0,"delta":{},"finish_reason":"`+a.finish()+`"}`, "")
	if a.counts {
		send(w, "", usage)
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

func (u *strictUpstream) embed(w http.ResponseWriter, body []byte) {
	var r struct {
		Model    string   `json:"model"`
		Input    []string `json:"input"`
		Encoding string   `json:"encoding_format"`
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		u.refuse(w, err.Error(), body)
		return
	}
	var data []string
	for i, s := range r.Input { // in reverse, as some providers answer
		data = append([]string{fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":[%d,0.5]}`, i, len(s))}, data...)
	}
	answer(w, 200, `{"object":"list","data":[`+strings.Join(data, ",")+`],"model":"`+r.Model+`","usage":{"prompt_tokens":4,"total_tokens":4}}`)
}

package ollama_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"
	"unicode/utf8"

	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

// said joins what lines say.
func said(t *testing.T, r *ollama.Request, lines []byte) (text, thinking string, calls []any) {
	t.Helper()
	for line := range bytes.SplitSeq(bytes.TrimSuffix(lines, []byte("\n")), []byte("\n")) {
		var v struct {
			Response, Thinking string
			Message            struct {
				Content, Thinking string
				ToolCalls         []any `json:"tool_calls"`
			}
		}
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		text += v.Response + v.Message.Content
		thinking += v.Thinking + v.Message.Thinking
		calls = append(calls, v.Message.ToolCalls...)
	}
	return text, thinking, calls
}

// FuzzEncoder cuts a text, a thought and a call's arguments into events, and
// checks that the lines say the same; and puts the raw bytes through, as a
// stream and as a whole.
func FuzzEncoder(f *testing.F) {
	eachSeed(f, "answers", func(g *golden) {
		for i, name := range []string{"events", "body.json"} {
			if in, ok := g.section(name); ok {
				f.Add([]byte(in), "a <b>\n\u2028\x01 text", `{"z":1.0,"a":[true,"\ud800"]}`, uint64(0x1234567), byte(i))
			}
		}
	})
	f.Add([]byte(`{"choices":[{"delta":{"content":"x"}}]}`), "", `{"a\ud800":{"b":null}}`, uint64(3), byte(3))
	f.Fuzz(func(t *testing.T, raw []byte, text, arguments string, cuts uint64, flags byte) {
		if !utf8.ValidString(text) || !utf8.ValidString(arguments) || len(text)+len(arguments) > 4096 {
			return
		}
		body, parse := `{"model":"m","messages":[{"role":"user"}],"logprobs":true}`, parseChat
		if flags&1 != 0 {
			body, parse = `{"model":"m","prompt":"x","logprobs":true}`, parseGenerate
		}
		r, e := parse([]byte(body))
		if e != nil {
			t.Fatal(e)
		}
		enc := encoder(r)
		var out []byte
		next := func(s string) (head, tail string) {
			n := min(len(s), int(cuts%5)+1)
			cuts = cuts/5 | cuts<<59
			for n < len(s) && !utf8.RuneStart(s[n]) {
				n++
			}
			return s[:n], s[n:]
		}
		for rest := text; rest != ""; {
			var piece string
			piece, rest = next(rest)
			key := "content"
			out = enc.Event(out, []byte(`{"choices":[{"index":0,"delta":{"`+key+`":`+quoted(piece)+`,"reasoning_content":`+quoted(piece)+`}}]}`))
		}
		name := `"name":"f",`
		for rest := arguments; rest != ""; name = "" {
			var piece string
			piece, rest = next(rest)
			out = enc.Event(out, []byte(`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{`+name+`"arguments":`+quoted(piece)+`}}]}}]}`))
		}
		out = enc.End(enc.Event(out, []byte(`{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}`)))
		failed := enc.Failed()
		if len(out) > 0 {
			checkLines(t, r, out, failed == nil)
			content, thinking, calls := said(t, r, out)
			if content != text || thinking != text {
				t.Errorf("%q became %q and %q", text, content, thinking)
			}
			if want, ok := object(arguments); ok && failed == nil && flags&1 == 0 {
				if len(calls) != 1 || !reflect.DeepEqual(calls[0].(map[string]any)["function"].(map[string]any)["arguments"], want) {
					t.Errorf("%s became %v", arguments, calls)
				}
			}
		}
		if _, ok := object(arguments); ok && failed != nil {
			t.Errorf("%s: %s", arguments, failed.Message)
		}
		anything(t, r, raw)
	})
}

// object reads a JSON object as clients do, unless it is nested too deeply.
func object(text string) (v map[string]any, ok bool) {
	return v, jsonedit.Check([]byte(text), 90) == nil && json.Unmarshal([]byte(text), &v) == nil && v != nil
}

// anything puts bytes through that no one has looked at.
func anything(t *testing.T, r *ollama.Request, raw []byte) {
	t.Helper()
	enc := encoder(r)
	var out []byte
	for data := range bytes.SplitSeq(raw, []byte("\n")) {
		out = enc.Event(out, bytes.TrimPrefix(data, []byte("data: ")))
	}
	if out = enc.End(out); len(out) > 0 {
		checkLines(t, r, out, enc.Failed() == nil)
	}
	if out, e := encoder(r).Plain(raw); e == nil {
		checkLines(t, r, append(out, '\n'), true)
	}
	if out, e := encoder(r).Stream(raw); e == nil {
		checkLines(t, r, out, true)
	}
}

// FuzzEmbed puts any request and any answer through.
func FuzzEmbed(f *testing.F) {
	f.Add([]byte(`{"model":"m","input":["a","b",""]}`), []byte(`{"data":[{"index":1,"embedding":[1]},{"index":0,"embedding":"AACAPw=="}],"usage":{"prompt_tokens":3}}`), false)
	f.Add([]byte(`{"model":"m","prompt":"a"}`), []byte(`{"data":[{"embedding":[1,-2e5]}]}`), true)
	f.Fuzz(func(t *testing.T, body, answer []byte, old bool) {
		if jsonedit.Check(body, 200) != nil && len(bytes.TrimSpace(body)) > 0 {
			return
		}
		m, e := ollama.ParseEmbed(asObject(body), old)
		if e != nil {
			checkRefusal(t, e)
			return
		}
		var answers [][]byte
		inputs := 0
		for _, b := range m.Batches(targets[0]) {
			var sent struct {
				Model string
				Input []string
			}
			if err := json.Unmarshal(b, &sent); err != nil || sent.Model != targets[0].Model || len(sent.Input) == 0 {
				t.Fatalf("%v in %s", err, b)
			}
			inputs += len(sent.Input)
			answers = append(answers, answer)
		}
		out, e := m.Merge(answers, m.Model, begin, begin.Add(time.Second))
		if e != nil {
			if inputs == 0 || e.Status != 502 {
				t.Errorf("%d inputs: %+v", inputs, e)
			}
			return
		}
		readEmbeddingAsGo(t, out, old)
	})
}

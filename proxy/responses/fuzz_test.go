package responses

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"keyport/proxy/jsonedit"
)

func fixed() time.Time { return time.Unix(1700000000, 0) }

const fuzzTools = `{"model":"m","input":"hi","stream":true,"tools":[{"type":"function","name":"f"},{"type":"custom","name":"patch"},{"type":"local_shell"},{"type":"namespace","name":"mcp__x__","tools":[{"type":"function","name":"y"}]},{"type":"tool_search","execution":"client"}]}`

// expected is what went into an encoder.
type expected struct {
	text, thought, refusal string
	arguments              map[int]string // of functions, by their upstream index
	order                  []int          // indices in the order of their first fragment
}

// play turns bytes into a sequence of chunks: each step is an operation, a
// number and a text up to the next zero byte.
func play(script []byte, send func(chunk string), want *expected) {
	names := []string{"f", "patch", "local_shell", "mcp__x__y", "tool_search", "unknown"}
	var started [8]bool
	for n := 0; len(script) >= 2 && n < 200; n++ {
		op, number := script[0], script[1]
		script = script[2:]
		var text string
		if i := bytes.IndexByte(script, 0); i >= 0 {
			text, script = string(script[:i]), script[i+1:]
		} else {
			text, script = string(script), nil
		}
		text = strings.ToValidUTF8(text, "�")
		quoted := string(jsonedit.Quote(text))
		delta := ""
		switch op % 6 {
		case 0:
			want.text += text
			delta = `{"content":` + quoted + `}`
		case 1:
			want.thought += text
			delta = `{"reasoning_content":` + quoted + `,"content":null}`
		case 2:
			want.refusal += text
			delta = `{"refusal":` + quoted + `}`
		case 3, 4:
			index := int(number % 8)
			call := `{"index":` + string(rune('0'+index))
			if !started[index] {
				started[index] = true
				want.order = append(want.order, index)
				call += `,"id":"c` + string(rune('0'+index)) + `","function":{"name":"` + names[index%len(names)] + `","arguments":` + quoted + `}}`
			} else {
				call += `,"function":{"arguments":` + quoted + `}}`
			}
			want.arguments[index] += text
			delta = `{"tool_calls":[` + call + `]}`
		case 5:
			delta = `{"role":"assistant","content":""}`
		}
		send(`{"id":"chatcmpl-1","choices":[{"index":0,"delta":` + delta + `,"finish_reason":null}]}`)
	}
}

func FuzzEncoder(f *testing.F) {
	f.Add([]byte("\x01ahm\x00\x00bHello\x00\x00c there\x00\x03\x00{\"a\":\x00\x03\x01{\"input\":\"x\"}\x00\x03\x001}\x00"), byte(0))
	f.Add([]byte("\x02\x00no\x00\x00\x00yes\x00\x02\x00no\x00\x03\x02{\"command\":\"ls\"}\x00\x01\x00hm\x00"), byte(1))
	f.Add([]byte("\x03\x03{}\x00\x00\x00text\x00\x04\x03{}\x00\x03\x05\x00\x03\x04{\"query\":\"x\"}"), byte(2))
	f.Add([]byte("{\"error\":{\"message\":\"x\"}}\n{\"choices\":[{\"delta\":{\"tool_calls\":[{},{\"function\":{\"arguments\":{\"a\":1}}}]}}]}\n[DONE]"), byte(3))
	f.Fuzz(func(t *testing.T, script []byte, end byte) {
		r, e := Parse([]byte(fuzzTools))
		if e != nil {
			t.Fatal(e)
		}
		enc := r.Encoder("m", fixed)
		var stream []byte
		if end%5 == 3 { // anything at all, line by line
			for _, line := range bytes.Split(script, []byte("\n")) {
				stream = enc.Event(stream, line)
			}
			if _, err := check(enc.End(stream)); err != nil {
				t.Fatal(err)
			}
			_, _ = r.Encoder("m", fixed).Plain(script)
			return
		}
		if end%5 == 4 {
			stream = enc.Begin(stream)
		}
		want := expected{arguments: map[int]string{}}
		play(script, func(chunk string) { stream = enc.Event(stream, []byte(chunk)) }, &want)
		terminal := "response.completed"
		switch end % 5 {
		case 1:
			terminal = "response.failed"
			stream = enc.Fail(stream, "broken", "It broke.")
		case 2:
			terminal = "response.incomplete"
			stream = enc.Event(stream, []byte(`{"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}`))
		}
		stream = enc.End(stream)
		if more := enc.Event(enc.Fail(nil, "a", "b"), []byte(`{"choices":[{"delta":{"content":"x"}}]}`)); len(more) > 0 {
			t.Fatalf("behind the end: %s", more)
		}
		got, err := check(stream)
		if err != nil {
			t.Fatalf("%v\n%s", err, stream)
		}
		if got.terminal != terminal || got.text != want.text || got.thought != want.thought || got.refusal != want.refusal || len(got.calls) != len(want.order) {
			t.Fatalf("got %+v\nwant %+v\n%s", got, want, stream)
		}
		if terminal == "response.failed" {
			return // its calls may be open
		}
		for i, index := range want.order {
			in := want.arguments[index]
			if call := got.calls[i]; call.Type == "function_call" && got.arguments[i] != in && !(in == "" && got.arguments[i] == "{}") {
				t.Fatalf("call %d: %q, want %q", i, got.arguments[i], in)
			} else if call.Type == "custom_tool_call" && call.Input != in && !strings.HasPrefix(strings.TrimSpace(in), "{") {
				t.Fatalf("call %d: %q, want %q", i, call.Input, in)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		fuzzTools,
		`{"model":"m","instructions":"be","input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/png;base64,AA=="}]},{"type":"function_call","call_id":"1","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"1","output":"x"}]}`,
		`{"input":[{"type":"custom_tool_call","call_id":"1","name":"p","input":"x"},{"type":"local_shell_call","id":"l","call_id":"2","action":{"command":["ls"],"timeout_ms":5}},{"type":"local_shell_call_output","id":"l","output":"y"},{"type":"custom_tool_call_output","call_id":"1","output":[{"type":"input_image","image_url":"u"}]},{"type":"function_call_output","call_id":"9","output":"orphan"}],"text":{"format":{"type":"json_schema","schema":{}}},"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[]}}`,
		`{"input":[{"type":"tool_search_call","call_id":"1","arguments":{"q":1}},{"type":"tool_search_output","call_id":"1","tools":[{"type":"namespace","name":"n","tools":[{"type":"function","name":"a"}]}]}],"include":["message.output_text.logprobs"],"top_logprobs":2,"reasoning":{"effort":"low"}}`,
		`{"input":7}`, `{"input":null}`, `[]`, `{"input":[null,1,"x",[],{}],"tools":[null,{},[]],"tool_choice":3,"text":1,"reasoning":[]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if jsonedit.Check(body, maxNesting) != nil {
			return
		}
		r, e := Parse(body)
		if e != nil {
			if e.Status != 400 || e.Code == "" || e.Message == "" {
				t.Fatalf("%+v", e)
			}
			return
		}
		out, e := r.Completion("m")
		if e == nil {
			checkCompletion(t, out)
		}
		enc := r.Encoder("m", fixed)
		if _, err := check(enc.End(enc.Event(nil, []byte(`{"choices":[{"delta":{"content":"x"}}]}`)))); err != nil {
			t.Fatalf("%v", err)
		}
	})
}

// checkCompletion holds a chat completion to what strict upstreams demand.
func checkCompletion(t *testing.T, body []byte) {
	t.Helper()
	if err := jsonedit.Check(body, maxNesting+10); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	var c struct {
		Messages []struct {
			Role    string
			Content json.RawMessage
			ID      string `json:"tool_call_id"`
			Calls   []struct {
				ID       string
				Function struct{ Name, Arguments *string }
			} `json:"tool_calls"`
		}
		Tools []struct{ Function struct{ Name string } }
	}
	if err := json.Unmarshal(body, &c); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if len(c.Messages) == 0 {
		t.Fatal("no messages")
	}
	var open []string
	for i, m := range c.Messages {
		if m.Role == "tool" {
			if len(open) == 0 || open[0] != m.ID {
				t.Fatalf("message %d answers no open call: %s", i, body)
			}
			open = open[1:]
			continue
		}
		if len(open) > 0 {
			t.Fatalf("message %d while calls are open: %s", i, body)
		}
		for _, call := range m.Calls {
			open = append(open, call.ID)
		}
		if len(m.Content) == 0 || string(m.Content) == `""` || string(m.Content) == "[]" {
			t.Fatalf("message %d is empty: %s", i, body)
		}
	}
	if len(open) > 0 {
		t.Fatalf("calls without results: %s", body)
	}
	seen := map[string]bool{}
	for _, tool := range c.Tools {
		if n := tool.Function.Name; seen[n] || n == "" || len(n) > 64 {
			t.Fatalf("tool name %q: %s", n, body)
		}
		seen[tool.Function.Name] = true
	}
}

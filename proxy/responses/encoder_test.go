package responses

import (
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

func encoder(t *testing.T, body string) *Encoder {
	t.Helper()
	r, e := Parse([]byte(body))
	if e != nil {
		t.Fatal(e)
	}
	return r.Encoder("m", fixed)
}

const hi = `{"model":"m","input":"hi","stream":true}`

func TestIdsFollowTheUpstream(t *testing.T) {
	stream := func(id string, early bool) string {
		e := encoder(t, hi)
		var out []byte
		if early {
			out = e.Begin(out)
		}
		out = e.Event(out, []byte(`{"id":"`+id+`","created":5,"choices":[{"delta":{"tool_calls":[{"function":{"name":"f"}}]}}]}`))
		return string(e.End(out))
	}
	if a, b := stream("x", false), stream("x", false); a != b {
		t.Error("the same answer has different ids")
	}
	if a, b := stream("x", false), stream("y", false); a == b {
		t.Error("different answers have the same ids")
	}
	if a, b := stream("x", true), stream("x", true); a == b {
		t.Error("an answer that began before its upstream has no random ids")
	}
	if a, b := stream("", false), stream("", false); a == b {
		t.Error("an answer without an id has no random ids")
	}
}

func TestEmptyFirstChunkDoesNotBegin(t *testing.T) { // Azure sends its filter's verdict first
	e := encoder(t, hi)
	if out := e.Event(nil, []byte(`{"id":"","choices":[],"prompt_filter_results":[]}`)); len(out) > 0 {
		t.Errorf("began: %s", out)
	}
}

func TestAnswerBeginsByItself(t *testing.T) {
	for name, end := range map[string]func(e *Encoder) []byte{
		"end":  func(e *Encoder) []byte { return e.End(nil) },
		"fail": func(e *Encoder) []byte { return e.Fail(nil, "c", "m") },
	} {
		t.Run(name, func(t *testing.T) {
			got, err := check(end(encoder(t, hi)))
			if err != nil || len(got.events) != 3 {
				t.Errorf("%v %v", err, got)
			}
		})
	}
}

func TestFailureKeepsWhatWasDone(t *testing.T) {
	e := encoder(t, hi)
	out := e.Event(nil, []byte(`{"id":"c","choices":[{"delta":{"reasoning":"hm","content":"Half"}}]}`))
	got, err := check(e.Fail(out, "upstream_ended_early", "It ended."))
	if err != nil {
		t.Fatal(err)
	}
	if r := got.response; got.terminal != "response.failed" || len(r.Output) != 1 || r.Error.Code != "upstream_ended_early" || r.Error.Message != "It ended." {
		t.Errorf("%+v", got)
	}
}

func TestEndlessAnswerFails(t *testing.T) {
	e := encoder(t, hi)
	chunk := []byte(`{"id":"c","choices":[{"delta":{"content":"` + strings.Repeat("x", 1<<20) + `"}}]}`)
	failed := false
	for range maxAnswer>>20 + 2 {
		if out := e.Event(nil, chunk); strings.Contains(string(out), `"upstream_too_large"`) {
			failed = true
		}
	}
	if !failed || len(e.Event(nil, chunk)) > 0 {
		t.Error("an endless answer went on")
	}
	e = encoder(t, hi)
	for i := range maxCalls + 2 {
		e.Event(nil, []byte(`{"id":"c","choices":[{"delta":{"tool_calls":[{"index":`+string(appendInt(nil, i))+`,"id":"x","function":{"name":"f"}}]}}]}`))
	}
	if e.failure == "" {
		t.Error("endless calls went on")
	}
}

func TestCallsAreToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		fragments string // of one delta each, separated by ;
		want      []string
	}{
		"by index":                     {`[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}];[{"index":1,"id":"b","function":{"name":"f","arguments":"2"}}];[{"index":0,"function":{"arguments":"3"}}]`, []string{"a 13", "b 2"}},
		"all are 0 (Gemini)":           {`[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}];[{"index":0,"id":"b","function":{"name":"f","arguments":"2"}}]`, []string{"a 1", "b 2"}},
		"by position":                  {`[{"id":"a","function":{"name":"f","arguments":"1"}},{"id":"b","function":{"name":"f","arguments":"2"}}]`, []string{"a 1", "b 2"}},
		"id and name in every piece":   {`[{"index":0,"id":"a","function":{"name":"f","arguments":"1"}}];[{"index":0,"id":"a","function":{"name":"f","arguments":"2"}}]`, []string{"a 12"}},
		"the name comes late":          {`[{"index":0,"id":"a","function":{"arguments":"1"}}];[{"index":0,"function":{"name":"f","arguments":"2"}}]`, []string{"a 12"}},
		"the name never comes":         {`[{"index":0,"id":"a","function":{"arguments":"1"}}]`, []string{"a 1"}},
		"arguments that are an object": {`[{"id":"a","function":{"name":"f","arguments":{"x": [1]}}}]`, []string{`a {"x":[1]}`}},
	} {
		t.Run(name, func(t *testing.T) {
			e := encoder(t, hi)
			var out []byte
			for _, f := range strings.Split(c.fragments, ";") {
				out = e.Event(out, []byte(`{"id":"c","choices":[{"index":0,"delta":{"tool_calls":`+f+`}}]}`))
			}
			got, err := check(e.End(out))
			if err != nil {
				t.Fatal(err)
			}
			var calls []string
			for i, call := range got.calls {
				calls = append(calls, call.CallID+" "+got.arguments[i])
			}
			if strings.Join(calls, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %q, want %q", calls, c.want)
			}
		})
	}
}

func TestCustomInput(t *testing.T) {
	for arguments, want := range map[string]string{
		`{"input":"*** Begin\n"}`:   "*** Begin\n",
		`{"patch":"*** Begin"}`:     "*** Begin",
		`*** Begin`:                 "*** Begin",
		`{"input":"cut`:             `{"input":"cut`,
		`{"a":"x","b":"y"}`:         `{"a":"x","b":"y"}`,
		``:                          "",
		`{"other":1,"input":"yes"}`: "yes",
	} {
		c := call{arguments: []byte(arguments)}
		if got := c.input(); got != want {
			t.Errorf("%s: %q", arguments, got)
		}
	}
}

func TestShellCommand(t *testing.T) {
	for arguments, want := range map[string]string{
		`{"command":["ls","-l"]}`: `["ls","-l"]`,
		`{"command":"ls | wc"}`:   `["bash","-lc","ls | wc"]`,
		`{"command":[1]}`:         `[]`,
		`{}`:                      `[]`,
		`{"command":`:             `[]`,
	} {
		if got := string(commandOf([]byte(arguments))); got != want {
			t.Errorf("%s: %s", arguments, got)
		}
	}
}

func TestPlainRefusesWhatIsNoCompletion(t *testing.T) {
	for _, body := range []string{``, `null`, `[]`, `{}`, `{"error":{"message":"no"}}`, `{"choices":[]}`, `{"choices":[1]}`, `{"choices":[{"message":{"content":"x"}}]`} {
		if out, e := encoder(t, hi).Plain([]byte(body)); e == nil || e.Status != 502 {
			t.Errorf("%s: %s", body, out)
		}
	}
}

func TestEventsAreOneLine(t *testing.T) { // a pretty-printed request must not tear an event
	e := encoder(t, "{\"model\":\"m\",\"input\":\"hi\",\n\"tools\":[\n{\"type\":\"function\",\r\n\"name\":\"f\"}],\"metadata\":{\n},\"text\":{\n\"format\":{\n\"type\":\"text\"}}}")
	for _, event := range strings.Split(strings.TrimSuffix(string(e.End(nil)), "\n\n"), "\n\n") {
		if strings.Count(event, "\n") != 1 || strings.Contains(event, "\r") {
			t.Errorf("torn: %q", event)
		}
	}
}

func TestToolNames(t *testing.T) {
	long := strings.Repeat("n", 80)
	r, e := Parse([]byte(`{"input":"x","tools":[{"type":"function","name":"a.b"},{"type":"function","name":"a_b"},{"type":"function","name":"a.b"},{"type":"function","name":"` + long + `"},{"type":"function","name":"` + long + `2"},
		{"type":"namespace","name":"functions","tools":[{"type":"function","name":"plain"}]},{"type":"namespace","name":"mcp__x__","tools":[{"type":"custom","name":"y"},{"type":"namespace","name":"deep","tools":[]}]},{"type":"tool_search","execution":"server"}]}`))
	if e != nil {
		t.Fatal(e)
	}
	var names []string
	for _, tool := range r.tools.list {
		names = append(names, tool.chat)
	}
	if got, want := strings.Join(names, " "), "a_b a_b_2 "+long[:64]+" "+long[:62]+"_2 plain mcp__x__y"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestAllowedTools(t *testing.T) {
	r, e := Parse([]byte(`{"input":"x","tools":[{"type":"function","name":"a"},{"type":"function","name":"b"},{"type":"custom","name":"c"}],"tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"custom","name":"c"},{"type":"function","name":"a"},{"type":"web_search"}]}}`))
	if e != nil {
		t.Fatal(e)
	}
	out, e := r.Completion("m")
	if e != nil {
		t.Fatal(e)
	}
	tools, _ := jsonedit.Path(out, "tools")
	var names []string
	for _, tool := range jsonedit.Elements(tools) {
		names = append(names, pathText(tool, "function", "name"))
	}
	if got := strings.Join(names, " ") + " " + pathText(out, "tool_choice"); got != "c a required" {
		t.Errorf("got %s", got)
	}
}

func BenchmarkEvent(b *testing.B) {
	r, _ := Parse([]byte(hi))
	e := r.Encoder("m", fixed)
	chunk := []byte(`{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4.1-mini","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}`)
	dst := e.Event(nil, chunk)
	b.ReportAllocs()
	for b.Loop() {
		e.size = 0
		dst = e.Event(dst[:0], chunk)
	}
}

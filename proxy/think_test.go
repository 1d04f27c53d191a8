package proxy

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"keyport/proxy/params"
	"keyport/proxy/think"
)

// TestThoughtsLeaveNothingBehindHoweverTheyAreSplit cuts an answer at every
// place into two and three events; both kinds of address see the same text.
func TestThoughtsLeaveNothingBehindHoweverTheyAreSplit(t *testing.T) {
	const said, want = " \n<ThInK>a<think>b</think>\u003c c</THINK>\n\n x < y <think>z</think> é", "x < y  é"
	runes := []rune(said)
	var events []string
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) { sseAnswer(events...)(w, r) })
	s := serve(t, up.config())
	check := func(name, base string) {
		t.Helper()
		got := text(t, call(t, "POST", base+"/v1/chat/completions", chatSSE, bearer()...))
		if content, reasoning := contents(t, got); content != want || reasoning != "" {
			t.Fatalf("%s: %q %q", name, content, reasoning)
		}
		if !strings.HasSuffix(got, doneChunk) || !strings.Contains(got, `"finish_reason":"stop"`) {
			t.Fatalf("%s: the end is missing: %s", name, got)
		}
	}
	for i := 0; i <= len(runes); i++ {
		for j := i; j <= len(runes); j += 3 {
			events = []string{roleChunk + chunk(string(runes[:i])) + chunk(string(runes[i:j])), chunk(string(runes[j:])) + stopChunk, doneChunk}
			check("password", s.URL)
			if i%5 == 0 {
				check("private", s.private)
			}
		}
	}
}

func TestNoEventIsDelayed(t *testing.T) {
	next := make(chan string)
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		for e := range next {
			_, _ = io.WriteString(w, e)
			w.(http.Flusher).Flush()
		}
	})
	s := serve(t, up.config())
	for _, base := range []string{s.URL, s.private} {
		resp := call(t, "POST", base+"/v1/chat/completions", chatSSE, bearer()...)
		for _, e := range []string{roleChunk, chunk("one"), chunk(" two < three"), chunk(" > four"), chunk("\n\n"), chunk("`five`"), chunk("<a> six")} {
			next <- e // the next one is sent only when this one has arrived
			buf := make([]byte, len(e))
			if _, err := io.ReadFull(resp.Body, buf); err != nil || string(buf) != e {
				t.Fatalf("%v: got %q, want %q", err, buf, e)
			}
		}
		next <- stopChunk + doneChunk
		buf := make([]byte, len(stopChunk+doneChunk))
		if _, err := io.ReadFull(resp.Body, buf); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if base == s.URL { // the same handler serves the second round
			close(next)
			next = make(chan string)
		}
	}
	close(next)
}

func TestThinkModesAndRules(t *testing.T) {
	up := newUpstream(t, sseAnswer(roleChunk, chunk("[R]because[/R] "), chunk("so<think>x</think>"), stopChunk, doneChunk))
	cfg := up.config()
	tags := []think.Tag{{Start: "[R]", End: "[/R]"}}
	cfg.Rules = []Rule{
		{Models: []string{"moved"}, Think: &think.Options{Mode: think.Reasoning, Tags: tags}},
		{Models: []string{"kept"}, Think: &think.Options{Mode: think.Keep}},
		{Models: []string{"own"}, Think: &think.Options{Tags: tags}},
	}
	s := serve(t, cfg)
	for model, want := range map[string][2]string{
		"moved": {"so<think>x</think>", "because"},
		"kept":  {"[R]because[/R] so<think>x</think>", ""},
		"own":   {"so<think>x</think>", ""},
		"other": {"[R]because[/R] so", ""},
	} {
		got := text(t, call(t, "POST", s.URL+"/v1/chat/completions", `{"model":"`+model+`","stream":true,"messages":[]}`, bearer()...))
		if content, reasoning := contents(t, got); content != want[0] || reasoning != want[1] {
			t.Errorf("%s: %q %q", model, content, reasoning)
		}
	}
	if a := readCopilot(t, text(t, call(t, "POST", s.private+"/v1/chat/completions", `{"model":"moved","stream":true,"messages":[]}`))); a.reasoning != "because" {
		t.Errorf("private: %+v", a)
	}
}

func TestThoughtsAreOnlyTakenOutOfTheText(t *testing.T) {
	answer := `{"choices":[{"index":0,"message":{"role":"assistant","content":"a","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"x\":\"<think>y</think>\"}"}}]},"logprobs":{"content":[{"token":"<think>"}]}},{"index":1,"message":{"content":"<think>q</think>b"}}],"system_fingerprint":"<think>"}`
	up := newUpstream(t, jsonAnswer(200, answer))
	s := serve(t, up.config())
	want := strings.Replace(answer, "<think>q</think>b", "b", 1)
	if got := text(t, call(t, "POST", s.URL+"/v1/chat/completions", chatBody, bearer()...)); got != want {
		t.Errorf("got %s", got)
	}
	up.answer = jsonAnswer(200, `{"choices":[{"index":0,"text":"<think>q</think>b"}]}`)
	if got := text(t, call(t, "POST", s.URL+"/v1/completions", `{"model":"m","prompt":"x"}`, bearer()...)); got != `{"choices":[{"index":0,"text":"b"}]}` {
		t.Errorf("legacy %s", got)
	}
}

func TestChoicesAreFilteredApart(t *testing.T) {
	at := func(i, s string) string {
		return `data: {"choices":[{"index":` + i + `,"delta":{"content":"` + s + `"}}]}` + "\n\n"
	}
	finish := func(i string) string {
		return `data: {"choices":[{"index":` + i + `,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	}
	up := newUpstream(t, sseAnswer(at("0", "a<thi"), at("1", "b<thi"), at("0", "nk>x"), at("1", "ng>"), at("0", "</think>c"), at("1", "d"), finish("0"), finish("1"), doneChunk))
	s := serve(t, up.config())
	got := text(t, call(t, "POST", s.URL+"/v1/chat/completions", `{"model":"m","n":2,"stream":true}`, bearer()...))
	texts := map[int]string{}
	for line := range strings.SplitSeq(got, "\n") {
		data, ok := strings.CutPrefix(line, "data: {")
		if !ok {
			continue
		}
		var e struct {
			Choices []struct {
				Index int
				Delta struct{ Content string }
			}
		}
		mustJSON(t, "{"+data, &e)
		for _, c := range e.Choices {
			texts[c.Index] += c.Delta.Content
		}
	}
	if texts[0] != "ac" || texts[1] != "b<thing>d" {
		t.Errorf("%v", texts)
	}
}

func TestParameterRulesAndAliases(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	p := func(name, value string) params.Param { return params.Param{Name: name, Value: json.RawMessage(value)} }
	cfg.Aliases = map[string]string{"fast": "gpt-4.1-mini"}
	cfg.Rules = []Rule{
		{Models: []string{"*", "!fast"}, Params: params.Rule{Default: []params.Param{p("top_p", "0.5")}}},
		{Models: []string{"fast"}, Params: params.Rule{Force: []params.Param{p("max_tokens", "10")}, Append: " /no_think"}},
	}
	s := serve(t, cfg)
	for _, c := range []struct{ path, body, want string }{
		{"/v1/chat/completions", `{"model":"x","a":1.0}`, `{"model":"x","a":1.0,"top_p":0.5}`},
		{"/v1/chat/completions", `{"model":"x","top_p":1}`, `{"model":"x","top_p":1}`},
		{"/v1/chat/completions", `{"model":"fast","max_completion_tokens":5,"messages":[{"role":"user","content":"hi"}]}`, `{"model":"gpt-4.1-mini","max_completion_tokens":10,"messages":[{"role":"user","content":"hi /no_think"}]}`},
		{"/v1/embeddings", `{"model":"x","input":"y"}`, `{"model":"x","input":"y"}`},
	} {
		call(t, "POST", s.URL+c.path, c.body, bearer()...)
		if got := up.last(t).Body; got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.path, c.body, got, c.want)
		}
	}
	models := text(t, call(t, "GET", s.private+"/api/tags", ""))
	if !strings.Contains(models, `"name":"fast"`) {
		t.Errorf("the alias is not listed: %s", models)
	}
}

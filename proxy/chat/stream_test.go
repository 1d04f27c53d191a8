package chat

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"keyport/proxy/sse"
	"keyport/proxy/think"
)

func event(content string) string {
	b, _ := json.Marshal(content)
	return `data: {"id":"c","choices":[{"index":0,"delta":{"content":` + string(b) + `},"finish_reason":null}]}` + "\n\n"
}

const stop = `data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"

// run puts events through an editor.
func run(o Options, events ...string) (string, *Stream) {
	s := NewStream(o)
	var out []byte
	for _, e := range events {
		out = s.Event(out, []byte(e))
	}
	return string(s.End(out)), s
}

// said joins the text and the reasoning of a stream.
func said(t *testing.T, stream string) (content, reasoning string) {
	t.Helper()
	split := sse.NewSplitter(0)
	err := split.Feed([]byte(stream), func(raw []byte) error {
		data, _ := sse.Data(raw)
		if len(data) == 0 || sse.IsDone(data) {
			return nil
		}
		var e struct {
			Choices []struct {
				Delta struct {
					Content   string `json:"content"`
					Reasoning string `json:"reasoning_content"`
				}
			}
		}
		if err := json.Unmarshal(data, &e); err != nil {
			t.Errorf("%v in %q", err, data)
		}
		for _, c := range e.Choices {
			content += c.Delta.Content
			reasoning += c.Delta.Reasoning
		}
		return nil
	})
	if err != nil || len(split.Rest()) > 0 {
		t.Errorf("%v, rest %q", err, split.Rest())
	}
	return content, reasoning
}

func TestKeepChangesNothing(t *testing.T) {
	in := []string{": hi\n\n", "event: x\ndata: {\"a\":<}\n\n", event("<think>x</think>"), stop, sse.Done}
	if out, s := run(Options{Think: think.Options{Mode: think.Keep}}, in...); out != strings.Join(in, "") || !s.Good() {
		t.Errorf("%q", out)
	}
}

func TestEventsThatHoldOnlyThoughtsAreLeftOut(t *testing.T) {
	out, _ := run(Options{}, event("a"), event("<think>"), event("x"), event("</think>"), event("b"), stop, sse.Done)
	if out != event("a")+event("b")+stop+sse.Done {
		t.Errorf("%q", out)
	}
}

func TestUsageBesideAThoughtStays(t *testing.T) {
	with := `data: {"choices":[{"index":0,"delta":{"content":"x"}}],"usage":{"prompt_tokens":1}}` + "\n\n"
	out, _ := run(Options{}, event("a<think>"), with, event("</think>b"), stop, sse.Done)
	if !strings.Contains(out, `"prompt_tokens":1`) || strings.Contains(out, `"x"`) {
		t.Errorf("%q", out)
	}
}

func TestWhatIsHeldComesOutAtTheEnd(t *testing.T) {
	for name, events := range map[string][]string{
		"finish":          {event("a <thi"), stop, sse.Done},
		"done only":       {event("a <thi"), sse.Done},
		"finish, no done": {event("a <thi"), stop},
	} {
		out, s := run(Options{}, events...)
		if content, _ := said(t, out); content != "a <thi" || !s.Good() {
			t.Errorf("%s: %q", name, out)
		}
	}
	out, _ := run(Options{Think: think.Options{StartsInThought: true}}, event("all of it"), stop, sse.Done)
	if content, _ := said(t, out); content != "all of it" {
		t.Errorf("starts in thought: %q", out)
	}
}

func TestEndings(t *testing.T) {
	for name, c := range map[string]struct {
		events []string
		good   bool
	}{
		"nothing":             {nil, false},
		"text":                {[]string{event("x")}, false},
		"empty finish":        {[]string{`data: {"choices":[{"finish_reason":""}]}` + "\n\n"}, false},
		"spaced finish":       {[]string{`data: {"choices":[{"finish_reason" : "stop"}]}` + "\n\n"}, true},
		"finish in the text":  {[]string{event(`"finish_reason":"stop"`)}, false},
		"anthropic":           {[]string{"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"}, true},
		"anthropic delta":     {[]string{"event: message_delta\ndata: {\"type\":\"message_delta\"}\n\n"}, false},
		"responses":           {[]string{"event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"error\":null}}\n\n"}, true},
		"responses, nameless": {[]string{"data: {\"type\":\"response.completed\"}\n\n"}, true},
		"error":               {[]string{"data: {\"error\":{\"message\":\"x\"}}\n\n"}, true},
	} {
		if _, s := run(Options{Think: think.Options{Mode: think.Keep}}, c.events...); s.Good() != c.good {
			t.Errorf("%s: %v", name, s.Good())
		}
	}
}

// FuzzStream cuts a text into events and checks that every editor gives the
// same text as the filter gives for the whole.
func FuzzStream(f *testing.F) {
	f.Add("a<think>b</think>c", uint64(0x1234), byte(0))
	f.Add("\n<THINK>b</think>\n\n`<think>`", uint64(7), byte(3))
	f.Add("{\"finish_reason\":\"stop\"}", uint64(99), byte(6))
	f.Fuzz(func(t *testing.T, text string, cuts uint64, flags byte) {
		if !utf8.ValidString(text) || len(text) > 4096 {
			return
		}
		o := Options{Repair: flags&1 != 0}
		if flags&2 != 0 {
			o.Think.Mode = think.Reasoning
		}
		want, wantThought := think.Apply(o.Think, text)
		var events []string
		for rest := []rune(text); len(rest) > 0; {
			n := min(len(rest), int(cuts%4))
			cuts = cuts/4 | cuts<<61
			if n == 0 {
				n = 1
				events = append(events, ": silence\n\n")
			}
			events = append(events, event(string(rest[:n])))
			rest = rest[n:]
		}
		out, s := run(o, append(events, stop, sse.Done)...)
		content, thought := said(t, out)
		if content != want || thought != wantThought || !s.Good() {
			t.Errorf("text %q: content %q, want %q; thought %q, want %q", text, content, want, thought, wantThought)
		}
	})
}

// FuzzEvent puts anything through: no panic, and what is no chat event stays as it is.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(event("<think>")), byte(1))
	f.Add([]byte("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}\n\n"), byte(1))
	f.Add([]byte("data: {\"choices\":[1,{\"delta\":2}],\"usage\":3}\n\n"), byte(5))
	f.Fuzz(func(t *testing.T, raw []byte, flags byte) {
		o := Options{Repair: flags&1 != 0, Cursor: flags&4 != 0}
		s := NewStream(o)
		var out []byte
		_ = sse.NewSplitter(0).Feed(raw, func(raw []byte) error {
			out = s.Event(out, raw)
			return nil
		})
		_ = s.End(out)
		_ = Body(raw, o)
	})
}

// What one answer was about must not be found in the next.
func TestAFreedEditorRemembersNothing(t *testing.T) {
	s := NewStream(Options{Repair: true, Think: think.Options{Mode: think.Strip, Tags: think.DefaultTags}})
	for _, data := range []string{
		`{"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"one <"}}]}`,
		`{"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"k","function":{"name":"f","arguments":"{}"}}]}}]}`,
		`{"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":9}}`,
		`{"error":{"message":"overloaded"}}`,
	} {
		s.Event(nil, []byte("data: "+data+"\n\n"))
	}
	if s.Usage.In == 0 || s.Pieces == 0 || len(s.Said) == 0 {
		t.Fatalf("%+v, %d, %q", s.Usage, s.Pieces, s.Said)
	}
	s.Free()
	if !reflect.ValueOf(*s).IsZero() {
		t.Errorf("%+v", *s)
	}
}

package chat

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"keyport/proxy/sse"
	"keyport/proxy/think"
)

// spelled are texts as JSON spells them: what the filter looks at, what ends a
// string or a line, and words that mean something elsewhere in an event.
var spelled = []string{
	"", "a", " token", " token by token", "<", "<thi", "nk>", "<think>", "</think>", "</THINK>", "x<think>y</think>z",
	`\u003cthink\u003e`, `\u003c/think>`, "`", "`<think>`", `\n`, `\n\n`, `a\nb`, `\"`, `\\`, `\"finish_reason\":\"stop\"`,
	"{}", `{\"a\":1}`, "error", "finish_reason", "[DONE]", "[R]", "[/R]", "é", "日本", "\xff", "\xe6\x97", `\ud83d`, `\q`, `\u12`, "\t", "\n", "\r", "\x00",
	`","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}],"x":"`,
	`"},"finish_reason":"stop","x":{"y":"`,
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// envelope is an event without its text. PAD is a text of random length.
func envelope(r *rand.Rand) (before, after string) {
	before, after, _ = strings.Cut(event("TEXT"), "TEXT")
	switch r.IntN(9) {
	case 0, 1, 2:
		return before, after
	case 8:
		return strings.Replace(before, `"content":"`, `"tool_calls":[{"index":0,"function":{"arguments":"`, 1), strings.Replace(after, "},", "}}]},", 1)
	case 3:
		return strings.Replace(before, `"index":0`, `"index":1`, 1), after
	case 4:
		return before, strings.Replace(after, "}]}", `}],"p":"PAD"}`, 1)
	case 5:
		return before, strings.ReplaceAll(after, "\n", "\r\n")
	}
	before = pick(r, "data: ", "data: ", "data: ", "data: ", "data:", "data:  ", "id: 1\ndata: ", "data: {}\ndata: ") +
		`{"id":"c","created":` + pick(r, "0", "1") + pick(r, `,"choices":[{"index":0,"delta":{`, `,"choices":[{"index":0,"delta":{`, `,"choices":[{"index":0,"delta":{`, `,"choices":[{"index":0,"text":"","delta":{`,
		`,"choices":[{"text":null,"delta":{`, `,"choices":[{"index":0,"message":{"content":"b"},"delta":{`, `,"choices":[{"index":1,"index":0,"delta":{`, `,"choices":[],"choices":[{"index":0,"delta":{`) +
		pick(r, "", "", "", "", `"role":"assistant",`, `"refusal":null,`, `"reasoning_content":"",`, `"tool_calls":[],`, `"content":"",`, `"content":"x",`, `"content":null,`, `"x":1,`, `"cot_id":"1",`, `"tool_calls":[{"index":0,"id":"","function":{"name":"f"}}],`) +
		pick(r, `"content":"`, `"content":"`, `"content":"`, `"reasoning_content":"`, `"reasoning":"`, `"content": "`, `"text":"`,
			`"tool_calls":[{"index":0,"function":{"arguments":"`, `"tool_calls":[{"index":1,"function":{"arguments":"`, `"tool_calls":[{"index":0,"id":"k","function":{"name":"f","arguments":"`, `"tool_calls":[{"index":0,"function":{"name":"f","arguments":"`)
	if strings.Contains(before, "arguments") {
		return before, `"}}]},"finish_reason":null}]}` + "\n\n"
	}
	after = pick(r, `"},"finish_reason":null}]}`, `"}}]}`, `"},"logprobs":null,"finish_reason":""}],"usage":null}`,
		`"}}],"usage":{"prompt_tokens":1}}`, `"}}],"usage":{"total_tokens":1},"error":null}`, `"},"text":""}]}`, `"},"text":"b"}]}`, `"},"text":"<think>"}]}`,
		`"},"message":{}}]}`, `"},"message":null}]}`, `"},"message":{"content":""}}]}`, `"},"message":{"content":"b"}}]}`, `"},"message":{"content":"<think>b"}}]}`,
		`","content":""}}]}`, `","content":"<think>"}}]}`, `","reasoning_content":"","reasoning_content":"b"}}]}`, `"},"delta":{}}]}`, `"},"delta":null}]}`, `"}},null]}`,
		`"}}],"choices":[]}`, `"}}],"choices":[{"index":0,"delta":{"content":"<think>"}}]}`, `"},"index":1}]}`,
		`"}},{"index":1,"delta":{"content":"b"}}]}`, `"}},{"index":0,"delta":{"content":"b"}}]}`, `" } } ] }`, `"},"logprobs":{"content":[]}}]}`, `"},"finish_reason":"stop"}]}`)
	if r.IntN(4) == 0 {
		after = after[:len(after)-1] + `,"obfuscation":"PAD"}`
	}
	return before, after + pick(r, "\n\n", "\n\n", "\n\n", "\nid: 4\n\n", "\r\n\r\n", "\r\r", "\n\n\n")
}

// streamOf makes a stream: mostly runs of events that differ in their text
// alone, and everything that may come between them.
func streamOf(r *rand.Rand, extra string) string {
	var b strings.Builder
	for range 1 + r.IntN(8) {
		before, after := envelope(r)
		for range r.IntN(12) {
			b.WriteString(before + pick(r, " token", " token", "a", "b", extra, pick(r, spelled...)))
			b.WriteString(strings.Replace(after, "PAD", pick(r, "", "x", "xy", "xyz", `\"`, "\n"), 1))
			if r.IntN(12) > 0 {
				continue
			}
			b.WriteString(pick(r,
				": silence\n\n", "\n", ": silence\r\r", "\r", "\r\n\r", ": silence\r\r"+before+"a"+after+"\r", ": half\n", "id: 1\n", "\xef\xbb\xbf", "event: ping\n\n", "data: [DONE]\n\n",
				"data: {\"error\":{\"message\":\"no\"}}\n\n", "data: no JSON\n\n", stop,
				`data: {"id":"c","choices":[{"index":1,"delta":{"content":"<think>"}}]}`+"\n\n",
				`data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}`+"\n\n"))
		}
	}
	return b.String()
}

func optionsOf(r *rand.Rand) Options {
	return Options{
		Repair: r.IntN(2) == 0, Cursor: r.IntN(6) == 0,
		Mask: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("no"), []byte("**")) },
		Think: think.Options{
			Mode:            pick(r, think.Strip, think.Strip, think.Reasoning, think.Keep),
			StartsInThought: r.IntN(6) == 0,
			Tags: pick(r, nil, nil, []think.Tag{{Start: "[R]", End: "[/R]"}, {Start: "<think>", End: "</think>"}},
				[]think.Tag{{Start: "\n<think>", End: "</think>\n"}}, []think.Tag{{Start: "\ufffd", End: "é"}}),
		},
	}
}

// checkForms puts a stream through two editors, of which one learns no forms,
// in the same pieces; after each piece both have given the same.
func checkForms(t *testing.T, in string, o Options, r *rand.Rand) (passed int) {
	t.Helper()
	fast, slow := NewStream(o), NewStream(o)
	var got, want []byte
	var data [2][]string
	quick, whole, translated := sse.NewSplitter(0), sse.NewSplitter(0), r.IntN(2) == 0
	quick.Known = func(b []byte) int {
		if !translated {
			n := fast.Pass(b)
			passed += n
			got = append(got, b[:n]...)
			return n
		}
		text, n := fast.Text(b)
		if passed += n; n > 0 {
			data[0] = append(data[0], withText(b[:n], text))
		}
		return n
	}
	for left := in; left != ""; {
		n := 1 + r.IntN(min(len(left), []int{3, 300, 3000}[r.IntN(3)]))
		_ = quick.Feed([]byte(left[:n]), func(raw []byte) error {
			if !translated {
				got = fast.Event(got, raw)
				return nil
			}
			fast.Data(raw, func(d []byte) { data[0] = append(data[0], string(d)) })
			return nil
		})
		_ = whole.Feed([]byte(left[:n]), func(raw []byte) error {
			slow.form.wasted = maxWasted
			if !translated {
				want = slow.Event(want, raw)
				return nil
			}
			slow.Data(raw, func(d []byte) { data[1] = append(data[1], string(d)) })
			return nil
		})
		left = left[n:]
		if !bytes.Equal(got, want) || strings.Join(data[0], "\n") != strings.Join(data[1], "\n") || fast.Ending != slow.Ending {
			t.Fatalf("%+v\n%q\n got %q %q %+v\nwant %q %q %+v", o, in[:len(in)-len(left)], got, data[0], fast.Ending, want, data[1], slow.Ending)
		}
	}
	if got, want = fast.End(got), slow.End(want); !bytes.Equal(got, want) {
		t.Fatalf("%+v\n%q\n got %q\nwant %q", o, in, got, want)
	}
	return passed
}

// withText gives the data of an event; it fails where the text is another.
func withText(raw, text []byte) string {
	data, _ := sse.Data(raw)
	content, _ := pathString(data, "choices", "0", "delta", "content")
	if content != string(text) {
		return fmt.Sprintf("text %q of %q", text, data)
	}
	return string(data)
}

func TestEventsKnownByTheirFormComeOutAsFromTheLongWay(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	passed, all := 0, 0
	for range 4000 {
		in := streamOf(r, "plain")
		passed += checkForms(t, in, optionsOf(r), r)
		all += len(in)
	}
	if passed < all/10 {
		t.Errorf("of %d bytes only %d were known by their form: too few to prove anything", all, passed)
	}
}

// FuzzForm does the same with any text and any stream.
func FuzzForm(f *testing.F) {
	f.Add("a", uint64(1))
	f.Add(`\u003c`, uint64(2))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if len(text) > 200 {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		in, o := streamOf(r, text), optionsOf(r)
		checkForms(t, in, o, r)
		checkForms(t, in+text+in, o, r)
	})
}

func TestMostEventsAreKnownByTheirForm(t *testing.T) {
	padded := func(s string) string {
		return strings.Replace(event(s), "}]}\n", `}],"usage":null,"obfuscation":"`+strings.Repeat("x", 9-len(s))+"\"}\n", 1)
	}
	arguments := func(s string) string {
		return strings.NewReplacer(`"content":"`, `"tool_calls":[{"index":0,"function":{"arguments":"`, "},", "}}]},").Replace(event(s))
	}
	thought := func(s string) string { return strings.ReplaceAll(event(s), `"content"`, `"reasoning_content"`) }
	for name, c := range map[string]struct {
		o     Options
		event func(string) string
		text  bool
	}{
		"password":             {Options{}, event, true},
		"private":              {Options{Repair: true}, event, true},
		"nothing to edit":      {Options{Think: think.Options{Mode: think.Keep}}, event, true},
		"padded":               {Options{}, padded, true},
		"thoughts of upstream": {Options{}, thought, false},
		"calls":                {Options{}, arguments, false},
	} {
		s := NewStream(c.o)
		for _, e := range []string{c.event("one"), c.event("two")} { // what text begins with is held until it is no white space
			s.Event(nil, []byte(e))
		}
		next := []byte(c.event(" more") + c.event("a\nb") + c.event("ü\"") + c.event("e")[:70])
		if n := s.Pass(next); n != len(next)-70 {
			t.Errorf("%s: %d of %d bytes pass", name, n, len(next)-70)
		}
		if _, n := s.Text(next); (n > 0) != c.text {
			t.Errorf("%s: Text takes %d bytes", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { s.Pass(next) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestAStreamWhoseEventsAllDifferStopsLearning(t *testing.T) {
	s := NewStream(Options{})
	for i := range 3 * maxWasted {
		s.Event(nil, []byte(strings.Replace(event("x"), `"id":"c"`, fmt.Sprintf(`"id":"c","n":%d`, i), 1)))
	}
	if s.form.known || s.form.wasted != maxWasted {
		t.Errorf("known %v, wasted %d", s.form.known, s.form.wasted)
	}
}

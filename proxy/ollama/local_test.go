package ollama_test

import (
	"strings"
	"testing"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/ollama"
)

func TestLoadAndUnloadNeedNoUpstream(t *testing.T) {
	const at = `"created_at":"2026-01-02T03:04:05.6Z",`
	for _, c := range []struct {
		name     string
		generate bool
		body     string
		local    string
		answer   string
	}{
		{"run preloads", true, `{"model":"m","prompt":""}`, "load", `{"model":"m",` + at + `"response":"","done":true,"done_reason":"load"}`},
		{"run preloads, streaming", true, `{"model":"m","stream":true}`, "load", `{"model":"m",` + at + `"response":"","done":true,"done_reason":"load"}`},
		{"stop", true, `{"model":"m","prompt":"","keep_alive":"0s"}`, "unload", `{"model":"m",` + at + `"response":"","done":true,"done_reason":"unload"}`},
		{"Open WebUI unloads", true, `{"model":"m","keep_alive":0}`, "unload", `{"model":"m",` + at + `"response":"","done":true,"done_reason":"unload"}`},
		{"zero as text", true, `{"model":"m","prompt":"","keep_alive":"0"}`, "unload", ""},
		{"zero minutes", true, `{"model":"m","prompt":"","keep_alive":"0m"}`, "unload", ""},
		{"for ever", true, `{"model":"m","prompt":"","keep_alive":-1}`, "load", ""},
		{"a while", true, `{"model":"m","prompt":"","keep_alive":"5m"}`, "load", ""},
		{"a suffix alone", true, `{"model":"m","prompt":"","suffix":"x"}`, "load", ""},
		{"unload wins over raw", true, `{"model":"m","raw":true,"system":"x","keep_alive":0}`, "unload", ""},
		{"an image is a prompt", true, `{"model":"m","images":["iVBORw0KGgoAAAAN"]}`, "", ""},
		{"a prompt", true, `{"model":"m","prompt":"x","keep_alive":0}`, "", ""},
		{"chat preloads", false, `{"model":"m","messages":[]}`, "load", `{"model":"m",` + at + `"message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}`},
		{"chat without messages", false, `{"model":"m"}`, "load", ""},
		{"chat unloads", false, `{"model":"m","messages":[],"keep_alive":0}`, "unload", `{"model":"m",` + at + `"message":{"role":"assistant","content":""},"done":true,"done_reason":"unload"}`},
		{"chat", false, `{"model":"m","messages":[{"role":"user","content":""}]}`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			parse := parseChat
			if c.generate {
				parse = parseGenerate
			}
			r, e := parse([]byte(c.body))
			if e != nil {
				t.Fatal(e.Message)
			}
			if r.Local != c.local {
				t.Fatalf("local %q, want %q", r.Local, c.local)
			}
			if c.local == "" {
				return
			}
			got := ollama.LocalAnswer(r, "m", begin)
			if c.answer != "" && string(got) != c.answer {
				t.Errorf("got  %s\nwant %s", got, c.answer)
			}
			readAsGo(t, got)
		})
	}
}

func TestWhatTheRequestAsks(t *testing.T) {
	r, e := parseGenerate([]byte(`{"model":"a/b:c","prompt":"x","suffix":"y","raw":true,"think":"max","stream":false}`))
	if e != nil {
		t.Fatal(e)
	}
	if r.Model != "a/b:c" || r.Stream || r.Think != ollama.ThinkMax || !r.Raw || !r.FIM {
		t.Errorf("%+v", r)
	}
	for body, want := range map[string]ollama.Think{
		``: ollama.ThinkUnset, `"think":null`: ollama.ThinkUnset, `"think":true`: ollama.ThinkOn, `"think":false`: ollama.ThinkOff,
		`"think":"low"`: ollama.ThinkLow, `"think":"medium"`: ollama.ThinkMedium, `"think":"high"`: ollama.ThinkHigh,
	} {
		r, e := parseChat([]byte(strings.Replace(`{"model":"m",`+body+`}`, ",}", "}", 1)))
		if e != nil || r.Think != want || !r.Stream {
			t.Errorf("%s: %v %+v", body, e, r)
		}
	}
}

func TestSilenceIsFilledWithAnEmptyLine(t *testing.T) {
	for body, want := range map[string]string{
		`{"model":"m \"x\"","messages":[{"role":"user"}]}`: `{"model":"m \"x\"","created_at":"2026-01-02T03:04:05.61Z","message":{"role":"assistant","content":""},"done":false}` + "\n",
	} {
		r, e := parseChat([]byte(body))
		if e != nil {
			t.Fatal(e)
		}
		enc := encoder(r)
		got := enc.KeepAlive()
		if string(got) != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		checkLines(t, r, got, false)
	}
	r, _ := parseGenerate([]byte(`{"model":"m","prompt":"x"}`))
	checkLines(t, r, encoder(r).KeepAlive(), false)
}

func TestNothingComesAfterTheEnd(t *testing.T) {
	r, _ := parseChat([]byte(`{"model":"m","messages":[{"role":"user"}]}`))
	enc := encoder(r)
	if len(enc.End(nil)) == 0 || len(enc.End(nil)) != 0 {
		t.Error("not exactly one last line")
	}
	enc = encoder(r)
	enc.Event(nil, []byte("no"))
	if out := enc.End(enc.Event(nil, []byte(`{"choices":[{"delta":{"content":"x"}}]}`))); len(out) > 0 || enc.Failed() == nil || enc.Failed().Status != 502 {
		t.Errorf("after a failure: %s", out)
	}
}

func TestAnErrorOfAnEventIsOneSentence(t *testing.T) {
	r, _ := parseChat([]byte(`{"model":"m","messages":[{"role":"user"}]}`))
	for event, want := range map[string]string{
		`{"error":"out of memory"}`:                            "out of memory",
		`{"error":{"message":"busy"},"choices":[]}`:            "busy",
		`{"error":{"code":5}}`:                                 "The upstream ended its answer with an error.",
		`{"error":"` + strings.Repeat("ä", 2000) + `"}`:        strings.Repeat("ä", 1000),
		`{"choices":[{"delta":{},"finish_reason":"error"}]}`:   "The upstream ended its answer with an error.",
		`{"error":null,"choices":[{"delta":{"content":"x"}}]}`: "",
		`{"type":"ping"}`:                                      "",
	} {
		enc := encoder(r)
		enc.Event(nil, []byte(event))
		var got string
		if e := enc.Failed(); e != nil {
			got = e.Message
			_ = e.Body(dialect.Ollama)
		}
		if got != want {
			t.Errorf("%.40s: %q, want %q", event, got, want)
		}
	}
}

func TestLongTextIsCutIntoReadableLines(t *testing.T) {
	r, _ := parseChat([]byte(`{"model":"m","messages":[{"role":"user"}]}`))
	text := strings.Repeat("ä\x01", 1<<20)
	lines, e := encoder(r).Stream([]byte(`{"choices":[{"message":{"content":` + quoted(text) + `},"finish_reason":"stop"}]}`))
	if e != nil {
		t.Fatal(e)
	}
	for line := range strings.SplitSeq(string(lines), "\n") {
		if len(line) > 7<<20 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	if got, _, _ := said(t, r, lines); got != text {
		t.Error("the text changed")
	}
}

func TestTimesWithoutAClockAreReal(t *testing.T) {
	r, _ := parseChat([]byte(`{"model":"m","messages":[{"role":"user"}]}`))
	before := time.Now()
	enc := r.Encoder("m", before.Add(time.Hour), ollama.EncoderOptions{}) // a clock that was set back
	checkLines(t, r, enc.End(nil), true)
}

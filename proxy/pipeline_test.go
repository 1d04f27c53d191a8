package proxy

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
	"keyport/proxy/responses"
	"keyport/proxy/think"
)

// pieces of a stream, as the upstream sends them. TEXT differs from event to event.
var pieces = []string{
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"TEXT","reasoning_content":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"xx"}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"logprobs":{"content":[{"token":"a","logprob":-0.5}]}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"}}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}`,
	`data: {"id":"c1","choices":[{"index":1,"delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0.0,"delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"refusal":"no","content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT","tool_calls":[{"index":0,"function":{"arguments":""}}]}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"text":"TEXT","delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"text":"","delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"text":null,"message":null}]}`,
	`data: {"id":"c1","choices":[{"index":0,"text":"TEXT"}]}`,
	`data: {"id":"c1","choices":[{"index":0,"message":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"message":{"content":"TEXT"},"delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"","content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT","content":""}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"delta":null}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"}}],"choices":[]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"}},{"index":1,"delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[null,{"index":0,"delta":{"content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning_text":"TEXT","reasoning_content":"TEXT"}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"k","function":{"name":"f","arguments":"{}"}}]}}]}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`,
	`data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":9,"total_tokens":16}}`,
	`data: {"error":{"message":"overloaded"}}`,
	`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":"error"}]}`,
	`: silence`,
	`data: no JSON`,
	`data: [DONE]`,
}

// bodyOf is a body as Ollama's requests are read from.
func bodyOf(body string) *jsonedit.Object {
	obj := new(jsonedit.Object)
	if err := obj.ParseChecked([]byte(body), maxDepth); err != nil {
		panic(err)
	}
	return obj
}

// TestTranslatedEventsComeOutAsFromTheLongWay puts streams through two
// pipelines, of which one parses and translates every event.
func TestTranslatedEventsComeOutAsFromTheLongWay(t *testing.T) {
	clock := func() time.Time { return time.Unix(1750000000, 0) }
	ways := map[string]func() translation{
		"api/chat": func() translation {
			r, _ := ollama.ParseChat(bodyOf(`{"model":"m","messages":[{"role":"user","content":"x"}],"logprobs":true}`))
			return toOllama{r.Encoder("m", clock(), ollama.EncoderOptions{ShowThinking: true, Now: clock})}
		},
		"api/generate": func() translation {
			r, _ := ollama.ParseGenerate(bodyOf(`{"model":"m","prompt":"x"}`))
			return toOllama{r.Encoder("m", clock(), ollama.EncoderOptions{Now: clock})}
		},
		"responses": func() translation {
			r, _ := responses.Parse([]byte(`{"model":"m","input":"x","tools":[{"type":"function","name":"f"}]}`))
			return toResponses{r.Encoder("m", clock)}
		},
	}
	for name, into := range ways {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(8, 9))
			quick := 0
			for range 1000 {
				o := chat.Options{Repair: r.IntN(8) > 0}
				o.Think.Mode = []think.Mode{think.Strip, think.Reasoning, think.Keep}[r.IntN(3)]
				fast, slow := newPipeline(o, into()), newPipeline(o, into())
				known := fast.splitter.Known
				fast.splitter.Known = func(b []byte) int {
					n := known(b)
					quick += n
					return n
				}
				slow.splitter.Known = nil
				slow.whole = func(raw []byte) error {
					if slow.editor.Data(raw, slow.each); slow.editor.Done {
						slow.end()
					}
					return nil
				}
				in, got, want := translatedStream(r), []byte{}, []byte{}
				for left := in; left != ""; {
					n := 1 + r.IntN(min(len(left), 2000))
					if fast.feed([]byte(left[:n])) != nil || slow.feed([]byte(left[:n])) != nil {
						t.Fatal("the stream is refused")
					}
					got, want = append(got, fast.out...), append(want, slow.out...)
					if left = left[n:]; left == "" {
						fast.out, slow.out = nil, nil
						fast.end()
						slow.end()
						got, want = append(got, fast.out...), append(want, slow.out...)
					}
					if e, f := fast.failed(), slow.failed(); !bytes.Equal(got, want) || (e == nil) != (f == nil) || e != nil && e.Code != f.Code {
						t.Fatalf("%+v\n%s\n got %s %v\nwant %s %v", o, in[:len(in)-len(left)], got, e, want, f)
					}
				}
			}
			if quick < 20_000 {
				t.Errorf("only %d bytes were known by their form: too few to prove anything", quick)
			}
		})
	}
}

// translatedStream is runs of events that differ in their text alone, and
// anything in between.
func translatedStream(r *rand.Rand) string {
	texts := []string{"a", " token", " token", "", "error", `\n`, `\"`, "é", "日本", "<", "<think>", "</think>", `\u003c`, `\ud83d`, "`", "\xff", `\q`}
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(pieces[r.IntN(4)], "TEXT", texts[r.IntN(3)]) + "\n\n") // without an id the Responses API's are random
	for range 1 + r.IntN(6) {
		piece := pieces[r.IntN(len(pieces))]
		if r.IntN(2) == 0 {
			piece = pieces[r.IntN(4)]
		}
		for range 1 + r.IntN(8) {
			text := texts[r.IntN(3)]
			if r.IntN(4) == 0 {
				text = texts[r.IntN(len(texts))]
			}
			b.WriteString(strings.ReplaceAll(piece, "TEXT", text) + "\n\n")
		}
	}
	return b.String()
}

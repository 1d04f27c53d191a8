package proxy

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/ollama"
	"keyport/proxy/think"
)

// BenchmarkPipeline is what happens to the events that one read brought, up to
// the bytes that are written: 64 of them, as a fast upstream sends.
func BenchmarkPipeline(b *testing.B) {
	const events = 64
	plain := strings.Repeat(chunk(" token by token"), events)
	thoughts := strings.Repeat(chunk("<think>a")+chunk(" thought ")+chunk("</think>b")+chunk(" word"), events/4)
	delta := func(d string) string { return strings.Replace(chunk(""), `{"content":""}`, d, 1) }
	reasoning := strings.Repeat(delta(`{"reasoning_content":" token by token"}`), events)
	calls := strings.Repeat(delta(`{"tool_calls":[{"index":0,"function":{"arguments":"\"a\":1,"}}]}`), events)
	for _, c := range []struct {
		name, in string
		o        chat.Options
		ollama   bool
	}{
		{"watched", plain, chat.Options{Think: think.Options{Mode: think.Keep}}, false},
		{"password", plain, chat.Options{}, false},
		{"private", plain, chat.Options{Repair: true}, false},
		{"api-chat", plain, chat.Options{Repair: true}, true},
		{"password-thoughts", thoughts, chat.Options{}, false},
		{"private-thoughts", thoughts, chat.Options{Repair: true}, false},
		{"api-chat-thoughts", thoughts, chat.Options{Repair: true}, true},
		{"password-reasoning", reasoning, chat.Options{}, false},
		{"private-reasoning", reasoning, chat.Options{Repair: true}, false},
		{"api-chat-reasoning", reasoning, chat.Options{Repair: true}, true},
		{"password-calls", calls, chat.Options{}, false},
		{"private-calls", calls, chat.Options{Repair: true}, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			var into translation
			if c.ollama {
				r, e := ollama.ParseChat(bodyOf(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
				if e != nil {
					b.Fatal(e)
				}
				into = toOllama{r.Encoder("m", time.Now(), ollama.EncoderOptions{ShowThinking: true})}
			}
			line, in := newPipeline(c.o, into), []byte(c.in)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if err := line.feed(in); err != nil {
					b.Fatal(err)
				}
			}
			if e := line.failed(); e != nil || bytes.Count(line.out, []byte("\n")) < events/4 {
				b.Fatal(e, len(line.out))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
		})
	}
}

package ollama_test

import (
	"testing"
	"time"

	"keyport/proxy/ollama"
)

func BenchmarkEvent(b *testing.B) {
	r, e := ollama.ParseChat([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
	if e != nil {
		b.Fatal(e)
	}
	enc := r.Encoder("m", time.Now(), ollama.EncoderOptions{ShowThinking: true})
	data := []byte(`{"id":"chatcmpl-1234567890","object":"chat.completion.chunk","created":1750000000,"model":"gpt-4.1-mini","choices":[{"index":0,"delta":{"content":" hello"},"finish_reason":null}],"usage":null}`)
	out := enc.Event(nil, data)
	b.ReportAllocs()
	for b.Loop() {
		out = enc.Event(out[:0], data)
	}
}

func TestAnEventOfTextAllocatesNothing(t *testing.T) {
	r, _ := ollama.ParseChat([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
	enc := r.Encoder("m", begin, ollama.EncoderOptions{Now: func() time.Time { return begin }})
	data := []byte(`{"id":"c","choices":[{"index":0,"delta":{"content":" hel\"lo"},"finish_reason":null}]}`)
	out := enc.Event(nil, data)
	if n := testing.AllocsPerRun(100, func() { out = enc.Event(out[:0], data) }); n > 0 {
		t.Errorf("%v allocations per event", n)
	}
}

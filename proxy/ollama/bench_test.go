package ollama_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

func BenchmarkEvent(b *testing.B) {
	r, e := parseChat([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
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

// BenchmarkRequest makes a chat completion of a chat.
func BenchmarkRequest(b *testing.B) {
	for _, size := range []int{1 << 10, 200_000} {
		b.Run(fmt.Sprintf("%dKB", size/1000), func(b *testing.B) {
			text := `func main() {\n\tfmt.Println(\"grüß dich\")\n}`
			if size > 10_000 {
				text = strings.Repeat(text, 40) // some 2 KB a message, as agents send
			}
			turn := `,{"role":"user","content":"` + text + `"}`
			body := []byte(`{"model":"m","messages":[{"role":"system","content":"s"}` + strings.Repeat(turn, size/len(turn)) + `],"options":{"temperature":0.7,"num_ctx":32768},"stream":true}`)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			var out jsonedit.Object
			for b.Loop() {
				r, e := parseChat(body)
				if e != nil {
					b.Fatal(e)
				}
				if _, e := r.Completion(&out, ollama.Target{Model: "m", Kind: "openai", Host: "127.0.0.1"}); e != nil {
					b.Fatal(e)
				}
			}
		})
	}
}

// BenchmarkPlain makes a whole answer.
func BenchmarkPlain(b *testing.B) {
	r, e := parseChat([]byte(`{"model":"m","stream":false,"messages":[{"role":"user","content":"x"}]}`))
	if e != nil {
		b.Fatal(e)
	}
	body := []byte(`{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"` +
		strings.Repeat(`Ein Satz mit \"Anführungen\". `, 40) + `"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":300}}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, e := r.Encoder("m", begin, ollama.EncoderOptions{}).Plain(body); e != nil {
			b.Fatal(e)
		}
	}
}

func TestAnEventOfTextAllocatesNothing(t *testing.T) {
	r, _ := parseChat([]byte(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
	enc := r.Encoder("m", begin, ollama.EncoderOptions{Now: func() time.Time { return begin }})
	data := []byte(`{"id":"c","choices":[{"index":0,"delta":{"content":" hel\"lo"},"finish_reason":null}]}`)
	out := enc.Event(nil, data)
	if n := testing.AllocsPerRun(100, func() { out = enc.Event(out[:0], data) }); n > 0 {
		t.Errorf("%v allocations per event", n)
	}
}

package ollama_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

// What a request is read with, and what its answer is written with, is used again
// for others: nothing of one may be found in another, after an error neither.
func TestRequestsDoNotMix(t *testing.T) {
	noon := func() time.Time { return time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC) }
	run := func(i int) string {
		word := strings.Repeat(string(rune('a'+i%26)), 1+i%40)
		body := fmt.Sprintf(`{"model":%q,"stream":false`, word)
		if i%2 == 0 {
			body += fmt.Sprintf(`,"options":{"temperature":0.%d,"stop":[%q]}`, 1+i%9, word)
		}
		if i%3 == 0 {
			body += `,"format":"json","think":true`
		}
		body += `,"messages":[{"role":"system","content":"` + word + `"}`
		for k := range i % 7 {
			if k%2 == 0 {
				body += fmt.Sprintf(`,{"role":"assistant","content":"","tool_calls":[{"function":{"name":%q,"arguments":{"n":%d}}}]}`, word, k)
			} else {
				body += fmt.Sprintf(`,{"role":"tool","tool_name":%q,"content":%q}`, word, word)
			}
		}
		switch i % 11 {
		case 4:
			body += `,{"role":7}` // refused in the middle of the history
		case 5:
			body += `],"options":{"top_k":"x"},"nothing":[`
		}
		r, e := parseChat([]byte(body + `]}`))
		if e != nil {
			return e.Message
		}
		var completion jsonedit.Object
		endpoint, e := r.Completion(&completion, ollama.Target{Model: "m", Kind: "openai", Host: "127.0.0.1"})
		if e != nil {
			return e.Message
		}
		enc := r.Encoder(r.Model, noon(), ollama.EncoderOptions{ShowThinking: true, Now: noon})
		defer enc.Free()
		answer := fmt.Sprintf(`{"id":%q,"choices":[{"message":{"content":%q,"reasoning_content":%q},"finish_reason":"stop"}],"usage":{"prompt_tokens":%d}}`, word, word, word, i)
		if i%5 == 0 {
			answer = `{"choices":[{"message":{"content":"` + word // cut
		}
		out, e := enc.Plain([]byte(answer))
		if e != nil {
			return e.Message
		}
		return endpoint + string(completion.Bytes()) + string(out)
	}
	const many = 200
	alone := make([]string, many)
	for i := range alone {
		alone[i] = run(i)
	}
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := range many {
				n := (i*7 + worker*31) % many
				if got := run(n); got != alone[n] {
					t.Errorf("request %d:\n%s\nalone:\n%s", n, got, alone[n])
					return
				}
			}
		})
	}
	wait.Wait()
}

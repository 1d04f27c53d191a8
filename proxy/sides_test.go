package proxy

import (
	"strings"
	"testing"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/ollama"
	"keyport/proxy/responses"
)

// Gateways put what a model says into other members of a choice too, and the
// translations read some of them.
func TestThoughtsComeThroughNoTranslation(t *testing.T) {
	clock := func() time.Time { return time.Unix(1750000000, 0) }
	ways := map[string]func() translation{
		"api/chat": func() translation {
			r, _ := ollama.ParseChat(bodyOf(`{"model":"m","messages":[{"role":"user","content":"x"}]}`))
			return toOllama{r.Encoder("m", clock(), ollama.EncoderOptions{ShowThinking: true, Now: clock})}
		},
		"api/generate": func() translation {
			r, _ := ollama.ParseGenerate(bodyOf(`{"model":"m","prompt":"x"}`))
			return toOllama{r.Encoder("m", clock(), ollama.EncoderOptions{Now: clock})}
		},
		"responses": func() translation {
			r, _ := responses.Parse([]byte(`{"model":"m","input":"x"}`))
			return toResponses{r.Encoder("m", clock)}
		},
	}
	for _, choices := range []string{
		`{"index":0,"text":"","delta":{"content":"PIECE"}}`,
		`{"index":0,"text":null,"delta":{"content":"PIECE"}}`,
		`{"index":0,"text":"PIECE","delta":{"content":"PIECE"}}`,
		`{"index":0,"delta":{"content":"PIECE"},"message":{"content":"PIECE"}}`,
		`{"index":0,"message":{"content":"PIECE"}}`,
		`{"index":0,"delta":{"content":"","content":"PIECE"}}`,
		`{"index":0,"delta":{},"delta":{"content":"PIECE"}}`,
		`null,{"index":0,"delta":{"content":"PIECE"}}`,
	} {
		for name, into := range ways {
			t.Run(name+" "+choices, func(t *testing.T) {
				line, out := newPipeline(chat.Options{Repair: true}, into()), ""
				feed := func(data string) {
					if err := line.feed([]byte("data: " + data + "\n\n")); err != nil {
						t.Fatal(err)
					}
					out += string(line.out)
				}
				for _, piece := range []string{"<think>", "CANARY one", " CANARY two", "</think>", "shown"} {
					feed(`{"id":"c","choices":[` + strings.ReplaceAll(choices, "PIECE", piece) + `]}`)
				}
				feed(`{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`)
				feed("[DONE]")
				if e := line.failed(); e != nil || strings.Contains(out, "CANARY") {
					t.Errorf("stream: %v, %s", e, out)
				}
				if n := strings.Count(out, "shown"); strings.HasPrefix(name, "api/") && n != 1 {
					t.Errorf("stream: shown %d times: %s", n, out)
				}

				swap := strings.NewReplacer("PIECE", "<think>CANARY</think>shown", `"delta"`, `"message"`, `"message"`, `"delta"`)
				body := `{"id":"c","choices":[` + swap.Replace(choices) + `]}`
				if strings.HasPrefix(choices, "null") {
					return // no chat completion
				}
				whole, e := into().plain(chat.Body([]byte(body), chat.Options{Repair: true}))
				if e != nil || strings.Contains(string(whole), "CANARY") {
					t.Errorf("whole: %v, %s", e, whole)
				}
				if n := strings.Count(string(whole), "shown"); strings.HasPrefix(name, "api/") && !strings.HasPrefix(choices, `{"index":0,"message"`) && n != 1 {
					t.Errorf("whole: shown %d times: %s", n, whole)
				}
			})
		}
	}
}

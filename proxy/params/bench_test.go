package params_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// fiveRules are five parameters in all modes.
var fiveRules = []params.Rule{{
	Force:   []params.Param{param("temperature", "0.6"), param("max_tokens", "2048")},
	Default: []params.Param{param("top_p", "0.95"), param("min_p", "0.05")},
	Remove:  []string{"top_k"},
}}

// chatBody is a chat request of about size bytes: code, escapes and some non-ASCII text.
func chatBody(size int) []byte {
	turn := `{"role":"user","content":"` + strings.Repeat(`func main() {\n\tfmt.Println(\"grüß dich\")\n}\nPlain prose in between, as people write it to their tools.\n`, 6) + `"}`
	var b bytes.Buffer
	b.WriteString(`{"model":"gpt-4.1","temperature":0.70,"top_k":40,"max_completion_tokens":4096,"messages":[` + turn)
	for b.Len()+len(turn) < size {
		b.WriteString("," + turn)
	}
	b.WriteString(`],"stream":true}`)
	return b.Bytes()
}

func eachSize(b *testing.B, run func(b *testing.B, body []byte)) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"1KB", 1 << 10}, {"200KB", 200_000}, {"4MB", 4 << 20}} {
		b.Run(size.name, func(b *testing.B) {
			body := chatBody(size.bytes)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			run(b, body)
		})
	}
}

func edit(b *testing.B, body []byte, rules []params.Rule) {
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		b.Fatal(err)
	}
	var room [8]params.Change
	if len(params.Apply(room[:0], obj, params.Chat, rules)) == 0 || len(obj.Bytes()) == 0 {
		b.Fatal("nothing changed")
	}
}

// BenchmarkFive parses, edits and joins; the check of the body is measured in jsonedit.
func BenchmarkFive(b *testing.B) {
	eachSize(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			edit(b, body, fiveRules)
		}
	})
}

func BenchmarkFiveAndAppend(b *testing.B) {
	rules := append(fiveRules[:1:1], params.Rule{Append: " /no_think"})
	eachSize(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			edit(b, body, rules)
		}
	})
}

// BenchmarkRequest is all that the proxy does to the body of a request: it
// checks, parses and edits it, and lays out what is written.
func BenchmarkRequest(b *testing.B) {
	eachSize(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			obj := new(jsonedit.Object)
			if err := obj.ParseChecked(body, 200); err != nil {
				b.Fatal(err)
			}
			if len(params.Apply(nil, obj, params.Chat, fiveRules)) == 0 || len(obj.Pieces(nil)) == 0 {
				b.Fatal("nothing changed")
			}
		}
	})
}

// BenchmarkFiveStandardMap is the usual way, for the ratio.
func BenchmarkFiveStandardMap(b *testing.B) {
	eachSize(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			var m map[string]any
			if err := json.Unmarshal(body, &m); err != nil {
				b.Fatal(err)
			}
			m["temperature"], m["max_completion_tokens"], m["top_p"], m["min_p"] = 0.6, 2048, 0.95, 0.05
			delete(m, "top_k")
			if _, err := json.Marshal(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

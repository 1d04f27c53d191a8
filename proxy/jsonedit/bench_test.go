package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

// chatBody is a chat request of about size bytes: code, escapes and some non-ASCII text.
func chatBody(size int) []byte {
	turn := `{"role":"user","content":"` + strings.Repeat(`func main() {\n\tfmt.Println(\"grüß dich\")\n}\nPlain prose in between, as people write it to their tools.\n`, 8) + `"}`
	var b bytes.Buffer
	b.WriteString(`{"model":"gpt-4.1","temperature":0.70,"max_tokens":4096,"messages":[`)
	if size < len(turn) {
		turn = `{"role":"user","content":"` + strings.Repeat("word ", (size-90)/5) + `"}`
	}
	for i := 0; i == 0 || b.Len()+len(turn) < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(turn)
	}
	b.WriteString(`],"stream":true}`)
	return b.Bytes()
}

// toolBody is a body whose strings hold JSON themselves, as tool calls do: a quote every few bytes.
func toolBody(size int) []byte {
	args := strings.Repeat(`{\"path\":\"a/b.go\",\"line\":12},`, 16)
	call := `{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"` + args + `"}}]}`
	return []byte(`{"messages":[` + strings.Repeat(call+",", size/len(call)) + call + `],"model":"m"}`)
}

// textBody is one long message in a script outside ASCII.
func textBody(size int) []byte {
	return []byte(`{"messages":[{"role":"user","content":"` + strings.Repeat("こんにちは世界。", size/24) + `"}],"model":"m"}`)
}

func bodies() map[string][]byte {
	return map[string][]byte{
		"1KB": chatBody(1 << 10), "200KB": chatBody(200_000), "4MB": chatBody(4 << 20),
		"200KBtools": toolBody(200_000), "200KBjapanese": textBody(200_000),
	}
}

func eachBody(b *testing.B, run func(b *testing.B, body []byte)) {
	all := bodies()
	for _, name := range []string{"1KB", "200KB", "200KBtools", "200KBjapanese", "4MB"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(all[name])))
			b.ReportAllocs()
			run(b, all[name])
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	eachBody(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			if err := jsonedit.Check(body, 200); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkParseSetBytes(b *testing.B) {
	eachBody(b, func(b *testing.B, body []byte) {
		value := []byte("0.6")
		for b.Loop() {
			o, err := jsonedit.ParseObject(body)
			if err != nil {
				b.Fatal(err)
			}
			o.Set("temperature", value)
			_ = o.Bytes()
		}
	})
}

func BenchmarkParse(b *testing.B) {
	eachBody(b, func(b *testing.B, body []byte) {
		var o jsonedit.Object
		for b.Loop() {
			if err := o.Parse(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStandardMap is the usual way, for the ratio.
func BenchmarkStandardMap(b *testing.B) {
	eachBody(b, func(b *testing.B, body []byte) {
		for b.Loop() {
			var m map[string]any
			if err := json.Unmarshal(body, &m); err != nil {
				b.Fatal(err)
			}
			m["temperature"] = 0.6
			if _, err := json.Marshal(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFindInEvent(b *testing.B) {
	event := []byte(`{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]}`)
	b.ReportAllocs()
	for b.Loop() {
		if start, _ := jsonedit.Find(event, "choices"); start < 0 {
			b.Fatal("absent")
		}
	}
}

func BenchmarkString(b *testing.B) {
	for _, s := range []string{`"user"`, `"line\nline"`, `"` + strings.Repeat("word ", 1000) + `"`} {
		b.Run(fmt.Sprint(len(s)), func(b *testing.B) {
			raw := []byte(s)
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := jsonedit.String(raw); !ok {
					b.Fatal("no string")
				}
			}
		})
	}
}

package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"keyport/proxy/chat"
	"keyport/proxy/jsonedit"
)

// BenchmarkHistory is what a request of an agent costs: 200 KB, valid (the
// ordinary case) and as Ollama's clients send it.
func BenchmarkHistory(b *testing.B) {
	text := strings.Repeat("func main() { fmt.Println() } // and so on\\n", 40)
	long := func(call, result string) []byte {
		var s strings.Builder
		s.WriteString(`{"model":"m","messages":[{"role":"system","content":"s"}`)
		for i := 0; s.Len() < 200_000; i++ {
			s.WriteString(`,{"role":"user","content":"` + text + `"},`)
			fmt.Fprintf(&s, call, i)
			s.WriteByte(',')
			fmt.Fprintf(&s, result, i, text)
		}
		return []byte(s.String() + `]}`)
	}
	for name, body := range map[string][]byte{
		"valid":   long(`{"role":"assistant","content":"","tool_calls":[{"id":"call_%d","type":"function","function":{"name":"f","arguments":"{}"}}]}`, `{"role":"tool","tool_call_id":"call_%d","content":"%s"}`),
		"invalid": long(`{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f%d","arguments":{"a":1}}}]}`, `{"role":"tool","tool_name":"f%d","content":"%s"}`),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				obj, err := jsonedit.ParseObject(body)
				if err != nil {
					b.Fatal(err)
				}
				if changed, _ := chat.RepairHistory(obj, chat.HistoryOptions{}); changed != (name == "invalid") {
					b.Fatal("wrong")
				}
			}
		})
	}
}

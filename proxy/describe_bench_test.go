package proxy

import (
	"fmt"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
)

// What it costs to say how long a request is.
func BenchmarkDescribe(b *testing.B) {
	for _, size := range []int{1 << 10, 15 << 10, 200_000} {
		b.Run(fmt.Sprintf("body=%dKB", size/1000), func(b *testing.B) { describeBody(b, size) })
	}
}

func describeBody(b *testing.B, size int) {
	turn := `,{"role":"user","content":"` + strings.Repeat(`func main() {\n\tfmt.Println(\"grüß dich\")\n}`, min(size/100, 40)) + `"}`
	obj, err := jsonedit.ParseObject([]byte(`{"model":"m","messages":[{"role":"user","content":"hi"}` + strings.Repeat(turn, size/len(turn)) + `]}`))
	if err != nil {
		b.Fatal(err)
	}
	x := &exchange{snap: &snapshot{Config: Config{Observe: func(Record) {}}}}
	b.ReportAllocs()
	for b.Loop() {
		x.describe(obj)
	}
}

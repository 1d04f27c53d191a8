package chat

import (
	"bytes"
	"encoding/json"
	"testing"

	"keyport/proxy/think"
)

// BenchmarkEvent is one event of a stream. Without a tag in sight the filter
// only looks at its bytes; an event that it holds a part of is built anew.
func BenchmarkEvent(b *testing.B) {
	for _, c := range []struct {
		name   string
		o      Options
		before string // an event that came earlier
		e      string
	}{
		{"watched", Options{Think: think.Options{Mode: think.Keep}}, "", event("hello there")},
		{"plain", Options{}, "", event("hello there")},
		{"private", Options{Repair: true}, "", event("hello there")},
		{"lessThan", Options{}, "", event("a < b")},
		{"thought", Options{}, event("<think>"), event("hello there")},
		{"moved", Options{Think: think.Options{Mode: think.Reasoning}}, event("<think>"), event("hello there")},
		{"block", Options{}, "", event("a<think>b</think>c")},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := NewStream(c.o)
			var out []byte
			if c.before != "" {
				out = s.Event(out, []byte(c.before))
			}
			raw := []byte(c.e)
			out = s.Event(out, raw)
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				out = s.Event(out[:0], raw)
			}
		})
	}
}

// BenchmarkEventStandardMap is the usual way, for the ratio.
func BenchmarkEventStandardMap(b *testing.B) {
	data := bytes.TrimSpace(bytes.TrimPrefix([]byte(event("hello there")), []byte("data: ")))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(m); err != nil {
			b.Fatal(err)
		}
	}
}

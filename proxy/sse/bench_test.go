package sse

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

const benchEvent = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4.1-mini","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}` + "\n\n"

func BenchmarkSplitter(b *testing.B) {
	for _, c := range []struct {
		name string
		in   string
		cut  int
	}{
		{"OneEvent", benchEvent, 0},
		{"SixteenEvents", strings.Repeat(benchEvent, 16), 0},
		{"CRLF", strings.ReplaceAll(benchEvent, "\n", "\r\n"), 0},
		{"CutInTwo", benchEvent, len(benchEvent) / 2},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, in, n := NewSplitter(0), []byte(c.in), 0
			event := func(raw []byte) error { n += len(raw); return nil }
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if c.cut > 0 {
					_ = s.Feed(in[:c.cut], event)
				}
				_ = s.Feed(in[c.cut:], event)
			}
		})
	}
}

func BenchmarkData(b *testing.B) {
	raw := []byte(benchEvent)
	b.ReportAllocs()
	for b.Loop() {
		Data(raw)
	}
}

func BenchmarkReplace(b *testing.B) {
	raw := []byte(benchEvent)
	data, _ := Data(bytes.Clone(raw))
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		dst = Replace(dst[:0], raw, data)
	}
}

func BenchmarkWriter(b *testing.B) {
	w := NewWriter(discard{}, time.Hour, []byte(Comment))
	defer w.Close()
	p := []byte(benchEvent)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(p, true); err != nil {
			b.Fatal(err)
		}
	}
}

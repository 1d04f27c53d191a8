package activity

import (
	"context"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/proxy"
)

// What one request costs here at its end, the ring full: alone, from many
// goroutines, and while somebody looks on.
func BenchmarkAdd(b *testing.B) {
	full := func() *Log {
		l := New()
		for i := range Keep {
			l.Add(record(uint64(i)))
		}
		return l
	}
	r := record(1)
	b.Run("alone", func(b *testing.B) {
		l := full()
		b.ReportAllocs()
		for b.Loop() {
			l.Add(r)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		l := full()
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				l.Add(r)
			}
		})
	})
	b.Run("followed", func(b *testing.B) {
		l := full()
		ctx, done := context.WithCancel(b.Context())
		defer done()
		go func() {
			var at control.ActivityCursor
			for ctx.Err() == nil {
				at = l.Page(ctx, at).Cursor
			}
		}()
		b.ReportAllocs()
		for b.Loop() {
			l.Add(r)
		}
	})
	b.Run("refused", func(b *testing.B) {
		l := full()
		refused := refusal(1, "m")
		refused.Start = time.Now()
		b.ReportAllocs()
		for b.Loop() {
			l.Add(refused)
		}
	})
}

// What a step of a running request costs while nobody looks.
func BenchmarkTouch(b *testing.B) {
	l := New()
	b.ReportAllocs()
	for b.Loop() {
		l.Touch()
	}
}

// What recording costs when it is off.
func BenchmarkTapOff(b *testing.B) {
	l := New()
	b.ReportAllocs()
	for b.Loop() {
		if l.Tap(1) != proxy.Tap(nil) {
			b.Fatal("it is on")
		}
	}
}

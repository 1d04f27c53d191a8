package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/load"
)

const (
	burst  = "stream/burst"
	paced  = "stream/paced"
	fast1  = "stream/fast/pack=1"
	fast64 = "stream/fast/pack=64"
)

const (
	firstP50  = "ttft-p50-ns"
	firstP99  = "ttft-p99-ns"
	delayP50  = "delay-p50-ns"
	delayP99  = "delay-p99-ns"
	cut       = "cut-streams"
	events    = "events/s"
	cpuEvent  = "cpu-ns/event"
	cpuStream = "cpu-ns/stream"
)

// streams is one client: streams of three chunks that come at once, as those of
// a cached beginning or an error do, and streams at the pace of a model.
func (b *bench) streams(ctx context.Context) error {
	for _, c := range []struct {
		group, model  string
		rounds, block int
	}{
		{burst, "bench-n3", b.burstRounds, b.burstBlock},
		{paced, fmt.Sprintf("bench-n%d-d5ms", b.pacedChunks), b.pacedRounds, 1},
	} {
		err := b.each(ctx, c.rounds, func(t target) {
			r := t.ask(c.model, small).Sequence(c.block, nil)
			b.warn(c.group, t, r)
			b.rec.Add(c.group, t.name, len(r.Took), times(r)...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// times are the figures of streams that any group has.
func times(r load.Result) []figures.Value {
	return []figures.Value{
		{Unit: firstP50, X: figures.Percentile(r.Firsts, 50)},
		{Unit: firstP99, X: figures.Percentile(r.Firsts, 99)},
		{Unit: delayP50, X: figures.Percentile(r.Delays, 50)},
		{Unit: delayP99, X: figures.Percentile(r.Delays, 99)},
		{Unit: cut, X: float64(r.Errors)},
	}
}

// fast is one stream that is as fast as the slowest on its way, event by event
// and in packs of 64. A proxy may beat the direct way: it gathers small writes.
func (b *bench) fast(ctx context.Context) error {
	for i, group := range []string{fast1, fast64} {
		pack := []int{1, 64}[i]
		model := fmt.Sprintf("bench-n%d-pack%d", b.fastChunks, pack)
		err := b.each(ctx, b.fastRounds, func(t target) {
			var before time.Duration
			r := t.ask(model, small).Sequence(1, func() { before = t.peer.CPU() })
			used := t.peer.CPU() - before
			b.warn(group, t, r)
			n := float64(len(r.Took) * b.fastChunks)
			b.rec.Add(group, t.name, len(r.Took)*b.fastChunks,
				figures.Value{Unit: events, X: figures.Over(n, r.Elapsed.Seconds())},
				figures.Value{Unit: cpuEvent, X: known(figures.Over(float64(used), n))},
				figures.Value{Unit: cut, X: float64(r.Errors)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// known is x, or no number where 0 means that the system told nothing.
func known(x float64) float64 {
	if x <= 0 {
		return math.NaN()
	}
	return x
}

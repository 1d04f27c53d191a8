package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/peers"
)

const (
	slowGroup = "slow"
	pssStream = "pss-B/stream"
)

// slow is many slow streams at once, each target freshly started and alone.
// What a stream takes is the peak of the memory less what it was before them.
func (b *bench) slow(ctx context.Context) error {
	model := fmt.Sprintf("bench-n%d-d50ms", b.slowChunks)
	for range b.slowStarts {
		if err := b.slowly(target{direct, b.to}, model); err != nil {
			return err
		}
		for _, k := range b.kinds {
			for _, way := range k.ways {
				if err := ctx.Err(); err != nil {
					return err
				}
				p, err := k.start(b.to.Addr)
				if err != nil {
					return err
				}
				err = b.slowly(target{way, p}, model)
				if end := p.Close(); err == nil {
					err = end
				}
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (b *bench) slowly(t target, model string) error {
	if r := t.ask("bench-n3", small).Together(20); r.Errors == 20 {
		return fmt.Errorf("%s answers no stream: %w", t.name, r.First)
	}
	before, used := float64(t.peer.PSS()), t.peer.CPU()
	peak := watchPeak(t.peer)
	r := t.ask(model, small).Together(b.slowStreams)
	used = t.peer.CPU() - used
	most := peak()
	b.warn(slowGroup, t, r)
	n := float64(len(r.Took))
	b.rec.Add(slowGroup, t.name, len(r.Took), append(times(r),
		figures.Value{Unit: pss, X: known(before)},
		figures.Value{Unit: pssStream, X: known(figures.Over(most-before, float64(b.slowStreams)))},
		figures.Value{Unit: cpuStream, X: known(figures.Over(float64(used), n))})...)
	return nil
}

// watchPeak follows the memory of a peer until what it gives is called, which
// tells the most there was, in bytes.
func watchPeak(p *peers.Peer) func() float64 {
	var wait sync.WaitGroup
	var most int64
	stop := make(chan struct{})
	wait.Go(func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, p.PSS())
			select {
			case <-tick.C:
			case <-stop:
				return
			}
		}
	})
	return func() float64 {
		close(stop)
		wait.Wait()
		return float64(most)
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/peers"
	"keyport/cmd/bench/wire"
)

const (
	startGroup = "start"
	idleGroup  = "idle"
	sizeGroup  = "size"
	ready      = "ready-ns"
	rss        = "rss-B"
	pss        = "pss-B"
	idleCPU    = "cpu-%"
	wakeups    = "wakeups/s"
	size       = "stripped-B"
)

// start is how long it takes from starting a program to the first answer that it
// passed on, and what it holds when it has come to rest. One runs at a time.
func (b *bench) start(ctx context.Context) error {
	for n := range b.starts {
		for i := range b.kinds {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := b.startOnce(b.kinds[(n+i)%len(b.kinds)], n < b.restStarts); err != nil {
				return err
			}
		}
	}
	if bytes, err := peers.StrippedSize(b.keyport); err == nil {
		b.rec.Add(sizeGroup, keyport, 1, figures.Value{Unit: size, X: float64(bytes)})
	}
	return nil
}

func (b *bench) startOnce(k kind, rest bool) (err error) {
	p, err := k.start(b.to.Addr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	t := target{k.ways[0], p}
	took, err := b.firstAnswer(t)
	if err != nil || took == 0 {
		return err
	}
	values := []figures.Value{{Unit: ready, X: float64(took)}}
	if rest {
		time.Sleep(b.settle)
		u := p.Usage()
		values = append(values, figures.Value{Unit: rss, X: known(float64(u.RSS))}, figures.Value{Unit: pss, X: known(float64(u.PSS))})
	}
	b.rec.Add(startGroup, t.name, 1, values...)
	return nil
}

// firstAnswer asks once, and gives the time since the start of the program. It
// is 0 where the answer is not good: a bare ReverseProxy may fail.
func (b *bench) firstAnswer(t target) (time.Duration, error) {
	ask := t.ask(wire.Model, small)
	a, err := ask.Once()
	took := time.Since(t.peer.Born)
	if err == nil && a.Status != 200 {
		err = fmt.Errorf("status %d", a.Status)
	}
	switch {
	case err == nil:
		return took, nil
	case t.ours():
		return 0, fmt.Errorf("%s does not answer: %w", t.name, err)
	}
	fmt.Fprintf(b.say, "bench: the first answer of %s: %v\n", t.name, err)
	return 0, nil
}

// rest is what programs do that have nothing to do: all of them up, each after
// one request, watched together.
func (b *bench) rest(ctx context.Context) error {
	stop, err := b.startAll()
	if err != nil {
		return err
	}
	err = b.watchRest(ctx)
	return errors.Join(err, stop())
}

func (b *bench) watchRest(ctx context.Context) error {
	for _, t := range b.targets {
		if _, err := b.firstAnswer(t); err != nil {
			return err
		}
	}
	if err := sleep(ctx, 2*b.settle); err != nil {
		return err
	}
	before := map[string]peers.Usage{}
	for _, t := range b.targets {
		before[t.name] = t.peer.Usage()
	}
	start := time.Now()
	if err := sleep(ctx, b.idle); err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	for _, t := range b.targets {
		if t.name == private || t.name == ollama { // the same process again
			continue
		}
		u := t.peer.Usage()
		if u.RSS == 0 {
			continue // a system that tells nothing
		}
		b.rec.Add(idleGroup, t.name, 1,
			figures.Value{Unit: idleCPU, X: 100 * (u.CPU - before[t.name].CPU).Seconds() / took},
			figures.Value{Unit: wakeups, X: float64(u.Wakeups-before[t.name].Wakeups) / took})
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

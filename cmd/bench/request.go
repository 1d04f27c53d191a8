package main

import (
	"context"
	"fmt"
	"time"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/load"
	"keyport/cmd/bench/wire"
)

// Sizes of a request's body in bytes: a first question, and an agent's.
const (
	small = 1024
	large = 200_000
)

// The groups' names in the record.
const (
	one1KB   = "request/body=1KB/clients=1"
	one200KB = "request/body=200KB/clients=1"
	load64   = "request/body=1KB/clients=64"
)

func loadGroup(size, clients int) string {
	return fmt.Sprintf("request/body=%dKB/clients=%d", size/1000, clients)
}

// The units that the tables ask for.
const (
	p50    = "p50-ns"
	p99    = "p99-ns"
	cpu    = "cpu-ns/op"
	perSec = "req/s"
)

// requests is one client that asks and waits.
func (b *bench) requests(ctx context.Context) error {
	for _, c := range []struct {
		group               string
		size, rounds, block int
	}{
		{one1KB, small, b.oneRounds, b.oneBlock},
		{one200KB, large, b.bigRounds, b.bigBlock},
	} {
		err := b.each(ctx, c.rounds, func(t target) {
			var before time.Duration
			r := t.ask(wire.Model, c.size).Sequence(c.block, func() { before = t.peer.CPU() })
			b.record(c.group, t, r, t.peer.CPU()-before)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// loads is many clients that ask as fast as they are answered.
func (b *bench) loads(ctx context.Context) error {
	for _, size := range []int{small, large} {
		for _, clients := range b.loadClients {
			err := b.each(ctx, b.loadRounds, func(t target) {
				var before time.Duration
				r := t.ask(wire.Model, size).Crowd(clients, b.loadTime, func() { before = t.peer.CPU() })
				b.record(loadGroup(size, clients), t, r, t.peer.CPU()-before)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// record keeps a round of requests. CPU that nobody could read is left out.
func (b *bench) record(group string, t target, r load.Result, used time.Duration) {
	b.warn(group, t, r)
	n := float64(len(r.Took))
	b.rec.Add(group, t.name, len(r.Took),
		figures.Value{Unit: p50, X: figures.Percentile(r.Took, 50)},
		figures.Value{Unit: p99, X: figures.Percentile(r.Took, 99)},
		figures.Value{Unit: perSec, X: figures.Over(n, r.Elapsed.Seconds())},
		figures.Value{Unit: cpu, X: known(figures.Over(float64(used), n))})
}

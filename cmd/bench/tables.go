package main

import (
	"fmt"

	"keyport/cmd/bench/figures"
)

// tables are all tables, in order. "+" is what a target adds to direct.
func (b *bench) tables() []table {
	all := []table{
		b.requestTable("One client, 1 KB (µs)", one1KB),
		b.requestTable("One client, 200 KB (µs)", one200KB),
	}
	for _, size := range []int{small, large} {
		for _, clients := range b.loadClients {
			all = append(all, b.loadTable(fmt.Sprintf("%d clients, %d KB (ms; CPU in µs)", clients, size/1000), loadGroup(size, clients)))
		}
	}
	return append(all,
		b.streamTable("Stream of 3 chunks at once (µs)", burst),
		b.streamTable("Stream of a chunk each 5 ms (µs)", paced),
		b.fastTable("Fast stream, an event a write (CPU in µs)", fast1),
		b.fastTable("Fast stream, 64 events a write (CPU in µs)", fast64),
		b.slowTable(), b.startTable(), b.idleTable(), b.correctTable())
}

func (b *bench) requestTable(title, group string) table {
	added := b.added(group, p50)
	return table{title, group, []figures.Column{
		b.of(group, p50).in(us, "p50"), b.of(group, p99).in(us, "p99"),
		added.in(us, "+p50"), b.added(group, p99).in(us, "+p99"),
		added.over(nginx).ratio("+p50÷nginx"), added.over(rp).ratio("+p50÷rp"), b.of(group, p50).over(direct).ratio("p50÷direct"),
		b.of(group, cpu).in(us, "CPU/req"), b.of(group, cpu).over(nginx).ratio("CPU÷nginx"), b.of(group, cpu).over(rp).ratio("CPU÷rp"),
	}}
}

func (b *bench) loadTable(title, group string) table {
	rps, used := b.of(group, perSec), b.of(group, cpu)
	return table{title, group, []figures.Column{
		rps.in(1, "RPS"), rps.over(direct).ratio("RPS÷direct"), rps.over(rp).ratio("RPS÷rp"), rps.over(nginx).ratio("RPS÷nginx"),
		b.of(group, p50).in(ms, "p50"), b.of(group, p99).in(ms, "p99"),
		used.in(us, "CPU/req"), used.over(nginx).ratio("CPU÷nginx"), used.over(rp).ratio("CPU÷rp"),
	}}
}

func (b *bench) streamTable(title, group string) table {
	first, delay := b.added(group, firstP50), b.added(group, delayP50)
	return table{title, group, []figures.Column{
		b.of(group, firstP50).in(us, "TTFT p50"), b.of(group, firstP99).in(us, "p99"),
		first.in(us, "+p50"), first.over(nginx).ratio("÷nginx"), first.over(rp).ratio("÷rp"),
		b.of(group, delayP50).in(us, "delay p50"), b.of(group, delayP99).in(us, "p99"),
		delay.in(us, "+p50"), delay.over(nginx).ratio("÷nginx"), delay.over(rp).ratio("÷rp"), delay.over(duplex).ratio("÷duplex"),
		b.total(group, cut).count("cut"),
	}}
}

func (b *bench) fastTable(title, group string) table {
	speed, used := b.of(group, events), b.of(group, cpuEvent)
	return table{title, group, []figures.Column{
		speed.in(1, "events/s"), speed.over(direct).ratio("÷direct"), speed.over(rp).ratio("÷rp"), speed.over(nginx).ratio("÷nginx"),
		used.in(us, "CPU/event"), used.over(duplex).ratio("CPU÷duplex"), used.over(nginx).ratio("CPU÷nginx"),
		b.total(group, cut).count("cut"),
	}}
}

func (b *bench) slowTable() table {
	g, one := slowGroup, b.of(slowGroup, pssStream)
	return table{fmt.Sprintf("%d slow streams at once (memory in KiB; TTFT and delay in µs)", b.slowStreams), g, []figures.Column{
		b.of(g, pss).in(kib, "PSS before"), one.in(kib, "PSS/stream"), one.over(rp).ratio("÷rp"), one.over(nginx).ratio("÷nginx"),
		b.of(g, cpuStream).in(ms, "CPU ms/stream"), b.of(g, cpuStream).over(rp).ratio("CPU÷rp"),
		b.of(g, firstP50).in(us, "TTFT p50"), b.of(g, delayP50).in(us, "delay p50"), b.of(g, delayP99).in(us, "p99"),
		b.total(g, cut).count("cut"),
	}}
}

func (b *bench) startTable() table {
	g, took := startGroup, b.of(startGroup, ready)
	return table{"Start to first answer (ms), then at rest (MiB)", g, []figures.Column{
		took.in(ms, "ready"), took.over(rp).ratio("÷rp"), took.over(nginx).ratio("÷nginx"),
		b.of(g, rss).in(mib, "RSS"), b.of(g, rss).over(rp).ratio("RSS÷rp"), b.of(g, pss).in(mib, "PSS"),
		b.of(sizeGroup, size).in(1e6, "stripped MB"),
	}}
}

func (b *bench) idleTable() table {
	return table{fmt.Sprintf("Nothing to do, for %s", b.idle), idleGroup, []figures.Column{
		b.of(idleGroup, idleCPU).in(1, "CPU %"), b.of(idleGroup, wakeups).in(1, "wake-ups/s"),
	}}
}

func (b *bench) correctTable() table {
	g := correctGroup
	return table{"What must be right (nginx, rp, duplex and direct have no filter)", g, []figures.Column{
		b.of(g, streamsRun).count("streams"), b.of(g, cut).count("cut"),
		b.of(g, thinkRun).count("think runs"), b.of(g, leaks).count("leaks"), b.of(g, lost).count("chunks lost"), b.of(g, changed).count("other text"),
		b.of(g, resetsRun).count("resets"), b.of(g, resetsSeen).count("seen"), b.of(g, bigPassed).count("1 MB passes"),
		b.of(g, statusesRun).count("statuses"), b.of(g, statusesGood).count("right"),
	}}
}

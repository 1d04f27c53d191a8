package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"keyport/cmd/bench/figures"
)

// goal is a figure of Keyport's beside what it should be.
type goal struct {
	name          string
	goal, stretch float64
	atLeast       bool // else at most
	value         figure
}

// goalList are the goals, in order. All but the last two are ratios of this run:
// what a proxy in Go can be, measured beside nginx and a bare ReverseProxy.
func (b *bench) goalList() []goal {
	return []goal{
		{"added p50, one client, 1 KB ÷ nginx", 2.7, 2.2, false, b.added(one1KB, p50).over(nginx)},
		{"added p50, one client, 200 KB ÷ nginx", 3.5, 2.6, false, b.added(one200KB, p50).over(nginx)},
		{"CPU a request, 64 clients ÷ nginx", 2.4, 1.9, false, b.of(load64, cpu).over(nginx)},
		{"RPS, 64 clients ÷ nginx", 0.55, 0.68, true, b.of(load64, perSec).over(nginx)},
		{"added TTFT, burst ÷ nginx", 2.3, 1.7, false, b.added(burst, firstP50).over(nginx)},
		{"added chunk delay p50, burst ÷ nginx", 2.6, 2.0, false, b.added(burst, delayP50).over(nginx)},
		{"added chunk delay p50, paced ÷ duplex", 1.15, 1.0, false, b.added(paced, delayP50).over(duplex)},
		{"fast stream: CPU an event ÷ duplex", 1.8, 1.3, false, b.of(fast1, cpuEvent).over(duplex)},
		{"fast stream, 64 a write: chunks/s ÷ nginx", 1.2, 1.5, true, b.of(fast64, events).over(nginx)},
		{"slow streams: PSS a stream ÷ rp", 1.1, 0.8, false, b.of(slowGroup, pssStream).over(rp)},
		{"idle RSS without a tray ÷ rp", 2, 1.5, false, b.of(startGroup, rss).over(rp)},
		{"start to first answer ÷ rp", 2.5, 1.5, false, b.of(startGroup, ready).over(rp)},
		{"idle: CPU %", 0.005, 0.005, false, b.of(idleGroup, idleCPU)},
		{"idle: wake-ups/s", 1, 0.2, false, b.of(idleGroup, wakeups)},
		{"binary, stripped (MB)", 15, 10, false, func(target string) float64 { return b.of(sizeGroup, size)(target) / 1e6 }},
	}
}

// verdict says how a value stands to a goal.
func (g goal) verdict(x float64) string {
	met := func(limit float64) bool {
		if g.atLeast {
			return x >= limit
		}
		return x <= limit
	}
	switch {
	case met(g.stretch):
		return "met, stretch too"
	case met(g.goal):
		return "met"
	}
	return "MISSED"
}

// goals writes the goals, and what the other two ways cost beside the plain one.
func (b *bench) goals(w io.Writer) error {
	rows := [][]string{{"figure", "goal", "stretch", "measured", ""}}
	for i, g := range b.goalList() {
		sign := "≤ "
		if g.atLeast {
			sign = "≥ "
		}
		x := g.value(keyport)
		if math.IsNaN(x) { // its group was not asked for, or what it is measured against is missing
			continue
		}
		rows = append(rows, []string{
			fmt.Sprintf("%s %s", number(i), g.name), sign + short(g.goal), sign + short(g.stretch), figures.Number(x), g.verdict(x),
		})
	}
	if b.rec.Has(correctGroup, keyport) {
		verdict := "met"
		if len(b.wrong) > 0 {
			verdict = "MISSED"
		}
		rows = append(rows, []string{"    what must be right: faults", "0", "0", figures.Count(float64(len(b.wrong))), verdict})
	}
	return errors.Join(writeRows(w, "Goals, for Keyport asked with a password", rows), b.beside(w))
}

// number numbers the goals; idle CPU and wake-ups are one.
func number(i int) string {
	switch {
	case i == 13:
		return "13 "
	case i > 13:
		i--
	}
	return fmt.Sprintf("%-3d", i+1)
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// beside is what the private address and the translation to Ollama's dialect
// cost, as multiples of the plain way; they have no peer.
func (b *bench) beside(w io.Writer) error {
	rows := [][]string{{"÷ keyport with a password", private, ollama}}
	for _, f := range []struct {
		name  string
		value figure
	}{
		{"added p50, one client, 1 KB", b.added(one1KB, p50)},
		{"added p50, one client, 200 KB", b.added(one200KB, p50)},
		{"CPU a request, 64 clients, 1 KB", b.of(load64, cpu)},
		{"CPU a request, 64 clients, 200 KB", b.of(loadGroup(large, 64), cpu)},
		{"RPS, 64 clients, 1 KB", b.of(load64, perSec)},
		{"added TTFT, burst", b.added(burst, firstP50)},
		{"added chunk delay p50, burst", b.added(burst, delayP50)},
		{"added chunk delay p50, paced", b.added(paced, delayP50)},
		{"fast stream: CPU an event", b.of(fast1, cpuEvent)},
		{"fast stream, 64 a write: CPU an event", b.of(fast64, cpuEvent)},
		{"fast stream, 64 a write: chunks/s", b.of(fast64, events)},
		{"slow streams: PSS a stream", b.of(slowGroup, pssStream)},
	} {
		ratio := f.value.over(keyport)
		if p, o := ratio(private), ratio(ollama); !math.IsNaN(p) || !math.IsNaN(o) {
			rows = append(rows, []string{f.name, figures.Number(p), figures.Number(o)})
		}
	}
	return writeRows(w, "The other ways through Keyport", rows)
}

// writeRows writes a table that has more than its heading.
func writeRows(w io.Writer, title string, rows [][]string) error {
	if len(rows) < 2 {
		return nil
	}
	return figures.WriteRows(w, title, rows)
}

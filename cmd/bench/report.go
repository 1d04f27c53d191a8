package main

import (
	"errors"
	"io"
	"math"

	"keyport/cmd/bench/figures"
)

// The tables show microseconds, milliseconds, KiB and MiB; the record has the units of Go's benchmarks.
const (
	us  = 1e3
	ms  = 1e6
	kib = 1 << 10
	mib = 1 << 20
)

// figure gives a figure of a target.
type figure func(target string) float64

// of is the median over the rounds.
func (b *bench) of(group, unit string) figure {
	return func(target string) float64 { return b.rec.Median(group, target, unit) }
}

// added is what a target adds to the upstream asked directly.
func (b *bench) added(group, unit string) figure {
	return func(target string) float64 {
		if target == direct {
			return math.NaN()
		}
		return b.rec.Median(group, target, unit) - b.rec.Median(group, direct, unit)
	}
}

// total is the sum over the rounds.
func (b *bench) total(group, unit string) figure {
	return func(target string) float64 { return b.rec.Sum(group, target, unit) }
}

// over is the ratio to another target.
func (f figure) over(other string) figure {
	return func(target string) float64 { return figures.Over(f(target), f(other)) }
}

// in makes a column of a figure, in another unit.
func (f figure) in(unit float64, title string) figures.Column {
	return figures.Column{Title: title, Cell: func(target string) string { return figures.Number(f(target) / unit) }}
}

func (f figure) ratio(title string) figures.Column { return f.in(1, title) }

// count makes a column of a whole number.
func (f figure) count(title string) figures.Column {
	return figures.Column{Title: title, Cell: func(target string) string { return figures.Count(f(target)) }}
}

// table is one table of the report.
type table struct {
	title   string
	group   string // which has to be measured
	columns []figures.Column
}

// report writes a table for each group that was measured.
func (b *bench) report(w io.Writer) error {
	var err error
	for _, t := range b.tables() {
		var rows []string
		for _, target := range append([]string{direct}, b.ways()...) {
			if b.rec.Has(t.group, target) {
				rows = append(rows, target)
			}
		}
		if len(rows) > 0 {
			err = errors.Join(err, figures.WriteTable(w, t.title, rows, t.columns))
		}
	}
	return err
}

// ways are all targets but the upstream itself.
func (b *bench) ways() (all []string) {
	for _, k := range b.kinds {
		all = append(all, k.ways...)
	}
	return all
}

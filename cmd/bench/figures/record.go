// Package figures keeps what a bench measured and does its arithmetic:
// percentiles, medians over rounds, what a proxy adds, ratios, tables. It does
// not know what the figures mean.
package figures

import (
	"math"
	"slices"
)

// Value is a figure with its unit, by which it is found again. Units are those
// of Go's benchmarks: "p50-ns", "req/s", "cpu-ns/op".
type Value struct {
	Unit string
	X    float64
}

// Row is what one round of one group told of one target.
type Row struct {
	Group, Target string
	N             int // how many operations the values are of
	Values        []Value
}

// Record is all that a run measured, in order. The zero Record is empty.
type Record struct{ rows []Row }

// Add keeps a round. Values that are no numbers are left out.
func (r *Record) Add(group, target string, n int, values ...Value) {
	values = slices.DeleteFunc(values, func(v Value) bool { return math.IsNaN(v.X) || math.IsInf(v.X, 0) })
	r.rows = append(r.rows, Row{group, target, n, values})
}

// Median is the middle of what the rounds gave, NaN if none did.
func (r *Record) Median(group, target, unit string) float64 {
	return Median(r.all(group, target, unit))
}

// Sum is what the rounds gave together, NaN if none did.
func (r *Record) Sum(group, target, unit string) float64 {
	all := r.all(group, target, unit)
	if len(all) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum
}

// Has reports whether a group has a round of a target.
func (r *Record) Has(group, target string) bool {
	return slices.ContainsFunc(r.rows, func(row Row) bool { return row.Group == group && row.Target == target })
}

func (r *Record) all(group, target, unit string) (all []float64) {
	for _, row := range r.rows {
		if row.Group != group || row.Target != target {
			continue
		}
		for _, v := range row.Values {
			if v.Unit == unit {
				all = append(all, v.X)
			}
		}
	}
	return all
}

// Median is the middle value, or the mean of the two in the middle; NaN of
// nothing. It sorts a copy.
func Median(all []float64) float64 {
	if len(all) == 0 {
		return math.NaN()
	}
	all = slices.Sorted(slices.Values(all))
	middle := len(all) / 2
	if len(all)%2 == 1 {
		return all[middle]
	}
	return (all[middle-1] + all[middle]) / 2
}

// Percentile is the smallest value that p percent of all are not above, by the
// nearest rank; NaN of nothing. It sorts all.
func Percentile(all []int64, p float64) float64 {
	if len(all) == 0 {
		return math.NaN()
	}
	slices.Sort(all)
	rank := int(math.Ceil(p / 100 * float64(len(all))))
	return float64(all[min(max(rank, 1), len(all))-1])
}

// Over is a ratio, NaN where the divisor is not above zero: nothing can be said
// then, not even that it is much.
func Over(x, by float64) float64 {
	if !(by > 0) {
		return math.NaN()
	}
	return x / by
}

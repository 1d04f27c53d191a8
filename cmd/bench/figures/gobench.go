package figures

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

// WriteGo writes every round as a line of Go's benchmark format, which benchstat
// reads: benchstat makes the medians, and compares two runs. A group's name may
// hold parts like "/body=1KB".
func (r *Record) WriteGo(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "goos: %s\ngoarch: %s\npkg: keyport/cmd/bench\n", runtime.GOOS, runtime.GOARCH); err != nil {
		return err
	}
	for _, row := range r.rows {
		if len(row.Values) == 0 {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "Benchmark%s/target=%s-%d\t%d", upper(row.Group), row.Target, runtime.GOMAXPROCS(0), max(row.N, 1))
		for _, v := range row.Values {
			fmt.Fprintf(&b, "\t%.6g %s", v.X, v.Unit)
		}
		if _, err := fmt.Fprintln(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// upper makes the first letter one: benchstat takes no other name for a benchmark.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

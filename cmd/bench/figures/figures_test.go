package figures

import (
	"math"
	"strings"
	"testing"
)

func TestPercentilesAreOfTheNearestRank(t *testing.T) {
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(100 - i) // 1 to 100, not in order
	}
	for _, c := range []struct {
		all  []int64
		p    float64
		want float64
	}{
		{hundred, 50, 50},
		{hundred, 99, 99},
		{hundred, 100, 100},
		{hundred, 0, 1},
		{[]int64{7}, 99, 7},
		{[]int64{3, 1, 2}, 50, 2},
		{[]int64{1, 2}, 50, 1},
	} {
		if got := Percentile(c.all, c.p); got != c.want {
			t.Errorf("p%v of %d values: %v, want %v", c.p, len(c.all), got, c.want)
		}
	}
	if !math.IsNaN(Percentile(nil, 50)) {
		t.Error("nothing has a percentile")
	}
}

func TestMediansAreOverRounds(t *testing.T) {
	var r Record
	for i, x := range []float64{5, 1, 100} {
		r.Add("request", "nginx", 10+i, Value{"p50-ns", x}, Value{"cpu-ns/op", math.NaN()})
	}
	r.Add("request", "direct", 1, Value{"p50-ns", 2})
	r.Add("other", "nginx", 1, Value{"p50-ns", 3})
	if got := r.Median("request", "nginx", "p50-ns"); got != 5 {
		t.Errorf("median %v", got)
	}
	if got := r.Sum("request", "nginx", "p50-ns"); got != 106 {
		t.Errorf("sum %v", got)
	}
	if got := r.Median("request", "nginx", "cpu-ns/op"); !math.IsNaN(got) {
		t.Errorf("of what was not measured: %v", got)
	}
	if got := Median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("median of four: %v", got)
	}
}

func TestARatioToNothingIsNone(t *testing.T) {
	if got := Over(6, 3); got != 2 {
		t.Errorf("6 / 3 is %v", got)
	}
	for _, by := range []float64{0, -1, math.NaN()} {
		if got := Over(6, by); !math.IsNaN(got) {
			t.Errorf("6 / %v is %v", by, got)
		}
	}
}

func TestTablesAreAligned(t *testing.T) {
	var b strings.Builder
	err := WriteTable(&b, "Requests", []string{"direct", "nginx"}, []Column{
		{"RPS", func(target string) string { return map[string]string{"direct": "80,000", "nginx": "9"}[target] }},
		{"÷ nginx", func(string) string { return Number(math.NaN()) }},
	})
	const want = "\nRequests\n  target     RPS  ÷ nginx\n  direct  80,000        –\n  nginx        9        –\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n%q\n%q", err, b.String(), want)
	}
}

func TestNumbersHaveTheDigitsThatHelp(t *testing.T) {
	for x, want := range map[float64]string{0: "0.00", 0.347: "0.35", 12.34: "12.3", 123.4: "123", 1234: "1,234", 1234567: "1,234,567", -4321: "-4,321"} {
		if got := Number(x); got != want {
			t.Errorf("%v is written %q, not %q", x, got, want)
		}
	}
}

func TestEveryRoundIsALineForBenchstat(t *testing.T) {
	var r Record
	r.Add("request/body=1KB", "keyport", 50, Value{"p50-ns", 114000}, Value{"req/s", 22567.5})
	r.Add("nothing", "keyport", 0)
	var b strings.Builder
	if err := r.WriteGo(&b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	last := strings.Fields(lines[len(lines)-1])
	if len(lines) != 4 || len(last) != 6 || !strings.HasPrefix(last[0], "BenchmarkRequest/body=1KB/target=keyport-") ||
		strings.Join(last[1:], " ") != "50 114000 p50-ns 22567.5 req/s" {
		t.Errorf("%s", b.String())
	}
}

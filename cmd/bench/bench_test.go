package main

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/peers"
)

// tiny is enough for every line of code to run once.
var tiny = scale{
	oneRounds: 2, oneBlock: 3, bigRounds: 1, bigBlock: 2,
	loadRounds: 1, loadClients: []int{3}, loadTime: 10 * time.Millisecond,
	burstRounds: 2, burstBlock: 2, pacedRounds: 1, pacedChunks: 3,
	fastRounds: 1, fastChunks: 130,
	cutStreams: 5, thinkStreams: 1, resets: 2, written: []string{"-pack8"},
	slowStarts: 1, slowStreams: 3, slowChunks: 3,
	starts: 1, restStarts: 1, settle: time.Millisecond, idle: 10 * time.Millisecond,
}

// inside is a bench without other processes. In Keyport's place stands a proxy
// that filters nothing; all proxies are of the kind that cuts no stream.
func inside(say *bytes.Buffer) *bench {
	proxy := func(to string) (*peers.Peer, error) { return peers.Inside(peers.RoleDuplex, to) }
	b := &bench{options: options{scale: tiny, groups: groupNames()}, say: say}
	b.upstream = func() (*peers.Peer, error) { return peers.Inside(peers.RoleUpstream, "") }
	b.kinds = []kind{{[]string{rp}, proxy}, {[]string{duplex}, proxy}, {[]string{keyport}, proxy}}
	return b
}

func TestAllGroupsRunAndFindWhatIsWrong(t *testing.T) {
	var say, out, lines bytes.Buffer
	b := inside(&say)
	err := b.measure(t.Context())
	if err == nil {
		t.Fatal("a proxy without a filter passes for Keyport")
	}
	for _, what := range []string{"keyport: bench-n80-whole", "keyport: status 401 came as 401"} {
		if !strings.Contains(err.Error(), what) {
			t.Errorf("not found: %s", what)
		}
	}
	for _, what := range b.wrong {
		if !strings.Contains(what, "bench-n80-") && !strings.Contains(what, "status 401") {
			t.Errorf("found by mistake: %s", what)
		}
	}
	if err := b.report(&out); err != nil {
		t.Fatal(err)
	}
	if err := b.goals(&out); err != nil {
		t.Fatal(err)
	}
	for _, tb := range b.tables() {
		for _, target := range []string{direct, rp, duplex, keyport} {
			measured := b.rec.Has(tb.group, target)
			if started := target != direct || tb.group != startGroup; measured != started && tb.group != idleGroup {
				t.Errorf("%s of %s: measured is %v", tb.group, target, measured)
			}
		}
	}
	for unit, want := range map[string]float64{cut: 0, leaks: 3, lost: 0, changed: 3, resetsSeen: 2, bigPassed: 1, statusesGood: 14} {
		if got := b.of(correctGroup, unit)(keyport); got != want {
			t.Errorf("%s: %v, not %v", unit, got, want)
		}
	}
	for _, unit := range []string{p50, p99, perSec} {
		if x := b.of(one200KB, unit)(keyport); math.IsNaN(x) || x <= 0 {
			t.Errorf("%s is %v", unit, x)
		}
	}
	if err := b.rec.WriteGo(&lines); err != nil || !strings.Contains(lines.String(), "\nBenchmarkStream/burst/target=rp") {
		t.Errorf("%v\n%s", err, lines.String())
	}
	if len(b.targets) != 1 {
		t.Errorf("%d targets are left", len(b.targets))
	}
}

func TestABenchThatIsStoppedEndsAtOnce(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var say bytes.Buffer
	b := inside(&say)
	if err := b.measure(ctx); err == nil || b.rec.Has(one1KB, direct) {
		t.Errorf("it went on: %v", err)
	}
}

func TestTheOrderOfTargetsRotates(t *testing.T) {
	b := &bench{targets: []target{{name: "a"}, {name: "b"}, {name: "c"}}}
	var order []string
	if err := b.each(t.Context(), 4, func(t target) { order = append(order, t.name) }); err != nil {
		t.Fatal(err)
	}
	if want := strings.Split("abcbcacababc", ""); !slices.Equal(order, want) {
		t.Errorf("%v", order)
	}
}

func TestOnlyTheTargetsThatWereNamedAreMeasured(t *testing.T) {
	b := newBench(options{nginx: "nginx", ways: []string{nginx, ollama}}, &bytes.Buffer{})
	if got := b.ways(); !slices.Equal(got, []string{nginx, ollama}) {
		t.Errorf("%v", got)
	}
	b = newBench(options{nginx: "none"}, &bytes.Buffer{})
	if got := b.ways(); !slices.Equal(got, []string{rp, duplex, keyport, private, ollama}) {
		t.Errorf("%v", got)
	}
}

func TestRatiosAreOfWhatIsAdded(t *testing.T) {
	var b bench
	for target, x := range map[string]float64{direct: 20, nginx: 55, keyport: 90} {
		b.rec.Add(one1KB, target, 1, figures.Value{Unit: p50, X: x}, figures.Value{Unit: cpu, X: x})
	}
	for what, c := range map[string]struct{ got, want float64 }{
		"added":         {b.added(one1KB, p50)(keyport), 70},
		"added ÷ nginx": {b.added(one1KB, p50).over(nginx)(keyport), 2},
		"÷ direct":      {b.of(one1KB, cpu).over(direct)(keyport), 4.5},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, not %v", what, c.got, c.want)
		}
	}
	if x := b.added(one1KB, p50).over(rp)(keyport); !math.IsNaN(x) {
		t.Errorf("a ratio to what was not measured: %v", x)
	}
}

func TestGoalsAreMetFromTheirSide(t *testing.T) {
	most, least := goal{goal: 2.7, stretch: 2.2}, goal{goal: 0.55, stretch: 0.68, atLeast: true}
	for _, c := range []struct {
		g    goal
		x    float64
		want string
	}{
		{most, 2.2, "met, stretch too"},
		{most, 2.5, "met"},
		{most, 2.71, "MISSED"},
		{least, 0.7, "met, stretch too"},
		{least, 0.6, "met"},
		{least, 0.5, "MISSED"},
	} {
		if got := c.g.verdict(c.x); got != c.want {
			t.Errorf("%v: %s, not %s", c.x, got, c.want)
		}
	}
	var b bench
	if n := len(b.goalList()); strings.TrimSpace(number(n-1)) != "14" || strings.TrimSpace(number(12)) != strings.TrimSpace(number(13)) {
		t.Errorf("%d goals are numbered to %s", n, number(n-1))
	}
}

func TestTheCommandLineIsChecked(t *testing.T) {
	var say bytes.Buffer
	o, err := parse([]string{"-quick", "-rounds", "7", "-time", "1s", "-groups", "load,idle", "-nginx", "none"}, &say)
	if err != nil || o.oneRounds != 7 || o.loadTime != time.Second || !slices.Equal(o.groups, []string{"load", "idle"}) {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range [][]string{{"-groups", "all"}, {"-format", "xml"}, {"more"}, {"-nothing"}} {
		if _, err := parse(bad, &say); err == nil {
			t.Errorf("%v is taken", bad)
		}
		if code := run(t.Context(), bad, &say, &say); code != 2 {
			t.Errorf("%v: exit code %d", bad, code)
		}
	}
}

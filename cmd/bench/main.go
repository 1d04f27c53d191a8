// Command bench measures what a built keyport costs, from outside: it starts
// `keyport serve` in front of a scripted upstream, and beside it, in the same
// run, the upstream alone, a bare httputil.ReverseProxy in two settings and, when
// it is installed, nginx. It is a tool of the project and is not shipped.
//
//	make bench
//	go run ./cmd/bench -keyport bin/keyport -quick
//	go run ./cmd/bench -groups load,fast -rounds 20 -format go | tee new.txt
//
// Only ratios within one run say anything: the machine drifts by half within an
// hour. It ends with 1 when something is wrong whatever the machine: a stream
// cut, a thought leaked, a reset hidden. A goal that is missed is only printed.
//
// It imports nothing of Keyport and builds nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"keyport/cmd/bench/peers"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "role" { // started by the bench itself
		// What ends the bench reaches its children too; they end with it, not before.
		signal.Ignore(os.Interrupt, syscall.SIGTERM)
		if err := peers.Play(os.Args[2], os.Args[3], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is one call of the program; it gives the exit code: 0 done, 1 failed, 2 wrong usage.
func run(ctx context.Context, args []string, out, say io.Writer) int {
	o, err := parse(args, say)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	b := newBench(o, say)
	began := time.Now()
	err = b.measure(ctx)
	fmt.Fprintf(say, "took %s\n", time.Since(began).Round(time.Second))
	if o.format == "go" {
		err = errors.Join(err, b.rec.WriteGo(out), b.goals(say))
	} else {
		err = errors.Join(err, b.report(out), b.goals(out))
	}
	if err != nil {
		fmt.Fprintln(say, "bench:", err)
		return 1
	}
	return 0
}

// options are what the command line says.
type options struct {
	scale
	groups  []string
	ways    []string // those to measure; nil: all
	format  string
	keyport string
	nginx   string
}

func parse(args []string, say io.Writer) (o options, err error) {
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(say)
	quick := set.Bool("quick", false, "about a minute: shows that all works, its figures are rough")
	names := set.String("groups", strings.Join(groupNames(), ","), "what to measure")
	ways := set.String("targets", "", "which ways to measure beside the upstream itself, such as nginx,keyport; empty: all")
	rounds := set.Int("rounds", 0, "rounds of every group, in place of its own number")
	during := set.Duration("time", 0, "how long one block under load takes")
	idle := set.Duration("idle", 0, "how long to watch what rests")
	set.StringVar(&o.format, "format", "table", "table, or go: lines for benchstat, one a round")
	set.StringVar(&o.keyport, "keyport", "bin/keyport", "the program to measure")
	set.StringVar(&o.nginx, "nginx", "", "nginx; empty: where it is usually installed, none: without")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	o.scale = full
	if *quick {
		o.scale = rough
	}
	if *rounds > 0 {
		o.setRounds(*rounds)
	}
	if *during > 0 {
		o.loadTime = *during
	}
	if *idle > 0 {
		o.idle = *idle
	}
	o.groups = strings.Split(*names, ",")
	if *ways != "" {
		o.ways = strings.Split(*ways, ",")
	}
	switch {
	case o.format != "table" && o.format != "go":
		err = fmt.Errorf("there is no format %q", o.format)
	case set.NArg() > 0:
		err = fmt.Errorf("%q is not understood", set.Arg(0))
	}
	for _, name := range o.groups {
		if !slices.Contains(groupNames(), name) {
			err = fmt.Errorf("there is no group %q", name)
		}
	}
	if err != nil {
		fmt.Fprintln(say, "bench:", err)
	}
	return o, err
}

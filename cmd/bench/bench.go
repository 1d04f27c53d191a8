package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"keyport/cmd/bench/figures"
	"keyport/cmd/bench/load"
	"keyport/cmd/bench/peers"
	"keyport/cmd/bench/wire"
)

// The targets, by what stands in the tables. The last three are one Keyport,
// asked with a password, at its private address, and there as an Ollama.
const (
	direct  = "direct"
	nginx   = "nginx"
	rp      = "rp"
	duplex  = "duplex"
	keyport = "keyport"
	private = "private"
	ollama  = "ollama"
)

// target is one way to the upstream.
type target struct {
	name string
	peer *peers.Peer
}

// kind is something that can be started in front of the upstream, and the ways through it.
type kind struct {
	ways  []string
	start func(to string) (*peers.Peer, error)
}

// bench is one run.
type bench struct {
	options
	say      io.Writer // progress and warnings
	rec      figures.Record
	upstream func() (*peers.Peer, error)
	kinds    []kind

	to      *peers.Peer // the running upstream
	targets []target    // what runs, the upstream itself first
	wrong   []string    // what must never be
}

func newBench(o options, say io.Writer) *bench {
	again := func(role string) func(string) (*peers.Peer, error) {
		return func(to string) (*peers.Peer, error) { return peers.Again(role, to) }
	}
	b := &bench{options: o, say: say, upstream: func() (*peers.Peer, error) { return peers.Again(peers.RoleUpstream, "") }}
	if o.nginx == "" {
		var err error
		if b.nginx, err = peers.FindNginx(); err != nil {
			fmt.Fprintf(say, "bench: %v; the ratios to it are left out\n", err)
		}
	}
	if b.nginx != "" && b.nginx != "none" {
		b.kinds = append(b.kinds, kind{[]string{nginx}, func(to string) (*peers.Peer, error) { return peers.Nginx(b.nginx, to) }})
	}
	b.kinds = append(b.kinds,
		kind{[]string{rp}, again(peers.RoleProxy)},
		kind{[]string{duplex}, again(peers.RoleDuplex)},
		kind{[]string{keyport, private, ollama}, func(to string) (*peers.Peer, error) { return peers.Keyport(o.keyport, to) }})
	b.keep(o.ways)
	return b
}

// keep forgets the ways that are not to be measured; nil keeps all.
func (b *bench) keep(ways []string) {
	if ways == nil {
		return
	}
	for i := range b.kinds {
		b.kinds[i].ways = slices.DeleteFunc(b.kinds[i].ways, func(way string) bool { return !slices.Contains(ways, way) })
	}
	b.kinds = slices.DeleteFunc(b.kinds, func(k kind) bool { return len(k.ways) == 0 })
}

// groups are what can be measured. Those that run beside each other share their
// targets; the others start their own.
var groups = []struct {
	name   string
	beside bool
	run    func(*bench, context.Context) error
}{
	{"request", true, (*bench).requests},
	{"load", true, (*bench).loads},
	{"stream", true, (*bench).streams},
	{"fast", true, (*bench).fast},
	{"correct", true, (*bench).correct},
	{"slow", false, (*bench).slow},
	{"start", false, (*bench).start},
	{"idle", false, (*bench).rest},
}

func groupNames() (names []string) {
	for _, g := range groups {
		names = append(names, g.name)
	}
	return names
}

// measure runs the groups that were asked for and ends all that it started.
func (b *bench) measure(ctx context.Context) (err error) {
	if b.to, err = b.upstream(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.to.Close()) }()
	stop, err := b.startAll()
	if err != nil {
		return err
	}
	for _, beside := range []bool{true, false} {
		for _, g := range groups {
			if g.beside != beside || !slices.Contains(b.options.groups, g.name) {
				continue
			}
			fmt.Fprintf(b.say, "%s …\n", g.name)
			if err := g.run(b, ctx); err != nil {
				return errors.Join(err, stop())
			}
		}
		if beside {
			if err := stop(); err != nil {
				return err
			}
		}
	}
	for _, what := range b.wrong {
		err = errors.Join(err, errors.New(what))
	}
	return err
}

// startAll starts one of each kind and makes its ways the targets.
func (b *bench) startAll() (stop func() error, err error) {
	b.targets = []target{{direct, b.to}}
	var all []*peers.Peer
	stop = func() (err error) {
		b.targets = b.targets[:1]
		for _, p := range all {
			err = errors.Join(err, p.Close())
		}
		return err
	}
	for _, k := range b.kinds {
		p, err := k.start(b.to.Addr)
		if err != nil {
			return nil, errors.Join(err, stop())
		}
		all = append(all, p)
		for _, way := range k.ways {
			b.targets = append(b.targets, target{way, p})
		}
	}
	return stop, nil
}

// each visits the targets in turn, beginning with another one each round.
func (b *bench) each(ctx context.Context, rounds int, visit func(target)) error {
	for round := range rounds {
		for i := range b.targets {
			if err := ctx.Err(); err != nil {
				return err
			}
			visit(b.targets[(round+i)%len(b.targets)])
		}
	}
	return nil
}

// ask makes the requests of a target: a chat with the script's model, of size bytes.
func (t target) ask(model string, size int) load.Target {
	chunks := wire.Parse(model).Chunks
	path := "/v1/chat/completions"
	switch t.name {
	case private:
		path = "/" + t.peer.Secret + path
	case ollama:
		path = "/" + t.peer.Secret + "/api/chat"
	}
	body := wire.Chat(model, size, chunks > 0, t.name == ollama)
	return load.Target{Addr: t.peer.Addr, Request: load.Request(t.peer.Addr, path, t.peer.Password, body), Chunks: chunks}
}

// warn tells of requests that did not go well. Only some groups make it an error:
// a bare ReverseProxy cuts streams.
func (b *bench) warn(group string, t target, r load.Result) {
	if r.Errors > 0 {
		fmt.Fprintf(b.say, "bench: %s, %s: %d of %d went wrong, first: %v\n", group, t.name, r.Errors, r.Errors+len(r.Took), r.First)
	}
}

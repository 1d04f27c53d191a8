package upstream

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"
)

// pool keeps the connections of a direct that wait for a request. It takes the
// newest one first, so that those that are too many grow old and are closed.
type pool struct {
	dial     func(ctx context.Context, network, addr string) (net.Conn, error)
	max      int           // connections in all
	idleTime time.Duration // how long one is kept

	mu    sync.Mutex
	hosts map[string]*host
	kept  int
	shut  bool        // until the next request
	sweep *time.Timer // set while something is kept
}

// host is one server, by the text of the URL. It is never forgotten: there are
// no more of them than accounts.
type host struct {
	pool *pool
	addr string  // "" when requests go through the Transport
	idle []*line // by age
}

// host finds a server, and asks address where it is when it is new.
func (p *pool) host(name string, address func() string) *host {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[name]
	if h == nil {
		if p.hosts == nil {
			p.hosts = map[string]*host{}
		}
		h = &host{pool: p, addr: address()}
		p.hosts[name] = h
	}
	return h
}

// take gives a connection: a kept one on which nothing has happened since, or a
// new one. A server that has closed it meanwhile has most likely said so by now,
// and what it said unasked must not be taken for the next answer (a 408 of
// HAProxy's, or an attack: RFC 9112, 11.2).
func (h *host) take(ctx context.Context, fresh bool) (*line, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for !fresh {
		l := h.pop()
		if l == nil {
			break
		}
		if time.Since(l.since) < h.pool.idleTime && l.quiet() {
			l.reused = true
			return l, nil
		}
		_ = l.Close()
	}
	c, err := h.pool.dial(ctx, "tcp", h.addr)
	if err != nil {
		return nil, err
	}
	return newLine(h, c), nil
}

func (h *host) pop() *line {
	p := h.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = false
	last := len(h.idle) - 1
	if last < 0 {
		return nil
	}
	l := h.idle[last]
	h.idle[last] = nil
	h.idle = h.idle[:last]
	p.kept--
	return l
}

// keep takes a connection back; false when it is to be closed.
func (h *host) keep(l *line) bool {
	p := h.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut || p.kept >= p.max {
		return false
	}
	l.since = time.Now()
	h.idle = append(h.idle, l)
	p.kept++
	if p.sweep == nil {
		p.sweep = time.AfterFunc(p.idleTime, p.closeOld)
	}
	return true
}

// closeOld closes what was kept for too long, and comes again for the rest.
func (p *pool) closeOld() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, next := time.Now(), p.idleTime
	for _, h := range p.hosts {
		old := 0
		for ; old < len(h.idle); old++ {
			age := now.Sub(h.idle[old].since)
			if age < p.idleTime {
				next = min(next, p.idleTime-age)
				break
			}
			_ = h.idle[old].Close()
		}
		h.idle = slices.Delete(h.idle, 0, old)
		p.kept -= old
	}
	if p.kept == 0 || p.sweep == nil {
		p.sweep = nil
		return
	}
	p.sweep.Reset(next)
}

// closeIdle closes what is kept, and what comes back before the next request.
func (p *pool) closeIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	for _, h := range p.hosts {
		for _, l := range h.idle {
			_ = l.Close()
		}
		h.idle = nil
	}
	p.kept = 0
	if p.sweep != nil {
		p.sweep.Stop()
		p.sweep = nil
	}
}

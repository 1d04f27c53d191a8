package app

import (
	"context"

	"keyport/app/control"
)

// halfProblem tells of a port whose other half is another program's, or takes that back.
func (k *Keyport) halfProblem(s *sockets) {
	if s.half == nil {
		k.solve(problemHalf)
		return
	}
	p := problem{text: "port_half", args: fill("port", s.port), page: control.PageNetwork, action: control.ActionTryAgain}
	if s.half.by != "" {
		p.text, p.args = "port_half_by", fill("port", s.port, "by", s.half.by)
	}
	k.raise(problemHalf, p)
	nudge(k.retry)
}

// tryHalf binds ::1 when that was taken before, and fails while it is.
func (k *Keyport) tryHalf(ctx context.Context) error {
	k.change.Lock()
	defer k.change.Unlock()
	k.mu.Lock()
	d := k.door
	k.mu.Unlock()
	if d == nil || d.half == nil {
		return nil
	}
	return k.addSecond(ctx, d)
}

// useIPv6 has an open door answer on ::1 too, or no more. The caller holds change.
func (k *Keyport) useIPv6(ctx context.Context, d *door, on bool) {
	switch has := len(d.listeners) > 1; {
	case on && !has && d.half == nil && !d.noIPv6:
		_ = k.addSecond(ctx, d) // that it is taken is told
	case !on && has:
		k.mu.Lock()
		l := d.listeners[1]
		d.listeners = d.listeners[:1]
		k.mu.Unlock()
		_ = l.Close() // requests that came by it go on
		k.hub.touch()
	case !on:
		k.mu.Lock()
		d.half, d.noIPv6 = nil, false
		k.mu.Unlock()
		k.solve(problemHalf)
	}
}

// addSecond binds ::1 for an open door. The caller holds change.
func (k *Keyport) addSecond(ctx context.Context, d *door) error {
	l, taken, err := second(ctx, d.port)
	if err != nil {
		return err
	}
	k.mu.Lock()
	switch {
	case l != nil:
		d.listeners, d.half = append(d.listeners[:1:1], l), nil
	case taken == nil:
		d.noIPv6, d.half = true, nil
	case d.half == nil:
		d.half = taken
	}
	half := d.half
	k.mu.Unlock()
	k.halfProblem(d.sockets)
	if l != nil && !k.group.run(func(context.Context) { d.answer(l, k.log) }) {
		_ = l.Close()
	}
	k.hub.touch()
	if half != nil {
		return half
	}
	return nil
}

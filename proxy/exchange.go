package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"

	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/ollama"
	"keyport/proxy/upstream"
)

// exchange is one request on its way through the proxy, with the snapshot that
// it keeps to its end.
type exchange struct {
	h    *Handler
	w    http.ResponseWriter
	r    *http.Request
	snap *snapshot

	guard.Request // what the gates found out; Client is an index of snap.Clients
	route         *route
	body          slowBody
	counted       bool
	lent          *upstream.Lent // whose memory the body lies in
	spare         []byte         // what of it is not used
	work          *work

	record Record
	observed
	live   live // what others see of it
	steady steadyWriter
	out    outbound
	back   reply

	alone bool // nobody else holds it, or anything of it; see free
}

// exchanges are used again: that saves a small request eight allocations of 2 KB
// in all.
var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// free gives x back for another request, where it is certain that it is not seen
// any more: it was answered whole by one goroutine, without a stream either way,
// without trouble and without a Cancel, and its timers are stopped. All others,
// which are few or long, are left to the garbage collector.
func (x *exchange) free() {
	if x.alone {
		if into, ok := x.out.into.(toOllama); ok { // without a stream no keep-alive uses it
			into.Free()
		}
		*x = exchange{}
		exchanges.Put(x)
	}
}

// serve sends the request through the gates and answers it. The error is
// written by the caller in the client's dialect.
func (x *exchange) serve() *dialect.Error {
	e := x.snap.gates.Pass(&x.Request)
	if x.Origin != "" {
		guard.CORS(x.w.Header(), x.Origin)
	}
	switch {
	case e != nil:
		return e
	case x.Preflight():
		guard.AnswerPreflight(x.w, x.r)
		return nil
	case x.Mount.Root:
		return x.root()
	case x.Health():
		return x.health()
	}
	x.route = x.snap.routes[x.Route]
	x.record.Route = x.route.name
	x.record.Local = x.route.local != nil && !x.Route.Costs
	x.listen()
	x.enlist()
	x.count(1)
	if x.route.local != nil {
		return x.route.local(x)
	}
	return x.forward()
}

// root answers the addresses themselves: a sign of life that tells nothing.
func (x *exchange) root() *dialect.Error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return guard.WrongMethod(x.r.Method, "GET, HEAD")
	}
	text := "Keyport"
	if x.Mount.Private {
		text = ollama.Running
	}
	x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = x.w.Write([]byte(text))
	return nil
}

func (x *exchange) clientName() string {
	if x.Client >= 0 {
		return x.snap.Clients[x.Client].Name
	}
	return ""
}

// count changes the number of running requests.
func (x *exchange) count(n int64) {
	x.counted = n > 0
	now := x.h.running.Add(n)
	if x.snap.Running != nil {
		x.snap.Running(int(now))
	}
}

// end runs last, whatever happened: it keeps a panic from taking the program
// along and hands the record over.
func (x *exchange) end() {
	p, alone := recover(), x.alone
	x.alone = false // until all is done
	if p != nil && !errors.Is(asError(p), http.ErrAbortHandler) {
		// The value of a panic may hold anything, the goroutine's stack only code.
		x.h.log.Error().Str("code", "panic").Str("stack", string(debug.Stack())).Msg("a request ended in a panic")
		x.record.Status, x.record.Code = http.StatusInternalServerError, "internal"
	}
	x.giveBack()
	if errors.Is(context.Cause(x.r.Context()), context.Canceled) && !x.body.stalled() {
		x.record.Cancelled = true
	}
	x.finish()
	x.h.log.Debug().Str("client", x.record.Client).Str("route", x.record.Route).Str("model", x.record.Used).
		Int("status", x.record.Status).Str("code", x.record.Code).Dur("took", x.record.Took).Msg("request")
	if x.snap.Observe != nil {
		x.snap.Observe(x.record)
	}
	if x.live.listed {
		x.h.lives.remove(&x.live) // behind Observe, so that it is always to be seen
	}
	if x.counted {
		x.count(-1)
	}
	if x.live.cancelled.Load() {
		_ = x.steady.FlushError() // net/http would throw away what is not sent yet
	}
	if p != nil || x.live.cancelled.Load() { // what Cancel did to the connection must meet no other request
		panic(http.ErrAbortHandler) // the connection ends here; net/http logs nothing for this value
	}
	x.alone = alone
}

func asError(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return fmt.Errorf("%v", p)
}

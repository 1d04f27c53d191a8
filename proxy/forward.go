package proxy

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"sync/atomic"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/sse"
	"keyport/proxy/upstream"
)

// reply is the way back: an upstream's answer to the client.
type reply struct {
	x      *exchange
	out    *outbound
	ctx    context.Context // the client's
	writer *sse.Writer     // set once a stream has begun
	idle   idleWatch
	gaveUp atomic.Bool
	soon   bool // some of the answer has come with its head
}

// forward sends the request to its upstream and the answer back.
func (x *exchange) forward() *dialect.Error {
	out, e := x.prepare()
	if e != nil {
		return e
	}
	x.mode = out.answer.Think.Mode
	if out.local != nil {
		x.writeBody(out.local)
		return nil
	}
	ctx := x.r.Context()
	if out.call.Stream != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		x.live.reach(cancel)
	}
	if e = x.h.limiter.acquire(ctx, x.h.queueFor); e != nil {
		return e
	}
	defer x.h.limiter.release()
	if out.call.Stream != nil {
		if e = x.duplex(); e != nil {
			return e
		}
	}
	a := &x.back
	a.x, a.out, a.ctx = x, out, ctx
	defer func() {
		if a.writer != nil { // its timer must not write behind a handler that has ended, however it ended
			a.writer.Close()
		}
	}()
	resp, e := a.call()
	if e != nil {
		return a.fail(e)
	}
	if resp == nil {
		return nil // a refusal that was passed on
	}
	defer resp.Body.Close()
	now := time.Now()
	x.record.FirstByte = now.Sub(x.record.Start)
	x.letGo(out)
	x.tell()
	a.watch(resp)
	defer a.idle.stop()
	x.h.recent.note(x.record.Asked, now)
	e = a.answer(resp)
	x.alone = a.idle.stop() && e == nil && a.writer == nil && out.call.Stream == nil
	return e
}

// letGo forgets the body of a request that was accepted: its answer may stream for minutes.
func (x *exchange) letGo(out *outbound) {
	out.obj, out.again, out.call.Body, out.call.Lent = nil, nil, nil, nil
	x.giveBack()
}

// call sends the request, and sends it again where the refusal says how to make
// it acceptable. It gives nil without an error when a refusal was passed on.
func (a *reply) call() (*http.Response, *dialect.Error) {
	const tries = 3 // without a path, without a parameter, as it is
	for try := 1; ; try++ {
		a.x.sent(a.out, try)
		resp, e := a.send()
		if !a.x.body.whole() {
			a.x.w.Header().Set("Connection", "close") // answered in the middle of a form: what is left of it is no next request
		}
		if e != nil {
			if max := (*http.MaxBytesError)(nil); errors.As(e.Cause, &max) {
				e = tooLarge(max.Limit) // the client's body, not the upstream
			}
			return nil, e
		}
		a.x.record.UpstreamStatus = resp.StatusCode
		if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
			return resp, nil
		}
		r := a.out.to.Refused(resp)
		again, e := a.adapt(r)
		if e != nil {
			return nil, e
		}
		if !again || try == tries {
			return nil, a.refused(r)
		}
	}
}

// adapt changes a refused request so that it may be accepted. Nothing of an
// answer has gone out yet.
func (a *reply) adapt(r upstream.Refusal) (again bool, e *dialect.Error) {
	out := a.out
	if next := out.again; next != nil && r.NoSuchPath() {
		out.again = nil
		return true, next()
	}
	if !out.answer.Repair || out.obj == nil || r.Status != http.StatusBadRequest && r.Status != http.StatusUnprocessableEntity {
		return false, nil
	}
	// Another request may have learned the same meanwhile: what counts is that this one changes.
	a.x.h.refused.Learn(out.to.URL(), a.x.record.Used, r.Status, r.Body, time.Now(), out.obj)
	did := a.x.h.refused.Adapt(out.obj, out.to.URL(), a.x.record.Used, time.Now())
	if len(did) == 0 {
		return false, nil
	}
	a.x.leftOut(did)
	out.call.Body = a.x.pieces(out.obj)
	return true, nil
}

// answer passes a good answer on.
func (a *reply) answer(resp *http.Response) *dialect.Error {
	if upstream.IsHTML(resp.Header) {
		return a.fail(a.out.to.WebPage())
	}
	if a.out.good != nil {
		a.out.good()
	}
	stream := isStream(resp.Header.Get("Content-Type"))
	switch {
	case stream && (a.out.into == nil || a.out.stream):
		return a.events(resp)
	case stream:
		return a.fail(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_streams", Message: a.out.to.Host() + " answered with a stream that was not asked for. Try again."})
	case a.writer != nil && a.out.into == nil:
		return a.fail(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_no_stream", Message: a.out.to.Host() + " answered late and without streaming. Try again."})
	case a.out.edits:
		return a.edited(resp)
	}
	return a.copied(resp)
}

// isStream reports whether a content type is that of server-sent events.
func isStream(contentType string) bool {
	switch contentType {
	case "text/event-stream": // nearly all of them
		return true
	case "application/json", "": // and of the others
		return false
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	return kind == "text/event-stream"
}

// send makes the call. A stream on a private address is given its 200 when the
// upstream is silent for long: Copilot gives up after 120 s without a byte. That
// is a timer's work, since the call in a goroutine of its own would cost every
// stream two switches.
func (a *reply) send() (*http.Response, *dialect.Error) {
	if !a.x.Mount.Private || !a.out.stream || !a.x.route.edits || a.writer != nil {
		return a.out.to.Send(a.ctx, a.out.call)
	}
	var (
		begun = make(chan struct{})
		shock any
	)
	early := time.AfterFunc(a.x.h.answerEarly, func() {
		defer func() {
			shock = recover() // for the request's goroutine: here it would end the program
			close(begun)
		}()
		a.begin(http.Header{"Content-Type": {"text/event-stream"}})
		_ = a.writer.Write(a.silence(), true) // a client that is gone shows in a.ctx
	})
	defer func() {
		if early.Stop() {
			return
		}
		if <-begun; shock != nil {
			panic(shock)
		}
	}()
	return a.out.to.Send(a.ctx, a.out.call)
}

// silence is what fills a pause of the stream.
func (a *reply) silence() []byte {
	if a.out.into != nil {
		return a.out.into.keepAlive()
	}
	return []byte(sse.Comment)
}

// begin starts a streamed answer.
func (a *reply) begin(header http.Header) {
	h := a.x.w.Header()
	a.out.to.CopyHeader(h, header)
	h.Del("Content-Length")
	h.Set("X-Accel-Buffering", "no")
	if a.out.into != nil {
		h.Set("Content-Type", a.out.into.streamType())
		h.Del("Content-Encoding")
	}
	a.x.w.WriteHeader(http.StatusOK)
	a.writer = sse.NewWriter(a.x.w, a.x.h.keepAlive, a.silence())
	a.writer.Start(a.soon)
}

// idleTimeout is how long an answer may be silent.
func (s *snapshot) idleTimeout(u *upstream.Upstream) time.Duration {
	for _, c := range s.Config.Upstreams {
		if c.Name == u.Name() && c.IdleTimeout > 0 {
			return c.IdleTimeout
		}
	}
	return upstream.DefaultTimeout
}

// errTooLong is a stream whose event does not fit.
var errTooLong = errors.New("an event of the upstream is too long")

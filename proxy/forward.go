package proxy

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/sse"
	"keyport/proxy/upstream"
)

// maxEdited bounds an answer that is edited in memory, also after decompression.
const maxEdited = 32 << 20

// reply is the way back: an upstream's answer to the client.
type reply struct {
	x      *exchange
	out    *outbound
	ctx    context.Context
	cancel context.CancelCauseFunc
	writer *sse.Writer // set once a stream has begun
	idle   idleWatch
}

// forward sends the request to its upstream and the answer back.
func (x *exchange) forward() *dialect.Error {
	out, e := x.prepare()
	if e != nil {
		return e
	}
	if e = x.h.limiter.acquire(x.r.Context(), x.h.queueFor); e != nil {
		return e
	}
	defer x.h.limiter.release()
	a := &reply{x: x, out: out}
	a.ctx, a.cancel = context.WithCancelCause(x.r.Context())
	defer a.cancel(nil)
	defer func() {
		if a.writer != nil { // its timer must not write behind a handler that has ended, however it ended
			a.writer.Close()
		}
	}()
	resp, e := a.send()
	if e != nil {
		if max := (*http.MaxBytesError)(nil); errors.As(e.Cause, &max) {
			e = tooLarge(max.Limit) // the client's body, not the upstream
		}
		return a.fail(e)
	}
	defer resp.Body.Close()
	x.record.UpstreamStatus = resp.StatusCode
	x.record.FirstByte = time.Since(x.record.Start)
	a.idle.start(x.snap.idleTimeout(out.to), a.giveUp)
	defer a.idle.stop()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return a.refused(resp)
	}
	if upstream.IsHTML(resp.Header) {
		return a.fail(out.to.WebPage())
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind == "text/event-stream" {
		return a.events(resp)
	}
	if a.writer != nil {
		return a.fail(&dialect.Error{Status: http.StatusBadGateway, Code: "upstream_no_stream", Message: out.to.Host() + " answered late and without streaming. Try again."})
	}
	if out.edits {
		return a.edited(resp)
	}
	return a.copied(resp)
}

// send makes the call. A stream on a private address is given its 200 when the
// upstream is silent for long: Copilot gives up after 120 s without a byte.
func (a *reply) send() (*http.Response, *dialect.Error) {
	if !a.x.mount.private || !a.out.stream || !a.x.route.edits {
		return a.out.to.Send(a.ctx, a.out.call)
	}
	type result struct {
		resp *http.Response
		e    *dialect.Error
	}
	done := make(chan result, 1)
	go func() { // ends with the call, which ends with a.ctx
		resp, e := a.out.to.Send(a.ctx, a.out.call)
		done <- result{resp, e}
	}()
	early := time.NewTimer(a.x.h.answerEarly)
	defer early.Stop()
	select {
	case r := <-done:
		return r.resp, r.e
	case <-early.C:
		a.begin(http.Header{"Content-Type": {"text/event-stream"}})
		_ = a.writer.Write([]byte(sse.Comment), true) // a client that is gone shows in a.ctx
	}
	r := <-done
	return r.resp, r.e
}

// begin starts a streamed answer.
func (a *reply) begin(header http.Header) {
	h := a.x.w.Header()
	upstream.CopyHeader(h, header)
	h.Del("Content-Length")
	h.Set("X-Accel-Buffering", "no")
	a.x.w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(a.x.w).Flush() // clients time the headers, and the first event may take its time
	a.writer = sse.NewWriter(a.x.w, a.x.h.keepAlive, []byte(sse.Comment))
	a.writer.Start()
}

// fail ends the answer with an error: as an answer of its own while nothing was
// written, else as the last event of a stream that is then broken off.
func (a *reply) fail(e *dialect.Error) *dialect.Error {
	if a.writer == nil {
		return e
	}
	a.x.soften(e)
	a.x.note(e)
	if e.Code != clientGone {
		_ = a.writer.Write(e.Event(a.x.dialect), true)
	}
	a.writer.Close()
	panic(http.ErrAbortHandler) // never a clean end behind an error
}

// refused passes an upstream's error on: its own status and JSON where clients
// can bear them, else a sentence.
func (a *reply) refused(resp *http.Response) *dialect.Error {
	r := a.out.to.Refused(resp)
	private := a.x.mount.private
	softened := private && (r.Status == http.StatusPaymentRequired || r.Status == http.StatusForbidden)
	if r.Status == http.StatusUnauthorized && a.x.snap.Access == AccessPassthrough {
		softened = private // elsewhere the app has to know: it is its own key
		r.Err.Message = a.out.to.Host() + " refused the API key that the app sent. Enter another one in the app."
	} else if r.Status == http.StatusUnauthorized {
		softened = true
	}
	if r.Body == nil || softened || a.writer != nil {
		copyLimits(a.x.w.Header(), resp.Header, a.writer == nil)
		return a.fail(r.Err)
	}
	a.x.note(r.Err)
	h := a.x.w.Header()
	upstream.CopyHeader(h, resp.Header)
	h.Del("Content-Encoding")
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(r.Body)))
	a.x.w.WriteHeader(r.Status)
	_, _ = a.x.w.Write(r.Body)
	return nil
}

// copyLimits keeps Retry-After and rate-limit headers on errors of our own wording.
func copyLimits(dst, src http.Header, possible bool) {
	if !possible {
		return
	}
	all := http.Header{}
	upstream.CopyHeader(all, src)
	for name, values := range all {
		if strings.Contains(name, "Ratelimit") || strings.HasPrefix(name, "Retry-After") || strings.HasSuffix(name, "Request-Id") {
			dst[name] = values
		}
	}
}

// copied passes an answer on byte for byte.
func (a *reply) copied(resp *http.Response) *dialect.Error {
	upstream.CopyHeader(a.x.w.Header(), resp.Header)
	if resp.ContentLength >= 0 {
		a.x.w.Header().Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
	a.x.w.WriteHeader(resp.StatusCode)
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	flush := http.NewResponseController(a.x.w).Flush
	for {
		n, err := resp.Body.Read(*buf)
		a.idle.touch()
		if n > 0 {
			if _, werr := a.x.w.Write((*buf)[:n]); werr != nil {
				a.x.record.Cancelled = true
				panic(http.ErrAbortHandler)
			}
			if resp.ContentLength < 0 {
				_ = flush()
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			a.x.note(a.out.to.Explain(a.ctx, err))
			panic(http.ErrAbortHandler) // a cut answer must not look whole
		}
	}
}

// edited reads a plain answer, takes the thoughts out, and passes it on. An
// answer that needs no change goes out as it came, still compressed if it was.
func (a *reply) edited(resp *http.Response) *dialect.Error {
	raw, err := io.ReadAll(io.LimitReader(touching{resp.Body, &a.idle}, maxEdited+1))
	if err != nil {
		return a.out.to.Explain(a.ctx, err)
	}
	plain, e := a.decode(resp.Header.Get("Content-Encoding"), raw)
	if e != nil {
		return e
	}
	h := a.x.w.Header()
	upstream.CopyHeader(h, resp.Header)
	body := chat.Body(plain, a.out.answer)
	if len(body) == len(plain) && (len(body) == 0 || &body[0] == &plain[0]) {
		body = raw
	} else {
		h.Del("Content-Encoding")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	a.x.w.WriteHeader(resp.StatusCode)
	_, _ = a.x.w.Write(body)
	return nil
}

// decode undoes a compression that was not asked for.
func (a *reply) decode(encoding string, raw []byte) ([]byte, *dialect.Error) {
	tooBig := &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_too_large", Message: "The answer of " + a.out.to.Host() + " is too large to be edited."}
	if len(raw) > maxEdited {
		return nil, tooBig
	}
	switch strings.ToLower(encoding) {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
	default:
		return nil, badEncoding(a.out.to)
	}
	zr, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, badEncoding(a.out.to)
	}
	plain, err := io.ReadAll(io.LimitReader(zr, maxEdited+1))
	if err != nil {
		return nil, badEncoding(a.out.to)
	}
	if len(plain) > maxEdited {
		return nil, tooBig
	}
	return plain, nil
}

func badEncoding(u *upstream.Upstream) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_encoding", Message: u.Host() + " compressed its answer in a way that Keyport cannot read."}
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}

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

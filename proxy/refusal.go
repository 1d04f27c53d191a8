package proxy

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/ollama"
	"keyport/proxy/upstream"
)

// fail ends the answer with an error: as an answer of its own while nothing was
// written, else as the last event of a stream that is then broken off.
func (a *reply) fail(e *dialect.Error) *dialect.Error {
	e.Message = string(a.out.to.Mask([]byte(e.Message))) // it may quote an error in the middle of an answer
	e = a.x.meant(e)
	if a.writer == nil {
		return e
	}
	a.x.soften(e)
	a.x.note(e)
	if e.Code != clientGone {
		last := e.Event(a.x.Dialect)
		if a.out.into != nil {
			last = a.out.into.fail(nil, e)
		}
		_ = a.writer.Write(last, true)
	}
	a.writer.Close()
	panic(http.ErrAbortHandler) // never a clean end behind an error
}

// refused passes an upstream's error on: its own status and JSON where clients
// can bear them, else a sentence.
func (a *reply) refused(r upstream.Refusal) *dialect.Error {
	private := a.x.Mount.Private
	softened := private && (r.Status == http.StatusPaymentRequired || r.Status == http.StatusForbidden)
	if r.Status == http.StatusUnauthorized && a.x.snap.Access == AccessPassthrough {
		softened = private // elsewhere the app has to know: it is its own key
		r.Err.Message = a.out.to.Host() + " refused the API key that the app sent. Enter another one in the app."
	} else if r.Status == http.StatusUnauthorized {
		softened = true
	}
	if a.x.Dialect == dialect.Ollama {
		softened = true // its errors are a string
		if r.Status == http.StatusNotFound && !r.NoSuchPath() {
			r.Err = ollama.NotFound(a.x.record.Asked)
		}
	}
	if r.Body == nil || softened || a.writer != nil {
		a.copyLimits(r.Header)
		return a.fail(r.Err)
	}
	a.x.note(r.Err)
	h := a.x.w.Header()
	a.out.to.CopyHeader(h, r.Header)
	h.Del("Content-Encoding")
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(r.Body)))
	a.x.w.WriteHeader(r.Status)
	_, _ = a.x.w.Write(r.Body)
	return nil
}

// copyLimits keeps Retry-After and rate-limit headers on errors of our own wording.
func (a *reply) copyLimits(src http.Header) {
	if a.writer != nil {
		return // the answer has begun
	}
	dst, all := a.x.w.Header(), http.Header{}
	a.out.to.CopyHeader(all, src)
	for name, values := range all {
		if strings.Contains(name, "Ratelimit") || strings.HasPrefix(name, "Retry-After") || strings.HasSuffix(name, "Request-Id") {
			dst[name] = values
		}
	}
}

// keyTrouble are the codes that mean: the account is not usable as it is.
var keyTrouble = map[string]bool{"upstream_key_rejected": true, "no_key": true, "no_upstream": true, "key_elsewhere": true, "keychain_locked": true, "keychain_missing": true, "keychain_refused": true}

// soften changes what Copilot reads as its own trouble: on 401 and 403 it
// drops its GitHub token, on 402 it says that its quota is used up, and of 5xx
// it hides the sentence. Only private addresses are softened; elsewhere a
// rejected key is 502, so that apps do not ask for *their* key.
func (x *exchange) soften(e *dialect.Error) {
	ollama := x.Mount.Private || x.Dialect == dialect.Ollama && strings.HasPrefix(e.Code, "upstream_")
	switch refused := e.Status == http.StatusUnauthorized || e.Status == http.StatusPaymentRequired || e.Status == http.StatusForbidden; {
	case ollama && refused, x.emulated() && keyTrouble[e.Code]:
		e.Status = http.StatusBadRequest
	case e.Code == "upstream_key_rejected" && x.snap.Access != AccessPassthrough:
		e.Status = http.StatusBadGateway
	}
}

// clientGone is the code of an error that nobody is there to read. Its status,
// 499, says nothing: gateways answer with it too.
const clientGone = "client_closed_request"

// refuse writes an error before anything else was written.
func (x *exchange) refuse(e *dialect.Error) {
	if e.Code == clientGone && x.body.stalled() {
		e = bodyTooSlow()
	}
	e = x.meant(e)
	x.soften(e)
	x.note(e)
	if e.Code == clientGone {
		panic(http.ErrAbortHandler) // nobody is there to read an answer
	}
	if e.Status == http.StatusRequestEntityTooLarge || e.Status == http.StatusRequestTimeout || e.Code == CodeCancelledHere {
		x.w.Header().Set("Connection", "close") // the rest of the body is not read
	}
	e.Write(x.w, x.Dialect)
}

// note puts an error on record.
func (x *exchange) note(e *dialect.Error) {
	x.record.Status, x.record.Code, x.record.Said = e.Status, e.Code, e.Message
	x.record.Cancelled = x.record.Cancelled || e.Code == clientGone
	x.record.Unconnected = unconnected(e.Cause)
	if x.record.UpstreamStatus != 0 {
		x.record.RetryAfter = e.RetryAfter
	}
}

// unconnected tells a connection that never came about in time from an answer that did not.
func unconnected(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" && op.Timeout()
}

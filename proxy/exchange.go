package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/ollama"
)

// exchange is one request on its way through the proxy, with the snapshot that
// it keeps to its end.
type exchange struct {
	h    *Handler
	w    http.ResponseWriter
	r    *http.Request
	snap *snapshot

	path    guard.Path
	mount   mount
	route   *route
	dialect dialect.Dialect
	client  int // index of snap.Clients, -1 when unknown
	counted bool

	record Record
}

// serve passes the gates one after another, outermost first, and answers. The
// error is written by the caller in the client's dialect.
func (x *exchange) serve() *dialect.Error {
	x.client = -1
	x.dialect = dialect.OpenAI
	r := x.r
	if r.Method == http.MethodConnect {
		return &dialect.Error{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Message: "Keyport is no network proxy."}
	}
	// An upgraded connection would be a tunnel past every filter. "h2c" alone is
	// passed over, as RFC 9110 lets a server do: Java's HttpClient offers it on
	// every plain connection, and JetBrains' plugins are built on that.
	if slices.ContainsFunc(r.Header["Upgrade"], func(up string) bool { return up != "" && !strings.EqualFold(up, "h2c") }) {
		return &dialect.Error{Status: http.StatusUpgradeRequired, Code: "upgrade_refused", Message: "Keyport does not take WebSocket connections."}
	}
	var e *dialect.Error
	if x.path, e = guard.CleanPath(r.URL); e != nil {
		return e
	}
	if e = guard.Host(r, x.snap.Hosts); e != nil {
		return e
	}
	origin, e := guard.Browser(r, x.snap.origins)
	if e != nil {
		return e
	}
	var ok bool
	if x.mount, ok = x.snap.locate(x.path.Clean); !ok {
		return notFound()
	}
	x.dialect = dialectOf(x.mount.path)
	if x.mount.private {
		x.client = x.mount.client
	}
	if origin != "" {
		guard.CORS(x.w.Header(), origin)
		if r.Method == http.MethodOptions {
			guard.Preflight(x.w, r, origin)
			return nil
		}
	}
	if x.mount.root {
		return x.root()
	}
	if x.mount.path == "health" && !x.mount.private {
		return x.health()
	}
	if e = x.authenticate(origin); e != nil {
		return e
	}
	if e = x.paused(); e != nil {
		return e
	}
	if x.route, e = x.snap.find(r.Method, x.mount.path); e != nil {
		return e
	}
	x.dialect = x.route.dialect
	x.record.Route = x.route.name()
	if e = x.checkContent(); e != nil {
		return e
	}
	x.count(1)
	if x.route.local != nil {
		return x.route.local(x)
	}
	if e = x.h.rate.take(x.clientName(), x.snap.limits.PerMinute, time.Now()); e != nil {
		return e
	}
	return x.forward()
}

// root answers the addresses themselves: a sign of life that tells nothing.
func (x *exchange) root() *dialect.Error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return wrongMethod(x.r.Method, "GET, HEAD")
	}
	text := "Keyport"
	if x.mount.private {
		text = ollama.Running
	}
	x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = x.w.Write([]byte(text))
	return nil
}

// authenticate finds out who is asking. On a private address the address has
// said it, and any Authorization is ignored.
func (x *exchange) authenticate(origin string) *dialect.Error {
	if x.client < 0 {
		for _, presented := range guard.Presented(x.r.Header) {
			if i := x.snap.passwords.Find(presented); i >= 0 {
				x.client = i
				break
			}
		}
	}
	switch {
	case x.snap.Access == AccessPassthrough:
		if own := strings.TrimSpace(x.r.Header.Get("Authorization")); own == "" || strings.EqualFold(own, "bearer") || x.isLocal(own) {
			return &dialect.Error{Status: http.StatusUnauthorized, Code: "authorization_required", Message: "Keyport passes the app's own API key on, and this app sent none. Enter your API key in the app."}
		}
	case x.client < 0 && x.snap.Access != AccessOpen && x.dialect == dialect.Ollama:
		return &dialect.Error{Status: http.StatusUnauthorized, Code: "password_required", Message: "Keyport does not know this app. Copy the app's private address from Keyport into the app, in place of this one."}
	case x.client < 0 && x.snap.Access != AccessOpen:
		return &dialect.Error{Status: http.StatusUnauthorized, Code: "password_required", Message: "Keyport wants the password of this app. Copy it from Keyport into the app's API key field."}
	}
	if origin != "" && x.client >= 0 && !slices.Contains(x.snap.Clients[x.client].Origins, origin) {
		return &dialect.Error{Status: http.StatusForbidden, Code: "origin_not_allowed", Message: "This web origin belongs to another app's entry in the settings."}
	}
	return nil
}

// isLocal reports whether an Authorization holds a secret of Keyport's own: an
// app that was not told of passthrough would send it to the upstream.
func (x *exchange) isLocal(authorization string) bool {
	for _, presented := range guard.Presented(http.Header{"Authorization": {authorization}}) {
		if x.snap.passwords.Find(presented) >= 0 || x.snap.addresses.Find(presented) >= 0 {
			return true
		}
	}
	return false
}

func (x *exchange) paused() *dialect.Error {
	if !x.snap.Paused {
		return nil
	}
	e := &dialect.Error{Status: http.StatusServiceUnavailable, Code: "paused", Message: "Keyport is paused. Resume it from its tray icon.", RetryAfter: 60 * time.Second}
	if until := x.snap.PausedUntil; !until.IsZero() {
		if e.RetryAfter = time.Until(until); e.RetryAfter <= 0 {
			return nil // the time is over; the next snapshot says so
		}
		e.Message = "Keyport is paused until " + until.Format("15:04") + ". Resume it from its tray icon."
	}
	return e
}

func (x *exchange) checkContent() *dialect.Error {
	if x.route.anyBody {
		return nil
	}
	if slices.ContainsFunc(x.r.Header["Content-Encoding"], func(enc string) bool { return enc != "" && !strings.EqualFold(enc, "identity") }) {
		return &dialect.Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported_encoding", Message: "Send the request without compression."}
	}
	if x.route.json || x.route.form {
		return guard.ContentType(x.r, x.route.json, x.route.form)
	}
	return nil
}

func (x *exchange) clientName() string {
	if x.client >= 0 {
		return x.snap.Clients[x.client].Name
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
	p := recover()
	if p != nil && !errors.Is(asError(p), http.ErrAbortHandler) {
		// The value of a panic may hold anything, the goroutine's stack only code.
		x.h.log.Error().Str("code", "panic").Str("stack", string(debug.Stack())).Msg("a request ended in a panic")
		x.record.Status, x.record.Code = http.StatusInternalServerError, "internal"
	}
	if x.counted {
		x.count(-1)
	}
	if errors.Is(context.Cause(x.r.Context()), context.Canceled) {
		x.record.Cancelled = true
	}
	x.record.Client, x.record.Dialect = x.clientName(), string(x.dialect)
	x.record.Took = time.Since(x.record.Start)
	if x.record.Status == 0 {
		x.record.Status = http.StatusOK
	}
	x.h.log.Debug().Str("client", x.record.Client).Str("route", x.record.Route).Str("model", x.record.Used).
		Int("status", x.record.Status).Str("code", x.record.Code).Dur("took", x.record.Took).Msg("request")
	if x.snap.Observe != nil {
		x.snap.Observe(x.record)
	}
	if p != nil {
		panic(http.ErrAbortHandler) // the connection ends here; net/http logs nothing for this value
	}
}

func asError(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return fmt.Errorf("%v", p)
}

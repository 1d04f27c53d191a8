package upstream

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// direct calls servers over plain HTTP/1.1 (RFC 9112) from the goroutine that
// asks. These are the model servers of one's own computer and network: Ollama, LM
// Studio, llama.cpp, vLLM. http.Transport hands the request to one goroutine and
// has the answer from another one. Without them a request of 1 KB takes an eighth to
// a fifth less processor time, and a stream a fifth less memory.
//
// What is not plain goes to the Transport: TLS, and with it HTTP/2, proxies,
// bodies that are read from a client, and every request with something in it that
// net/http would refuse or treat in a way of its own. The settings are the
// Transport's too.
type direct struct {
	other *http.Transport
	pool  pool
}

func newDirect(t *http.Transport) *direct {
	return &direct{other: t, pool: pool{dial: t.DialContext, max: t.MaxIdleConnsPerHost, idleTime: t.IdleConnTimeout}}
}

// RoundTrip implements http.RoundTripper.
func (d *direct) RoundTrip(req *http.Request) (*http.Response, error) {
	if !plain(req) {
		return d.other.RoundTrip(inOne(req))
	}
	h := d.pool.host(req.URL.Host, func() string { return d.address(req) })
	if h.addr == "" {
		return d.other.RoundTrip(inOne(req))
	}
	return d.roundTrip(h, req)
}

// roundTrip asks once, and once more on a connection of its own where that is
// safe: the first one was kept, and ended as idle connections do (RFC 9112, 9.3.1).
func (d *direct) roundTrip(h *host, req *http.Request) (*http.Response, error) {
	ctx, try := req.Context(), req
	for again := false; ; again = true {
		l, err := h.take(ctx, again)
		if err != nil {
			closeBody(try)
			return nil, canceled(ctx, err)
		}
		t := trip{line: l, req: try, ctx: ctx}
		resp, err := t.run(d.other.ResponseHeaderTimeout, d.other.MaxResponseHeaderBytes)
		if err == nil {
			resp.Request = req
			return resp, nil
		}
		if again || !t.repeatable() {
			return nil, err
		}
		fresh := *req
		if req.GetBody != nil {
			if fresh.Body, err = req.GetBody(); err != nil {
				return nil, err
			}
		}
		try = &fresh
	}
}

// CloseIdleConnections closes what is kept, here and of the Transport.
func (d *direct) CloseIdleConnections() {
	d.pool.closeIdle()
	d.other.CloseIdleConnections()
}

// plain reports a request that is written and answered without anything special:
// no header that changes the meaning of the connection or the form of the body,
// and a body, if any, that lies in memory.
func plain(req *http.Request) bool {
	switch {
	case req.URL.Scheme != "http", req.Host != req.URL.Host, req.URL.Opaque != "", !fieldValue(req.URL.RawQuery), strings.ContainsAny(req.URL.RawQuery, " \t"):
		return false
	case !token(req.Method), req.Method == http.MethodConnect, req.Close, len(req.Trailer) > 0, len(req.TransferEncoding) > 0:
		return false
	case req.Body == nil && req.ContentLength != 0, req.Body != nil && (req.GetBody == nil || req.ContentLength <= 0):
		return false
	}
	if _, inMemory := req.Body.(*sending); req.Body != nil && !inMemory {
		return false
	}
	for name, values := range req.Header {
		switch http.CanonicalHeaderKey(name) {
		case "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Host", "Content-Length":
			return false
		}
		if !token(name) {
			return false
		}
		for _, v := range values {
			if !fieldValue(v) {
				return false
			}
		}
	}
	agent := req.Header["User-Agent"]
	return len(agent) == 1 && agent[0] != "" // without one, net/http has rules of its own
}

// address is where requests like req go without a proxy; "" when they do not, or
// when the name has to be encoded first.
func (d *direct) address(req *http.Request) string {
	if d.other.Proxy != nil {
		if proxy, err := d.other.Proxy(req); proxy != nil || err != nil {
			return ""
		}
	}
	return dialAddress(req.URL)
}

func dialAddress(u *url.URL) string {
	for _, c := range []byte(u.Host) {
		switch { // no zone ("%eth0"), which must not go into a Host header (RFC 6874), no letter beyond ASCII
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._:[]", c) >= 0:
		default:
			return ""
		}
	}
	name, port := u.Hostname(), u.Port()
	if name == "" || strings.Contains(name, ":") != strings.HasPrefix(u.Host, "[") {
		return ""
	}
	if port == "" {
		port = "80"
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name + ":" + port
}

// canceled is what a request fails with: that nobody wants it any more comes
// before whatever broke because of that.
func canceled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// token reports a method or the name of a header (RFC 9110, 5.6.2).
func token(s string) bool {
	for i := range len(s) {
		if !tokenByte[s[i]] {
			return false
		}
	}
	return s != ""
}

var tokenByte = func() (is [256]bool) {
	for _, c := range []byte("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
		is[c] = true
	}
	return is
}()

// fieldValue reports the value of a header that says what it seems to say: no line
// break, which would begin another header (RFC 9110, 5.5).
func fieldValue(s string) bool {
	for _, c := range []byte(s) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

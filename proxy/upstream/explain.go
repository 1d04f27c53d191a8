package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"keyport/proxy/dialect"
)

// ErrIdle is the error of an answer that was given up: the upstream sent nothing for the idle time-out.
var ErrIdle = errors.New("the upstream sent nothing for too long")

// ErrEnding is the cancel cause of a request that is cut because Keyport quits,
// or has given up the port that it came by.
var ErrEnding = errors.New("the program is ending")

// Explain turns a failed round trip or a broken body into what the client is
// told: 504 for time-outs, 502 for the rest, 499 when the client itself left.
func (u *Upstream) Explain(ctx context.Context, err error) *dialect.Error {
	host := u.Host()
	e := &dialect.Error{Status: http.StatusBadGateway, Cause: err}
	var dns *net.DNSError
	var netErr net.Error
	switch {
	case errors.Is(err, ErrIdle):
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", host+" stopped answering. Try again."
	case errors.Is(context.Cause(ctx), ErrEnding):
		e.Status, e.Code, e.Message = http.StatusServiceUnavailable, "keyport_ending", "Keyport was ended, or its port was changed, before the answer was complete. Try again."
	case errors.Is(ctx.Err(), context.DeadlineExceeded): // of a list: nobody left
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", host+" did not answer in time. Try again."
	case ctx.Err() != nil:
		e.Status, e.Code, e.Message = 499, "client_closed_request", "The app closed the connection."
	case isProxy(err):
		e.Code, e.Message = "upstream_proxy", "The proxy "+u.proxyHost()+"on the way to "+host+" could not be reached. Check the proxy of this account, or of your system."
	case errors.As(err, &dns):
		e.Code, e.Message = "upstream_dns", "Your computer could not find "+host+". Check the internet connection and the address."
	case isTLS(err):
		e.Code, e.Message = "upstream_tls", "The connection to "+host+" is not safe: its certificate was not accepted. A company proxy or virus scanner may open encrypted traffic here."
	case errors.As(err, &netErr) && netErr.Timeout(), errors.Is(err, context.DeadlineExceeded), strings.Contains(err.Error(), "timeout awaiting response headers"):
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", host+" did not answer in time. Try again."
	case isDial(err):
		e.Code, e.Message = "upstream_unreachable", host+" could not be reached. Check that the address is right and that nothing blocks it."
	default:
		e.Code, e.Message = "upstream_broken", "The connection to "+host+" broke. Try again."
	}
	return e
}

func isTLS(err error) bool {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	return errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &record) || errors.As(err, &verify)
}

func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isProxy(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "proxyconnect"
}

// proxyHost is where the proxy of this account stands, followed by a space; ""
// when it is not known.
func (u *Upstream) proxyHost() string {
	var at *url.URL
	if u.cfg.Proxy == "" || u.cfg.Proxy == "system" {
		at, _ = http.ProxyFromEnvironment(&http.Request{URL: u.base.url})
	} else {
		at, _ = url.Parse(u.cfg.Proxy)
	}
	if at == nil || at.Host == "" {
		return ""
	}
	return at.Host + " " // never its user and password
}

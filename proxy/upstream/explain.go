package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"

	"keyport/proxy/dialect"
)

// ErrIdle is the cancel cause of a request whose upstream sent nothing for the idle time-out.
var ErrIdle = errors.New("the upstream sent nothing for too long")

// Explain turns a failed round trip or a broken body into what the client is
// told: 504 for time-outs, 502 for the rest, 499 when the client itself left.
func (u *Upstream) Explain(ctx context.Context, err error) *dialect.Error {
	host := u.Host()
	e := &dialect.Error{Status: http.StatusBadGateway, Cause: err}
	var dns *net.DNSError
	var netErr net.Error
	switch {
	case errors.Is(context.Cause(ctx), ErrIdle):
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", host+" stopped answering. Try again."
	case errors.Is(ctx.Err(), context.DeadlineExceeded): // of a list: nobody left
		e.Status, e.Code, e.Message = http.StatusGatewayTimeout, "upstream_timeout", host+" did not answer in time. Try again."
	case ctx.Err() != nil:
		e.Status, e.Code, e.Message = 499, "client_closed_request", "The app closed the connection."
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
	return errors.As(err, &op) && op.Op == "dial" || strings.Contains(err.Error(), "proxyconnect")
}

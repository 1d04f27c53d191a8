package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(name string) authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	if cert, err = x509.ParseCertificate(raw); err != nil {
		panic(err)
	}
	return authority{cert, key}
}

func (a authority) sign(t *testing.T) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

// trusted is what this process trusts besides. Go reads that once, at the first
// certificate, so it is the same for every run of the test.
var trusted = sync.OnceValue(func() authority { return newAuthority("trusted") })

func TestInterceptedConnectionIsToldUntilItIsNone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "trusted.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: trusted().cert.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", file)
	t.Setenv("SSL_CERT_DIR", t.TempDir())
	var now atomic.Pointer[tls.Certificate]
	now.Store(newAuthority("virus scanner").sign(t))
	provider := newProvider(t)
	srv := httptest.NewUnstartedServer(provider)
	srv.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return &tls.Config{Certificates: []tls.Certificate{*now.Load()}}, nil
	}}
	srv.Config.ErrorLog = quietLog()
	srv.StartTLS()
	defer srv.Close()
	r, a := withKey(t, provider, goodKey, func(s *settings.Settings) { s.Upstreams[0].URL = srv.URL + "/v1" })
	if status, _ := r.ask(a); status != 502 {
		t.Errorf("%d", status)
	}
	p := r.problem(problemIntercepted)
	s := r.state(control.StateAttention)
	if p.Blocking || s.Upstreams[0].LastError == "" || len(provider.seen()) != 0 {
		t.Errorf("%+v, %d requests arrived", s, len(provider.seen()))
	}
	now.Store(trusted().sign(t))
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

// A firewall that drops what goes past the network proxy looks like this: no
// answer to the request for a connection. It takes the 15 s that a connection
// may take.
func TestConnectionsThatNeverComeAboutPointToANetworkProxy(t *testing.T) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			_ = syscall.Close(fd)
		}
	}()
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil { // room for one connection; for more there is no answer
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address := net.JoinHostPort(ipv4, strconv.Itoa(name.(*syscall.SockaddrInet4).Port))
	for full := false; !full; {
		conn, err := net.DialTimeout("tcp", address, 500*time.Millisecond)
		if err == nil {
			defer conn.Close()
		}
		full = err != nil
	}
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey, func(s *settings.Settings) { s.Upstreams[0].URL = "http://" + address + "/v1" })
	var all sync.WaitGroup
	for range manyErrors {
		all.Go(func() {
			if status, body := r.ask(a); status != 504 {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	all.Wait()
	p := r.problem(problemNeedsProxy)
	s := r.state(control.StateAttention)
	if p.Action != control.ActionNetworkProxy || p.Opens(p.Action) != control.PageNetwork || s.Upstreams[0].LastError == "" {
		t.Errorf("%+v %+v", p, s.Upstreams)
	}
	_ = syscall.Close(fd)
	closed = true
	l := listenAt(t, address)
	srv := &httptest.Server{Listener: l, Config: provider.Config}
	srv.Start()
	defer srv.Close()
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

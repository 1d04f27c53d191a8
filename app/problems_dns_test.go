package app

import (
	"context"
	"encoding/binary"
	"net"
	"net/url"
	"sync"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
)

// nameServer is a DNS server (RFC 1035 section 4) that knows no name, or takes
// every name for 127.0.0.1.
type nameServer struct {
	conn net.PacketConn
	mu   sync.Mutex
	know bool
}

// newNameServer makes a name server the one of this process until the test ends.
func newNameServer(t *testing.T) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &nameServer{conn: conn}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		n.serve()
	}()
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = conn.Close()
		<-ended
	})
	return n
}

func (n *nameServer) serve() {
	packet := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		if answer := n.answer(packet[:size]); answer != nil {
			_, _ = n.conn.WriteTo(answer, from)
		}
	}
}

func (n *nameServer) answer(query []byte) []byte {
	end := 12
	for end < len(query) && query[end] != 0 { // the labels of the name
		end += 1 + int(query[end])
	}
	if end += 5; end > len(query) {
		return nil
	}
	kind := binary.BigEndian.Uint16(query[end-4:])
	n.mu.Lock()
	know := n.know
	n.mu.Unlock()
	answer := append([]byte{}, query[:end]...)
	answer[2], answer[3] = 0x81, 0x80                       // an answer, recursion available
	answer[6], answer[7], answer[8], answer[9] = 0, 0, 0, 0 // no records
	answer[10], answer[11] = 0, 0                           // no further ones
	switch {
	case !know:
		answer[3] |= 3 // there is no such name
	case kind == 1: // an address
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	return answer
}

func TestProviderThatIsNotFoundIsToldUntilItIs(t *testing.T) {
	names := newNameServer(t)
	provider := newProvider(t)
	at, err := url.Parse(provider.URL)
	if err != nil {
		t.Fatal(err)
	}
	const host = "provider.internal"
	r, a := withKey(t, provider, goodKey, func(s *settings.Settings) {
		s.Upstreams[0].URL = "http://" + host + ":" + at.Port() + "/v1"
		s.Upstreams[0].Proxy = "none"
	})
	if status, _ := r.ask(a); status != 502 {
		t.Errorf("%d", status)
	}
	p := r.problem(problemNotFound)
	s := r.state(control.StateAttention)
	if want := "Your computer could not find " + host + ":" + at.Port() + "."; p.Sentence != want || s.Upstreams[0].LastError != want || p.Blocking {
		t.Errorf("%q", p.Sentence)
	}
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.problem(problemNotFound) // it is still so
	names.mu.Lock()
	names.know = true
	names.mu.Unlock()
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

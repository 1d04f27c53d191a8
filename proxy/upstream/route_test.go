package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// relay stands between a client and a server. What it swallowed leads nowhere
// from then on, as a connection does that a router has forgotten: it takes in
// what is sent, and nothing comes back.
type relay struct {
	net.Listener
	to   string
	work sync.WaitGroup

	mu       sync.Mutex
	open     []net.Conn
	accepted int
	dead     chan struct{}
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: l, to: to, dead: make(chan struct{})}
	r.work.Go(r.run)
	t.Cleanup(func() {
		_ = l.Close()
		r.mu.Lock()
		for _, c := range r.open {
			_ = c.Close()
		}
		r.mu.Unlock()
		r.work.Wait()
	})
	return r
}

func (r *relay) run() {
	for {
		in, err := r.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", r.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		r.mu.Lock()
		r.accepted++
		r.open = append(r.open, in, out)
		dead := r.dead
		r.mu.Unlock()
		for from, to := range map[net.Conn]net.Conn{in: out, out: in} {
			r.work.Go(func() { copyUntil(dead, to, from) })
		}
	}
}

func copyUntil(dead chan struct{}, to, from net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		select {
		case <-dead:
		default:
			_, _ = to.Write(buf[:n])
			if err != nil {
				_ = to.Close()
			}
		}
		if err != nil {
			return
		}
	}
}

// swallow makes every connection that is open a dead one.
func (r *relay) swallow() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.dead)
	r.dead = make(chan struct{})
}

func (r *relay) connections() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.accepted
}

// answering answers /hang with a stream that does not end.
func answering(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, r.Proto)
	if r.URL.Path == "/hang" {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

// post sends a request that is never sent twice, and gives the body, which the caller closes.
func post(t *testing.T, ctx context.Context, rt http.RoundTripper, url, proto string) io.ReadCloser {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(`{"model":"m1"}`))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len(proto))
	if _, err := io.ReadFull(resp.Body, said); err != nil || string(said) != proto {
		t.Fatalf("%q %v, want %s", said, err, proto)
	}
	return resp.Body
}

func TestNoRequestGoesOnAConnectionFromBeforeTheSleep(t *testing.T) {
	later := func(wall, awake time.Duration, network uint64) func(surroundings) surroundings {
		return func(last surroundings) surroundings {
			last.wall, last.awake, last.network = last.wall.Add(wall), last.awake+awake, last.network+network
			return last
		}
	}
	changes := map[string]struct {
		look    func(surroundings) surroundings
		anew    bool
		swallow bool
	}{
		"slept":               {later(10*time.Minute, time.Second, 0), true, true},
		"slept for a moment":  {later(32*time.Second, time.Second, 0), true, true},
		"clock set back":      {later(-24*time.Hour, time.Second, 0), true, true},
		"another network":     {later(time.Second, time.Second, 1), true, true},
		"a minute of silence": {later(time.Minute, time.Minute, 0), false, false},
		"a slow clock":        {later(time.Minute, time.Minute+time.Second, 0), false, false},
	}
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		for name, change := range changes {
			t.Run(proto+" "+name, func(t *testing.T) {
				srv := httptest.NewUnstartedServer(http.HandlerFunc(answering))
				srv.EnableHTTP2 = proto == "HTTP/2.0"
				srv.StartTLS()
				t.Cleanup(srv.Close)
				roots := x509.NewCertPool()
				roots.AddCert(srv.Certificate())
				through := newRelay(t, srv.Listener.Addr().String())
				way := newRoute(func() *http.Transport {
					fresh := newTransport(way{proxy: "none", firstByte: DefaultTimeout})
					fresh.TLSClientConfig = &tls.Config{RootCAs: roots}
					fresh.ForceAttemptHTTP2 = srv.EnableHTTP2
					return fresh
				})
				t.Cleanup(way.closeIdle)
				way.look = func(last surroundings) surroundings { return last }
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				url := "https://" + through.Addr().String()

				// A connection that is kept and, over HTTP/2, has a stream on it at the same time.
				_ = post(t, ctx, way, url, proto).Close()
				if srv.EnableHTTP2 {
					defer post(t, ctx, way, url+"/hang", proto).Close()
				}
				if n := through.connections(); n != 1 {
					t.Fatalf("%d connections; none is kept", n)
				}

				if change.swallow {
					through.swallow()
				}
				way.look = change.look
				_ = post(t, ctx, way, url, proto).Close()
				if n := through.connections(); (n == 2) != change.anew {
					t.Errorf("%d connections", n)
				}
				way.look = func(last surroundings) surroundings { return last }
				_ = post(t, ctx, way, url, proto).Close()
				if n := through.connections(); (n == 2) != change.anew {
					t.Errorf("%d connections; the new one is not kept", n)
				}
			})
		}
	}
}

func TestSurroundingsStayTheSameWhileNothingHappens(t *testing.T) {
	first := lookAround(surroundings{})
	if first.network == 0 && len(addresses(t)) > 0 {
		t.Error("no addresses were seen")
	}
	next := lookAround(first)
	for range 100 {
		if next = lookAround(next); next.differ(first) {
			t.Fatalf("%+v and %+v", first, next)
		}
	}
	if next.awake < first.awake {
		t.Error("the clock went back")
	}
	if next.looked = -networkAge; lookAround(next).network != first.network {
		t.Error("the same addresses are another network")
	}
}

func addresses(t *testing.T) []net.Addr {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func BenchmarkLookAround(b *testing.B) {
	last := lookAround(surroundings{})
	b.Run("often", func(b *testing.B) {
		for b.Loop() {
			last = lookAround(last)
		}
	})
	b.Run("seldom", func(b *testing.B) {
		for b.Loop() {
			last.looked = last.awake - networkAge
			last = lookAround(last)
		}
	})
}

package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

var timeZero time.Time

// freePort finds a port that is free on both loopback addresses, below the range
// from which the system takes ports for connections: there one that was just
// free may be taken when it is bound.
func freePort(t *testing.T) int {
	t.Helper()
	for {
		s, err := listen(t.Context(), want{port: 20000 + rand.IntN(10000), ipv6: true})
		if err == nil {
			s.close()
			return s.port
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}

func waitRefused(t *testing.T, base string) {
	t.Helper()
	address := strings.TrimPrefix(base, "http://")
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		_ = conn.Close()
		if time.Now().After(end) {
			t.Fatal("the old port still answers")
		}
	}
}

func hasIPv6(t *testing.T) bool {
	t.Helper()
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

func TestBothLoopbackAddressesAreBound(t *testing.T) {
	s, err := listen(t.Context(), want{ipv6: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for _, l := range s.listeners {
		addr := l.Addr().(*net.TCPAddr)
		if !addr.IP.IsLoopback() || addr.Port != s.port {
			t.Errorf("bound %v, want a loopback address and port %d", addr, s.port)
		}
	}
	if want := hasIPv6(t); (len(s.listeners) == 2) != want || s.noIPv6 == want {
		t.Errorf("%v with IPv6 %v", s.addresses(), want)
	}
}

func TestHalfAPortIsTaken(t *testing.T) {
	if !hasIPv6(t) {
		t.Skip("this computer has no ::1 to hold")
	}
	for name, network := range map[string]string{"127.0.0.1 held": "tcp4", "::1 held": "tcp6"} {
		t.Run(name, func(t *testing.T) {
			host := map[string]string{"tcp4": "127.0.0.1", "tcp6": "::1"}[network]
			held, err := net.Listen(network, net.JoinHostPort(host, strconv.Itoa(freePort(t))))
			if err != nil {
				t.Fatal(err)
			}
			defer held.Close()
			var taken *errTaken
			s, err := listen(t.Context(), want{port: held.Addr().(*net.TCPAddr).Port, ipv6: true})
			if !errors.As(err, &taken) {
				s.close()
				t.Fatalf("%v", err)
			}
		})
	}
}

func TestFirstRunKeepsItsPort(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	base := r.access("VS Code").Base
	port, err := strconv.Atoi(strings.TrimPrefix(base, "http://127.0.0.1:"))
	if err != nil || port < settings.FirstPort || port >= settings.FirstPort+searchPorts {
		t.Fatal(base)
	}
	_ = r.stop()
	// A program that comes onto the first port in between changes nothing.
	if again := begin(t, dir, opts).access("VS Code").Base; again != base {
		t.Errorf("%s, then %s", base, again)
	}
}

func TestFirstRunPassesTakenPorts(t *testing.T) {
	first := freePort(t)
	held, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(first)))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	s, err := search(t.Context(), first, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if s.port <= first {
		t.Errorf("port %d, while %d is held", s.port, first)
	}
}

func TestSavedPortThatIsTaken(t *testing.T) {
	held, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	port := held.Addr().(*net.TCPAddr).Port
	dir := home(t)
	write(t, dir, func(s *settings.Settings) { s.Listen.Port = port })
	opts := options(dir)
	opts.Listen = nil

	t.Run("ends serve with a sentence", func(t *testing.T) {
		opts := opts
		opts.NeedPort = true
		r := launch(t, dir, opts)
		select {
		case err = <-r.ended:
			r.ended <- nil
		case <-time.After(20 * time.Second):
			t.Fatal("it goes on")
		}
		if e := wantCode(t, err, control.CodePortTaken); !strings.Contains(e.Message, strconv.Itoa(port)) || e.FreePort <= port {
			t.Errorf("%+v", e)
		}
	})

	t.Run("the tray program goes on and gets it later", func(t *testing.T) {
		r := begin(t, dir, opts)
		s := r.state(control.StateBlocked)
		if problemCodes(s) != problemPort || s.Address != "" || !strings.Contains(s.Sentence, strconv.Itoa(port)) {
			t.Errorf("%+v", s)
		}
		if p := s.Problems[0]; p.FreePort <= port || p.Action != control.ActionUsePort || p.Second != control.ActionTryAgain {
			t.Errorf("no other port is offered: %+v", p)
		}
		_ = held.Close()
		if err := r.Resume(t.Context()); err != nil { // whoever does something at Keyport has it look again at once
			t.Fatal(err)
		}
		s = r.state(control.StateSetup)
		if !strings.HasSuffix(s.Address, strconv.Itoa(port)) || len(s.Problems) != 0 {
			t.Errorf("%+v", s)
		}
	})

	t.Run("another port can be chosen meanwhile", func(t *testing.T) {
		held, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
		r := begin(t, dir, opts)
		r.state(control.StateBlocked)
		if err := r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/work" }); err != nil {
			t.Fatalf("nothing can be saved while the port is taken: %v", err)
		}
		if err := r.edit(func(s *settings.Settings) { s.Listen.Port = freePort(t) }); err != nil {
			t.Fatal(err)
		}
		r.state(control.StateSetup)
	})
}

func TestTakenPortOfAFlagEndsTheRun(t *testing.T) {
	held, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	dir := home(t)
	opts := options(dir)
	port := held.Addr().(*net.TCPAddr).Port
	opts.Listen = &port
	k, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if e := wantCode(t, k.Run(context.Background()), control.CodePortTaken); !strings.Contains(e.Message, strconv.Itoa(port)) {
		t.Error(e.Message)
	}
}

// Who binds the port while Keyport is paused would be sent prompts and passwords.
func TestPauseKeepsThePort(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if err := r.Pause(t.Context(), timeZero); err != nil {
		t.Fatal(err)
	}
	for _, address := range r.status().Listening {
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			t.Errorf("%s is free for anybody", address)
		}
	}
	if status := r.get(r.access("VS Code").Address+"/api/tags", ""); status != 503 {
		t.Errorf("%d", status)
	}
}

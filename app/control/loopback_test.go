package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// startPort is start on the port that stands in for a Unix socket.
func startPort(t *testing.T, api API, dir string) {
	t.Helper()
	seat, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := seat.listenPort()
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(api, zerolog.Nop(), nil)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = seat.Close()
		if _, err := os.Stat(filepath.Join(dir, portName)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file of the port is left behind: %v", err)
		}
	})
}

func dialPortIn(ctx context.Context, dir string) (*Conn, error) {
	return dialBy(ctx, func(ctx context.Context, _, _ string) (net.Conn, error) { return dialPort(ctx, dir) })
}

func readPort(t *testing.T, dir string) (at portFile) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, portName))
	if err == nil {
		err = json.Unmarshal(text, &at)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func writePort(t *testing.T, dir string, at portFile) {
	t.Helper()
	text, err := json.Marshal(at)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, portName), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestThePortStandsInForTheSocket(t *testing.T) {
	dir := seatDir(t)
	api := &fake{}
	startPort(t, api, dir)
	conn, err := dialPortIn(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := conn.Status(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAStrangerOnThePortIsNotAnswered(t *testing.T) {
	dir := seatDir(t)
	startPort(t, &fake{}, dir)
	address := readPort(t, dir).Address
	request := []byte("POST " + routeStatus + " HTTP/1.1\r\nHost: " + hostName + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
	for name, sent := range map[string][]byte{
		"a request":                  request,
		"a wrong proof":              append(bytes.Repeat([]byte{7}, proofNonce+32), request...),
		"nothing but a long silence": nil,
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write(sent); err != nil {
				t.Fatal(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
			got, err := io.ReadAll(conn)
			if os.IsTimeout(err) {
				t.Fatal("the connection stays open")
			}
			if len(got) > proofNonce+32 {
				t.Errorf("it was answered: %q", got)
			}
		})
	}
	t.Run("another key", func(t *testing.T) {
		elsewhere := t.TempDir()
		writePort(t, elsewhere, portFile{Address: address, Key: "00000000000000000000000000000000000000000000000000000000000000ff"})
		_, err := dialPortIn(t.Context(), elsewhere)
		var e *Error
		if !errors.As(err, &e) || e.Code != CodeNotRunning {
			t.Errorf("%v", err)
		}
	})
}

// Keyport was killed, and another program has the port now.
func TestNothingIsSaidToAStrangerWhoHasThePort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan []byte, 1)
	go func() { // ends with the connection of the client
		conn, err := l.Accept()
		if err != nil {
			heard <- nil
			return
		}
		defer conn.Close()
		nonce := make([]byte, proofNonce)
		_, _ = io.ReadFull(conn, nonce)
		_, _ = conn.Write(bytes.Repeat([]byte{7}, proofNonce+32))
		rest, _ := io.ReadAll(conn)
		heard <- rest
	}()
	dir := t.TempDir()
	writePort(t, dir, portFile{Address: l.Addr().String(), Key: "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"})
	if _, err := dialPortIn(t.Context(), dir); err == nil {
		t.Error("a stranger passes for Keyport")
	}
	if got := <-heard; len(got) > 0 {
		t.Errorf("the stranger was told %q", got)
	}
}

// Package upstream is the provider of the bench: it answers by script, from
// bytes that were made ready before, so that what a proxy costs is not hidden
// behind what the upstream costs. It reads no more of a request than its length
// and the name of its model, and is no HTTP server for anything but the bench.
package upstream

import (
	"errors"
	"net"
	"sync"

	"keyport/cmd/bench/wire"
)

// Server is a running upstream.
type Server struct {
	listener net.Listener
	answers  sync.Map // *wire.Answer by model
	wait     sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
}

// Start answers on l until Close.
func Start(l net.Listener) *Server {
	s := &Server{listener: l, conns: map[net.Conn]struct{}{}}
	s.wait.Go(s.accept)
	return s
}

// Close ends all connections and waits for them.
func (s *Server) Close() {
	_ = s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for c := range s.conns {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		s.mu.Lock()
		if s.closed {
			_ = c.Close()
		} else {
			s.conns[c] = struct{}{}
			s.wait.Go(func() { s.serve(c) })
		}
		s.mu.Unlock()
	}
}

// serve answers one connection, request after request.
func (s *Server) serve(c net.Conn) {
	defer func() {
		_ = c.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
	r := reader{conn: c, buf: make([]byte, 16<<10)}
	w := writer{conn: c}
	for {
		model, err := r.request()
		if err != nil {
			return
		}
		if err := w.answer(s.answer(model)); err != nil {
			return
		}
	}
}

// answer finds what was made ready for a model. No model is a list of models.
func (s *Server) answer(model []byte) *wire.Answer {
	name := string(model)
	if a, ok := s.answers.Load(name); ok {
		return a.(*wire.Answer)
	}
	a := wire.Models()
	if name != "" {
		a = wire.Parse(name).Answer()
	}
	s.answers.Store(name, a)
	return a
}

package app

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy"
	"keyport/proxy/upstream"
)

// The limits of a connection. Answers have no time limit: reasoning models
// stream for many minutes. The proxy watches the silence inside them.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10

	drainTime = 30 * time.Second // streams on a port that was given up
	quitTime  = 3 * time.Second  // streams when Keyport ends
	cutTime   = time.Second / 2  // for the last words of what is cut: an error, never a clean end
)

// door is a bound port with the HTTP server on it.
type door struct {
	*sockets
	http *http.Server
	cut  context.CancelCauseFunc // ends the context of every request
	left chan struct{}           // closed when serve has returned
}

func newDoor(s *sockets, handler http.Handler, logger zerolog.Logger) *door {
	base, cut := context.WithCancelCause(context.Background())
	return &door{sockets: s, cut: cut, left: make(chan struct{}), http: &http.Server{
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       proxy.WithConn,
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ConnState:         newCrowd().watch,
		// OPTIONS * would otherwise be answered by net/http, past the guard.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(logger.With().Str("from", "http").Logger(), "", 0),
	}}
}

// serve answers until the door is closed.
func (d *door) serve(logger zerolog.Logger) {
	defer close(d.left)
	var wg sync.WaitGroup
	for _, l := range d.listeners {
		wg.Go(func() { d.answer(l, logger) })
	}
	wg.Wait()
}

// answer serves one listener until it or the door is closed.
func (d *door) answer(l net.Listener, logger zerolog.Logger) {
	if err := d.http.Serve(proxy.Gather(l)); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		logger.Error().Err(err).Msg("the port stopped answering")
	}
}

// close takes no new connections and gives running requests the time of patience, or,
// from the end of ctx on, quitTime. Then they are cut: each says so to its client.
func (d *door) close(ctx context.Context, patience time.Duration) {
	defer d.cut(nil)
	if d.drain(ctx, patience) {
		return
	}
	d.cut(upstream.ErrEnding)
	d.drain(context.WithoutCancel(ctx), cutTime)
	_ = d.http.Close()
}

// drain waits for running requests and reports whether all have ended.
func (d *door) drain(ctx context.Context, patience time.Duration) bool {
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	hurry := context.AfterFunc(ctx, func() { time.AfterFunc(min(quitTime, patience), cancel) })
	defer hurry()
	return d.http.Shutdown(limit) == nil
}

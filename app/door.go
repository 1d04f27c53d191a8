package app

import (
	"context"
	"errors"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// The limits of a connection. Answers have no time limit: reasoning models
// stream for many minutes. The proxy watches the silence inside them.
const (
	headerTime  = 10 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10

	drainTime = 30 * time.Second // streams on a port that was given up
	quitTime  = 3 * time.Second  // streams when Keyport ends
)

// door is a bound port with the HTTP server on it.
type door struct {
	*sockets
	http *http.Server
	left chan struct{} // closed when serve has returned
}

func newDoor(s *sockets, handler http.Handler, logger zerolog.Logger) *door {
	return &door{sockets: s, left: make(chan struct{}), http: &http.Server{
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
		wg.Go(func() {
			if err := d.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				logger.Error().Err(err).Msg("the port stopped answering")
			}
		})
	}
	wg.Wait()
}

// close takes no new connections and gives running requests the time of patience, or,
// from the end of ctx on, quitTime. Then they are cut.
func (d *door) close(ctx context.Context, patience time.Duration) {
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	done := make(chan struct{})
	go func() { // ends with limit; waited for below
		defer close(done)
		_ = d.http.Shutdown(limit)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		select {
		case <-done:
		case <-time.After(min(quitTime, patience)):
		}
	}
	cancel()
	<-done
	_ = d.http.Close()
}

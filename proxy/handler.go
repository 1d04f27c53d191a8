package proxy

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"keyport/proxy/catalog"
	"keyport/proxy/guard"
	"keyport/proxy/refused"
	"keyport/proxy/upstream"
)

// The clocks of a stream. Copilot gives up 120 s after the request without a
// byte and 60 s after the last one; comments count as bytes.
const (
	keepAlive   = 15 * time.Second // silence inside a stream is filled with a comment
	answerEarly = 30 * time.Second // a stream on a private address gets its 200 at the latest

	// bodyPause is the longest pause inside a request.
	bodyPause = 30 * time.Second
	// stalled is how long a client may take no piece of its answer.
	stalled = 2 * time.Minute
	// listWait bounds how long a list of models waits for an upstream that never answered before.
	listWait = 15 * time.Second
	queueFor = 5 * time.Second // for a place among the requests in flight
)

// Handler answers apps. It is safe for concurrent use.
type Handler struct {
	log       zerolog.Logger
	snap      atomic.Pointer[snapshot]
	catalog   *catalog.Catalog
	limiter   limiter
	rate      guard.Rate
	tries     badTries
	running   atomic.Int64
	refused   refused.Memory // which parameters a model does not take, by base URL
	responses sync.Map       // verdicts by base URL: who has the Responses API
	recent    recent
	lives     lives
	ids       atomic.Uint64
	dropped   droppedNames
	changed   atomic.Pointer[[]Change] // see exchange.changed

	swap       sync.Mutex // serialises Swap
	transports upstream.Transports

	maxVectors int // bytes

	keepAlive, answerEarly, bodyPause, stalled, listWait, queueFor time.Duration

	stop context.CancelFunc
	ctx  context.Context // ends with Close: background work
}

// New checks cfg and makes a handler. Close ends what it started.
func New(cfg Config, log zerolog.Logger) (*Handler, error) {
	h := &Handler{
		log: log,
		catalog: catalog.New(catalog.Options{File: cfg.CatalogFile, Warn: func(err error) {
			log.Warn().Err(err).Msg("the list of models could not be stored")
		}}),
		maxVectors: maxVectors,
		keepAlive:  keepAlive, answerEarly: answerEarly, bodyPause: bodyPause, stalled: stalled, listWait: listWait, queueFor: queueFor,
	}
	h.ctx, h.stop = context.WithCancel(context.Background())
	if err := h.Swap(cfg); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// Swap publishes a new configuration. Requests that run keep the old one to
// the end of their stream; the next request has the new one. When cfg cannot
// be used, the error says why and the old configuration stays.
func (h *Handler) Swap(cfg Config) error {
	h.swap.Lock()
	defer h.swap.Unlock()
	next, err := compile(cfg, &h.transports, &h.rate)
	if err != nil {
		return err
	}
	h.limiter.resize(next.limits.InFlight)
	h.catalog.Configure(next.sources(), catalog.View{Overrides: cfg.Models, Aliases: cfg.Aliases})
	h.snap.Store(next)
	h.transports.Sweep(cfg.Upstreams)
	return nil
}

// Close ends background work and idle connections. Requests still running end on their own contexts.
func (h *Handler) Close() {
	h.stop()
	h.catalog.Close()
	h.swap.Lock()
	defer h.swap.Unlock()
	h.transports.CloseIdle()
}

// Running is the number of requests in flight.
func (h *Handler) Running() int { return int(h.running.Load()) }

// Models lists the catalogue, hidden models included. It may wait for a list
// that was never fetched; the error is that of the first upstream that failed.
func (h *Handler) Models(ctx context.Context) ([]catalog.Model, error) { return h.catalog.List(ctx) }

// CatalogHealth tells of every upstream how its list of models stands: how old
// it is, and what went wrong with the last fetch. In passthrough there are none.
func (h *Handler) CatalogHealth() []catalog.Health { return h.catalog.Health() }

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := exchanges.Get().(*exchange)
	defer x.free()
	x.h, x.r, x.snap, x.Request = h, r, h.snap.Load(), guard.NewRequest(r)
	x.body.watch(w, r, h.bodyPause)
	defer x.body.end()
	x.steady = newSteadyWriter(w, r, h.stalled)
	x.w = &x.steady
	defer x.steady.arm() // for what net/http still writes
	x.record.Start, x.record.ID = time.Now(), h.ids.Add(1)
	defer x.end()
	e := x.serve()
	x.noteTry(e)
	if e != nil {
		x.refuse(e)
	}
}

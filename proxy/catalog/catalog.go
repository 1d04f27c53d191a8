package catalog

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	fresh   = 5 * time.Minute  // how long a list is given out without asking again
	retry   = 10 * time.Second // how soon a failed list is asked for again
	patient = 20 * time.Second // how long one fetch may take
)

// Source is one upstream's list.
type Source struct {
	Name string
	// Identity changes when the list may have changed with the settings: another
	// address, another key. It may hold what nobody else should see; only a hash of it is stored.
	Identity string
	// Fetch asks the upstream. known is what it last said, so that what has not changed need not be asked again.
	Fetch func(ctx context.Context, known []Model) ([]Model, error)
	// Serves reports whether requests for a model go to this upstream.
	Serves func(model string) bool
}

// Options say how a catalogue works. The zero value keeps nothing over a restart.
type Options struct {
	// File keeps the lists over a restart; "" is none.
	File string
	// Warn, when set, is told that the file could not be written. It must not block.
	Warn func(error)
}

// Catalog caches the lists of all upstreams. Lists are fetched in the
// background; goroutines end with Close.
type Catalog struct {
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	store  *store

	mu    sync.Mutex
	lists []*list
	view  View
	seen  *index // what lists and view come to; nil when one of them has changed
}

// list is the cache of one source.
type list struct {
	src     Source
	models  []Model
	loaded  bool
	fetched time.Time // when models came from the upstream
	stored  bool      // models were read from the file, and not confirmed since
	err     error     // of the last fetch
	failed  time.Time // since when fetches fail; zero when the last one went well
	asked   time.Time // when the last fetch ended
	pending chan struct{}
}

// New makes an empty catalogue.
func New(opts Options) *Catalog {
	c := &Catalog{store: openStore(opts)}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// Close ends the background work and waits for it.
func (c *Catalog) Close() {
	c.cancel()
	c.work.Wait()
}

// Configure sets the sources, in the order in which they are asked for a
// model, and the person's view. Lists of sources that stay the same are kept,
// those of sources that were known before the last restart are there at once,
// and whatever is not fresh is fetched in the background.
func (c *Catalog) Configure(sources []Source, view View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.lists
	c.lists, c.view, c.seen = nil, view, nil
	for _, s := range sources {
		var l *list
		if i := slices.IndexFunc(kept, func(l *list) bool { return l.src.Name == s.Name && l.src.Identity == s.Identity }); i >= 0 {
			l = kept[i]
		} else if old, ok := c.store.load(s.Identity); ok {
			l = &list{models: old.Models, fetched: old.Fetched, loaded: true, stored: true}
		} else {
			l = &list{}
		}
		l.src = s
		c.lists = append(c.lists, l)
		c.refresh(l)
	}
}

// refresh starts a fetch when one is due. The caller holds mu.
func (c *Catalog) refresh(l *list) {
	age := time.Since(l.asked)
	if l.pending != nil || c.ctx.Err() != nil || (l.err == nil && l.loaded && age < fresh) || (l.err != nil && age < retry) {
		return
	}
	done := make(chan struct{})
	l.pending = done
	src, known := l.src, l.models
	c.work.Go(func() {
		ctx, cancel := context.WithTimeout(c.ctx, patient)
		defer cancel()
		models, err := src.Fetch(ctx, known)
		now := time.Now()
		c.took(l, models, err, now)
		close(done)
		if err == nil { // behind the answer: nobody waits for a disk
			c.store.save(src.Identity, Stored{Fetched: now.UTC().Truncate(time.Second), Models: models})
		}
	})
}

// took takes in what a fetch has brought.
func (c *Catalog) took(l *list, models []Model, err error, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l.asked, l.err, l.pending = now, err, nil
	switch {
	case err == nil:
		l.models, l.loaded, l.fetched, l.stored, l.failed = models, true, now, false, time.Time{}
		c.seen = nil
	case l.failed.IsZero(): // a failed refresh keeps what was known
		l.failed = now
	}
}

// List gives all models, one entry a name. It answers from the cache and
// waits, until ctx ends, only for sources that were never asked before, or while
// nothing is known at all. The error is that of the first source that failed,
// and only when nothing is known.
func (c *Catalog) List(ctx context.Context) ([]Model, error) {
	c.mu.Lock()
	loaded := c.loaded()
	var waits []chan struct{}
	for _, l := range c.lists {
		c.refresh(l)
		if !l.loaded && l.pending != nil && (l.asked.IsZero() || !loaded) {
			waits = append(waits, l.pending)
		}
	}
	c.mu.Unlock()
	wait(ctx, waits)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.loaded() {
		for _, l := range c.lists {
			if l.err != nil {
				return nil, l.err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return slices.Clone(c.index().all), nil
}

func (c *Catalog) loaded() bool {
	return slices.ContainsFunc(c.lists, func(l *list) bool { return l.loaded })
}

// Settle waits, until ctx ends, for first fetches that run already. It starts none.
func (c *Catalog) Settle(ctx context.Context) {
	c.mu.Lock()
	var waits []chan struct{}
	for _, l := range c.lists {
		if !l.loaded && l.pending != nil {
			waits = append(waits, l.pending)
		}
	}
	c.mu.Unlock()
	wait(ctx, waits)
}

func wait(ctx context.Context, all []chan struct{}) {
	for _, done := range all {
		select {
		case <-done:
		case <-ctx.Done():
		}
	}
}

// Lookup finds a model by the name that a client uses, first as it is, then
// without one trailing ":latest" (the Ollama command adds it). It never calls
// an upstream and never waits for one.
func (c *Catalog) Lookup(name string) (Model, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ix := c.index()
	for _, n := range [...]string{name, trimLatest(name)} {
		if i, ok := ix.byID[n]; ok {
			return ix.all[i], true
		}
	}
	return Model{}, false
}

func trimLatest(name string) string {
	const latest = ":latest"
	if n := len(name) - len(latest); n > 0 && name[n:] == latest {
		return name[:n]
	}
	return name
}

// Health is how one upstream's list stands.
type Health struct {
	Upstream string
	Models   int       // entries of the list as it is known
	Fetched  time.Time // when it came from the upstream; zero: never
	Stored   bool      // it was read from the file, and the upstream has not confirmed it since
	Err      error     // of the last fetch; nil when it went well or none has ended yet
	Failed   time.Time // since when fetches fail; zero: they do not
}

// Health tells of every upstream, in their order, whether its list is known, how
// old it is, and what went wrong the last time. A list that is given out from the
// cache while its upstream is away shows here from the first failure on.
func (c *Catalog) Health() []Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make([]Health, 0, len(c.lists))
	for _, l := range c.lists {
		all = append(all, Health{Upstream: l.src.Name, Models: len(l.models), Fetched: l.fetched, Stored: l.stored, Err: l.err, Failed: l.failed})
	}
	return all
}

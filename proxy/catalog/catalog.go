package catalog

import (
	"context"
	"slices"
	"sync"
	"time"

	"keyport/proxy/glob"
)

const (
	fresh   = 5 * time.Minute  // how long a list is given out without asking again
	retry   = 10 * time.Second // how soon a failed list is asked for again
	patient = 20 * time.Second // how long one fetch may take
)

// Source is one upstream's list.
type Source struct {
	Name string
	// Identity changes when the list may have changed with the settings: another address, another key.
	Identity string
	Fetch    func(ctx context.Context) ([]Model, error)
	// Serves reports whether requests for a model go to this upstream.
	Serves func(model string) bool
}

// Catalog caches the lists of all upstreams. Lists are fetched in the
// background; goroutines end with Close.
type Catalog struct {
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu    sync.Mutex
	lists []*list
	view  View
}

// list is the cache of one source.
type list struct {
	src     Source
	models  []Model
	err     error
	loaded  bool
	asked   time.Time     // of the last fetch that ended
	pending chan struct{} // closed when the running fetch ends
}

// View is what the person's settings lay over the lists.
type View struct {
	Overrides []Override
	Aliases   map[string]string // invented name → real name
}

// New makes an empty catalogue.
func New() *Catalog {
	c := &Catalog{}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// Close ends the background work and waits for it.
func (c *Catalog) Close() {
	c.cancel()
	c.work.Wait()
}

// Configure sets the sources, in the order in which they are asked for a
// model, and the person's view. Lists of sources that stay the same are kept;
// the others are fetched at once, in the background.
func (c *Catalog) Configure(sources []Source, view View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.lists
	c.lists, c.view = nil, view
	for _, s := range sources {
		i := slices.IndexFunc(kept, func(l *list) bool { return l.src.Name == s.Name && l.src.Identity == s.Identity })
		l := &list{}
		if i >= 0 {
			l = kept[i]
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
	fetch := l.src.Fetch
	c.work.Go(func() {
		ctx, cancel := context.WithTimeout(c.ctx, patient)
		defer cancel()
		models, err := fetch(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		l.asked, l.err, l.pending = time.Now(), err, nil
		if err == nil { // a failed refresh keeps what was known
			l.models, l.loaded = models, true
		}
		close(done)
	})
}

// List gives all models, one entry a name. It answers from the cache and
// waits, until ctx ends, only for sources that never answered before. The
// error is that of the first source that failed, and only when nothing is known.
func (c *Catalog) List(ctx context.Context) ([]Model, error) {
	c.mu.Lock()
	var waits []chan struct{}
	for _, l := range c.lists {
		c.refresh(l)
		if !l.loaded && l.pending != nil {
			waits = append(waits, l.pending)
		}
	}
	c.mu.Unlock()
	for _, done := range waits {
		select {
		case <-done:
		case <-ctx.Done():
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var firstErr error
	loaded := false
	for _, l := range c.lists {
		loaded = loaded || l.loaded
		if l.err != nil && firstErr == nil {
			firstErr = l.err
		}
	}
	if !loaded {
		if firstErr == nil {
			firstErr = ctx.Err()
		}
		if firstErr != nil {
			return nil, firstErr
		}
	}
	return c.merged(), nil
}

// merged builds the list: aliases last, each name once, from the upstream that its requests go to. The caller holds mu.
func (c *Catalog) merged() []Model {
	var all []Model
	seen := map[string]bool{}
	for i, l := range c.lists {
		for _, m := range l.models {
			if seen[m.ID] || c.route(m.ID) != i {
				continue
			}
			seen[m.ID] = true
			m.Upstream = l.src.Name
			all = append(all, c.override(m))
		}
	}
	aliases := make([]string, 0, len(c.view.Aliases))
	for name := range c.view.Aliases {
		aliases = append(aliases, name)
	}
	slices.Sort(aliases)
	for _, name := range aliases {
		target := c.view.Aliases[name]
		m := Known(target)
		if i := slices.IndexFunc(all, func(m Model) bool { return m.ID == target }); i >= 0 {
			m = all[i]
		} else if r := c.route(target); r >= 0 {
			m.Upstream = c.lists[r].src.Name
		}
		m.ID, m.Target = name, target
		all = slices.DeleteFunc(all, func(m Model) bool { return m.ID == name })
		all = append(all, c.override(m))
	}
	return all
}

func (c *Catalog) route(model string) int {
	return slices.IndexFunc(c.lists, func(l *list) bool { return l.src.Serves(model) })
}

func (c *Catalog) override(m Model) Model {
	for _, o := range c.view.Overrides {
		if !glob.Match([]string{o.Name}, m.ID) {
			continue
		}
		if o.Context != nil {
			m.Context = *o.Context
		}
		if o.Tools != nil {
			m.Tools = *o.Tools
		}
		if o.Vision != nil {
			m.Vision = *o.Vision
		}
		if o.Hidden != nil {
			m.Hidden, m.Shown = *o.Hidden, !*o.Hidden
		}
	}
	return m
}

// Lookup finds a model by the name that a client uses, first as it is, then
// without one trailing ":latest" (the Ollama command adds it). It never calls
// an upstream and never waits.
func (c *Catalog) Lookup(name string) (Model, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range []string{name, trimLatest(name)} {
		if target, ok := c.view.Aliases[n]; ok {
			m, found := c.find(target)
			if !found {
				m = Known(target)
			}
			m.ID, m.Target = n, target
			return c.override(m), true
		}
		if m, ok := c.find(n); ok {
			return m, true
		}
	}
	return Model{}, false
}

func (c *Catalog) find(name string) (Model, bool) {
	r := c.route(name)
	if r < 0 {
		return Model{}, false
	}
	l := c.lists[r]
	for _, m := range l.models {
		if m.ID == name {
			m.Upstream = l.src.Name
			return c.override(m), true
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

package update

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"keyport/assets"
)

// The reasons why a check has found nothing out.
var (
	ErrUnreachable = errors.New("the site of the update notice did not give it")
	ErrUntrusted   = errors.New("the update notice is not to be trusted")
)

// Options are the surroundings of a Checker.
type Options struct {
	Source  Source
	Version string // of this copy
	// File keeps what must outlive a restart; "" keeps it in memory.
	File string
	// Way gives the way out for one check, and what to do when it is over.
	Way func() (way http.RoundTripper, done func())
	// News, when set, is called after what Known says may have changed.
	News func()
	Log  zerolog.Logger
	// First is the least time from start to first check, at most twice as much; 0 is 5 minutes. For tests.
	First time.Duration
}

// Checker is what one copy of Keyport knows of newer ones. Its methods may be
// called from several goroutines.
type Checker struct {
	opts  Options
	now   func() time.Time
	wake  chan struct{}
	check sync.Mutex // one check at a time; held over the network

	mu    sync.Mutex // guards what follows, and is held over no network
	on    bool
	state state
	best  Release // the newest that was announced, from state
}

// New reads what was kept. What is damaged or not signed counts as nothing.
func New(opts Options) *Checker {
	c := &Checker{opts: opts, now: time.Now, wake: make(chan struct{}, 1)}
	if c.opts.First <= 0 {
		c.opts.First = firstCheck
	}
	s, err := load(opts.File)
	if err != nil {
		opts.Log.Warn().Err(err).Msg("what is known of newer versions cannot be read")
	}
	if len(s.Text) > 0 {
		if c.best, err = opts.Source.Read(Notice{s.Text, s.Signature}); err != nil {
			s.Text, s.Signature = nil, nil
		}
	}
	c.state = s
	return c
}

// Host is who sees that this copy has asked.
func (c *Checker) Host() string { return c.opts.Source.Host() }

// Known is what a Checker knows.
type Known struct {
	Newest  Release   // announced, of a version that need not be newer; zero for none
	Newer   bool      // it is newer than this copy
	Urgent  bool      // and this copy has a fault that endangers keys or answers
	Skipped bool      // the person wants to hear of it no more
	Tried   time.Time // when the site was asked; zero for never
	Failed  bool      // in vain
}

// Known gives what is known now. A copy that is no release itself, made from
// the source, is never too old.
func (c *Checker) Known() Known {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := Known{Newest: c.best, Tried: c.state.Tried, Failed: c.state.Failed}
	own, ok := assets.ParseVersion(c.opts.Version)
	if ok && own.Release() {
		k.Newer = assets.NewerVersion(c.best.Version, c.opts.Version)
		k.Urgent = k.Newer && assets.NewerVersion(c.best.Minimum, c.opts.Version)
		// That it is urgent may be found out later, and is worth another word.
		k.Skipped = k.Newer && c.state.Skip == c.best.Version && (c.state.SkipUrgent || !k.Urgent)
	}
	return k
}

// Skip notes that the person wants to hear no more of a version.
func (c *Checker) Skip(version string) error {
	urgent := c.Known().Urgent
	c.mu.Lock()
	c.state.Skip, c.state.SkipUrgent = version, urgent
	err := save(c.opts.File, c.state)
	c.mu.Unlock()
	c.news()
	return err
}

// Check asks the site now. What went wrong is ErrUnreachable or ErrUntrusted, with the cause for the log.
func (c *Checker) Check(ctx context.Context) error {
	c.check.Lock()
	defer c.check.Unlock()
	way, done := c.opts.Way()
	n, err := c.opts.Source.fetch(ctx, way)
	done()
	if ctx.Err() != nil && err != nil { // Keyport ends: that says nothing about the site
		return ctx.Err()
	}
	var r Release
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrUnreachable, err)
	} else if r, err = c.opts.Source.Read(n); err != nil {
		err = fmt.Errorf("%w: %w", ErrUntrusted, err)
	}
	c.mu.Lock()
	if err == nil && assets.NewerVersion(c.best.Version, r.Version) {
		err = fmt.Errorf("%w: it is older than one seen before", ErrUntrusted)
	}
	c.state.Tried, c.state.Failed = c.now(), err != nil
	if err == nil {
		c.best, c.state.Text, c.state.Signature = r, n.Text, n.Signature
	}
	unsaved := save(c.opts.File, c.state)
	c.mu.Unlock()
	if unsaved != nil {
		c.opts.Log.Warn().Err(unsaved).Msg("what is known of newer versions cannot be written")
	}
	c.news()
	return err
}

// news tells of a change, and has Run look again at when it is due.
func (c *Checker) news() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
	if c.opts.News != nil {
		c.opts.News()
	}
}

package proxy

import (
	"slices"
	"sync"
	"time"
)

const (
	// recentFor is how long a model counts as loaded after its last use: Ollama's own default.
	recentFor = 5 * time.Minute
	// recentModels is how many are remembered; a person's apps use two or three.
	recentModels = 16
)

// recent remembers which models were used of late, for /api/ps. The zero value
// is ready for use, from any goroutine.
type recent struct {
	mu   sync.Mutex
	uses []use // the latest first
}

// use is one model by the name that the app asked for.
type use struct {
	model   string
	expires time.Time
}

// note remembers that a model was just used; model is the name that the app
// asked for, as exchange.resolve gives it. "" is nothing.
func (r *recent) note(model string, now time.Time) {
	if model == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.uses) > 0 && r.uses[0].model == model { // nearly always
		r.uses[0].expires = now.Add(recentFor)
		return
	}
	r.drop(model, now)
	r.uses = slices.Insert(r.uses, 0, use{model, now.Add(recentFor)})
	if len(r.uses) > recentModels {
		r.uses = r.uses[:recentModels]
	}
}

// forget is for an app that unloads a model (`ollama stop`).
func (r *recent) forget(model string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(model, now)
}

// drop takes out a model, and what has expired. The caller holds mu.
func (r *recent) drop(model string, now time.Time) {
	r.uses = slices.DeleteFunc(r.uses, func(u use) bool { return u.model == model || !u.expires.After(now) })
}

// list gives what has not expired, the latest first. The answer is the caller's.
func (r *recent) list(now time.Time) []use {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop("", now)
	return slices.Clone(r.uses)
}

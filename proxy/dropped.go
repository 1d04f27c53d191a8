package proxy

import (
	"hash/maphash"
	"net/http"
	"sync"

	"keyport/proxy/upstream"
)

// droppedNames keeps one list of names for all requests with the same headers:
// an app sends the same ones every time, and thousands of requests are remembered.
type droppedNames struct {
	mu    sync.Mutex
	lists map[uint64][]string
}

// maxLists bounds what a client can fill with invented headers.
const maxLists = 256

var headerSeed = maphash.MakeSeed()

func (d *droppedNames) of(h http.Header, passthrough bool) []string {
	var sum uint64
	if passthrough {
		sum = 1
	}
	for name := range h { // in any order, so the sum must not depend on it
		sum += maphash.String(headerSeed, name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if names, ok := d.lists[sum]; ok {
		return names
	}
	if d.lists == nil || len(d.lists) >= maxLists {
		d.lists = map[uint64][]string{}
	}
	names := upstream.Dropped(h, passthrough)
	d.lists[sum] = names
	return names
}

package activity

import (
	"time"

	"keyport/app/control"
	"keyport/proxy"
)

// entry is one row: a finished request, or the last of several alike.
type entry struct {
	seq     uint64
	outcome control.Outcome
	record  proxy.Record
	count   int // how many are folded here, when more than one
}

// ring holds the last Keep finished requests in the order in which they ended.
// It grows as it fills: most runs never see a thousand.
type ring struct {
	entries []entry
	next    int // the oldest, once full
}

func (r *ring) add(e entry) {
	if len(r.entries) < Keep {
		r.entries = append(r.entries, e)
		return
	}
	r.entries[r.next] = e
	r.next = (r.next + 1) % Keep
}

// at gives the i-th oldest.
func (r *ring) at(i int) *entry { return &r.entries[(r.next+i)%len(r.entries)] }

// after gives at most n entries that changed after seq, oldest first. They are
// in order, so the first is found by halves.
func (r *ring) after(seq uint64, n int) []entry {
	low, high := 0, len(r.entries)
	for low < high {
		if mid := (low + high) / 2; r.at(mid).seq <= seq {
			low = mid + 1
		} else {
			high = mid
		}
	}
	out := make([]entry, 0, min(n, len(r.entries)-low))
	for i := low; i < len(r.entries) && len(out) < n; i++ {
		out = append(out, *r.at(i))
	}
	return out
}

// find looks from the newest on: people ask for what they have just seen.
func (r *ring) find(id uint64) (entry, bool) {
	for i := len(r.entries) - 1; i >= 0; i-- {
		if e := r.at(i); e.record.ID == id {
			return *e, true
		}
	}
	return entry{}, false
}

// foldTable counts requests that are alike: refusals, and what Keyport answers by
// itself. A port scanner and an editor that asks for the version every second
// would otherwise push out what people look for.
type foldTable struct {
	byKind map[kind]*entry
	order  []*entry // no order; at most keepFolded
}

// kind is what requests have in common that are folded.
type kind struct {
	client, way, route, asked, code string
	status                          int
}

// foldFor is how long requests of one kind share a row.
const foldFor = 10 * time.Minute

func (f *foldTable) add(r proxy.Record, outcome control.Outcome, seq uint64) {
	k := kind{r.Client, r.Way, r.Route, r.Asked, r.Code, r.Status}
	if e := f.byKind[k]; e != nil && r.Start.Sub(e.record.Start) < foldFor {
		id := e.record.ID
		e.record, e.seq, e.count = r, seq, max(e.count, 1)+1
		e.record.ID = id // the row stays the one that people have seen
		return
	}
	e := &entry{seq: seq, outcome: outcome, record: r}
	if f.byKind == nil {
		f.byKind = map[kind]*entry{}
	}
	if len(f.order) < keepFolded {
		f.order = append(f.order, e)
	} else {
		f.replaceOldest(e)
	}
	f.byKind[k] = e
}

func (f *foldTable) replaceOldest(e *entry) {
	oldest := 0
	for i, other := range f.order {
		if other.seq < f.order[oldest].seq {
			oldest = i
		}
	}
	gone := f.order[oldest]
	r := &gone.record
	if k := (kind{r.Client, r.Way, r.Route, r.Asked, r.Code, r.Status}); f.byKind[k] == gone {
		delete(f.byKind, k)
	}
	f.order[oldest] = e
}

// after gives what changed after seq, in no order.
func (f *foldTable) after(seq uint64) []entry {
	var out []entry
	for _, e := range f.order {
		if e.seq > seq {
			out = append(out, *e)
		}
	}
	return out
}

func (f *foldTable) find(id uint64) (entry, bool) {
	for _, e := range f.order {
		if e.record.ID == id {
			return *e, true
		}
	}
	return entry{}, false
}

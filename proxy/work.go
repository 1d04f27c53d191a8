package proxy

import (
	"sync"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// small is a body of which a second copy is made in the memory of the first, in bytes.
const small = 4 << 10

// pieces is the text of a request's body. It may be asked for again.
func (x *exchange) pieces(obj *jsonedit.Object) [][]byte {
	spare := x.spare
	x.spare = nil // what lies there may still be on its way
	return obj.Pieces(spare)
}

// work is what a body is edited with. It is used again when nobody reads any more
// what came of it: a small request is spared 4 KB of garbage, its texts included.
type work struct {
	obj     jsonedit.Object // what goes to the upstream
	ollama  jsonedit.Object // the request of Ollama's that it is made of
	changes [8]params.Change
}

var works = sync.Pool{New: func() any { return new(work) }}

// begin takes a work for x.
func (x *exchange) begin() *work {
	x.work = works.Get().(*work)
	return x.work
}

// room is where changes are put, as far as it goes; nil of the nil work.
func (w *work) room() []params.Change {
	if w == nil {
		return nil
	}
	return w.changes[:0]
}

// giveBack lets go of the body of the request and of the work on it.
func (x *exchange) giveBack() {
	if x.lent.Return() && x.work != nil { // of memory that is not lent it is not known who reads it
		*x.work = work{}
		works.Put(x.work)
	}
	x.lent, x.work, x.spare = nil, nil, nil
}

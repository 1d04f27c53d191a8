package proxy

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"

	"keyport/proxy/chat"
	"keyport/proxy/think"
)

// This file keeps the record of a request. What it costs is counted in single
// calls a request; an event of a stream costs nothing.

// observed is what is gathered for the record on the way.
type observed struct {
	usage    chat.Usage
	events   int64 // of a stream, those that brought something
	thoughts int64 // characters taken out or moved
	mode     think.Mode
	bytesIn  int64 // of the body, where it was read here
	tap      Tap   // nil: nobody records
}

// finish completes the record.
func (x *exchange) finish() {
	r := &x.record
	r.Client, r.Way, r.Dialect = x.clientName(), x.way(), string(x.Dialect)
	r.Took = time.Since(r.Start)
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	if x.live.cancelled.Load() && r.Cancelled && r.Code == "" {
		r.Code = CodeCancelledHere
	}
	if r.Route == "" && r.Status >= 400 {
		r.Route = x.stranger()
	}
	r.BytesIn, r.BytesOut = x.r.ContentLength, x.steady.written
	if x.bytesIn > 0 {
		r.BytesIn = x.bytesIn
	}
	r.Usage = Usage{In: x.usage.In, Out: x.usage.Out}
	if r.Usage.Out == 0 && x.events > 0 { // most models send a token an event
		r.Usage.Out, r.Usage.Estimated = x.events, true
	}
	if r.UpstreamStatus != 0 && x.snap.Observe != nil {
		r.Dropped = x.h.dropped.of(x.r.Header, x.snap.Access == AccessPassthrough)
	}
	if r.Asked != r.Used {
		r.Changes = slices.Insert(slices.Clip(r.Changes), 0, Change{What: ChangeModel, Before: r.Asked, After: r.Used})
	}
	if x.thoughts > 0 {
		r.Changes = append(slices.Clip(r.Changes), Change{What: ChangeThoughts, Name: string(x.mode), Characters: x.thoughts})
	}
}

// Usage is what an answer cost, in tokens; 0 is not known.
type Usage struct {
	In, Out   int64
	Estimated bool // Out was counted here
}

// stranger describes a request that no route took. What follows the address may
// be a private address that was mistyped, or pasted behind another one: no word
// that is long enough for one is shown.
func (x *exchange) stranger() string {
	method := x.r.Method
	if len(method) > 16 {
		method = "?"
	}
	if x.Mount.Root {
		return method + " /"
	}
	words := strings.Split(x.Mount.Path, "/")
	for i, word := range words {
		if len(word) >= 20 {
			words[i] = "…"
		}
	}
	path := strings.Join(words[:min(len(words), 6)], "/")
	if path == "" {
		path = "?"
	}
	return method + " " + clip(path)
}

// first is called before a piece of the answer goes to the app.
func (x *exchange) first() {
	if x.record.FirstToken == 0 {
		x.record.FirstToken = time.Since(x.record.Start)
		x.tell()
	}
}

// tail is how much of the end of an answer is searched for its cost.
const tail = 1 << 10

// usageIn looks for the cost of an answer that passes unread, at the end of what
// a read brought.
func (x *exchange) usageIn(read []byte) {
	if x.route.JSON && !x.route.AnyBody {
		x.usage.Last(read[max(0, len(read)-tail):])
	}
}

// received is told the body of a request.
func (x *exchange) received(body []byte) {
	x.bytesIn = int64(len(body))
	if x.tap != nil {
		x.tap.Request(body)
	}
}

// sent is told that a request goes to its upstream, for the how manieth time.
func (x *exchange) sent(out *outbound, try int) {
	if x.record.Retries = try - 1; try > 1 {
		x.tell()
	}
	if x.tap != nil && len(out.call.Body) > 0 {
		x.tap.Sent(bytes.Join(out.call.Body, nil))
	}
}

// leftOut puts on record what was done about parameters that the model refuses.
func (x *exchange) leftOut(did []string) {
	for _, name := range did {
		x.record.Changes = append(x.record.Changes, Change{What: ChangeRefused, Name: name})
	}
}

// listen lets a recording begin, when one is wanted.
func (x *exchange) listen() {
	if x.snap.Capture == nil {
		return
	}
	x.tap = x.snap.Capture(x.record.ID)
	x.steady.tap = x.tap
}

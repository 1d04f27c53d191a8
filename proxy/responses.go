package proxy

import (
	"bytes"
	"time"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/upstream"
)

// prepareResponses decides how a request for a response goes out: as it is to
// upstreams that have the Responses API, as a chat completion to those that are
// known not to have it. Of the others it is found out by asking.
func (x *exchange) prepareResponses(out *outbound, obj *jsonedit.Object, asked, used string) *dialect.Error {
	has, known := x.hasResponses(out.to)
	var body []byte
	if !has {
		body = bytes.Clone(obj.Bytes()) // the rules have not touched it yet, and its memory is lent
	}
	if known && !has {
		return x.translateResponses(out, body, asked, used)
	}
	learn := func(has bool) func() {
		return func() { x.h.responses.Store(out.to.URL(), verdict{has, time.Now().Add(verdictFor)}) }
	}
	out.good = learn(true)
	if !known {
		out.again = func() *dialect.Error {
			// Only a chat completion that is answered says so: where the address or
			// the key is wrong, every path is missing.
			out.good = learn(false)
			return x.translateResponses(out, body, asked, used)
		}
	}
	return nil
}

// verdictFor is how long it is believed: servers learn the Responses API.
const verdictFor = 24 * time.Hour

// verdict is whether the server at a base URL has the Responses API.
type verdict struct {
	has   bool
	until time.Time
}

func (x *exchange) hasResponses(u *upstream.Upstream) (has, known bool) {
	if u.Kind() == upstream.KindDemo || u.Kind() == upstream.KindAnthropic {
		return false, true
	}
	v, ok := x.h.responses.Load(u.URL())
	if !ok || time.Now().After(v.(verdict).until) {
		return false, false
	}
	return v.(verdict).has, true
}

package proxy

import (
	"net/http"
	"testing"
)

// TestNoStreamIsCut: an upstream that answers at once, three events a stream.
// net/http/httputil's ReverseProxy cuts up to 3.5 % of such streams, because the
// answer can begin before the request's body was seen to end (golang/go#40747).
func TestNoStreamIsCut(t *testing.T) {
	const streams = 10000
	events := roleChunk + chunk("one") + stopChunk
	up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte(events))
		_, _ = w.Write([]byte(doneChunk))
	})
	go func() {
		for range up.entered { // nobody else listens
		}
	}()
	s := serve(t, up.config())
	cut := 0
	for range streams {
		resp := call(t, "POST", s.URL+"/v1/chat/completions", chatSSE, bearer()...)
		if text(t, resp) != events+doneChunk {
			cut++
		}
		resp.Body.Close()
	}
	if cut != 0 {
		t.Errorf("%d of %d streams were cut", cut, streams)
	}
}

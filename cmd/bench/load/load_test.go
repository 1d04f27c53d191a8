package load

import (
	"net"
	"strings"
	"testing"
	"time"

	"keyport/cmd/bench/upstream"
	"keyport/cmd/bench/wire"
)

func server(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := upstream.Start(l)
	t.Cleanup(s.Close)
	return l.Addr().String()
}

func request(addr, model string) []byte {
	return Request(addr, "/v1/chat/completions", "p", wire.Chat(model, 1024, true, false))
}

func TestEachAnswerIsReadToItsEnd(t *testing.T) {
	addr := server(t)
	c := NewClient(addr)
	defer c.Close()
	for _, model := range []string{"bench", "bench-n3", "bench-s429", "bench-n300-pack64", "bench-n3-b1000000", "bench"} {
		s := &Stream{Keep: true}
		a, err := c.Do(request(addr, model), s)
		script := wire.Parse(model)
		status := max(script.Status, 200)
		if script.Status == 0 {
			status = 200
		}
		if err != nil || !a.Clean || a.Status != status || s.Events != script.Chunks || s.Done != (script.Chunks > 0) {
			t.Errorf("%s: %+v, %v, %d events, done %v", model, a, err, s.Events, s.Done)
		}
		if got := strings.Count(s.Text(), "x"); got != script.Bytes*script.Chunks {
			t.Errorf("%s: %d bytes of text", model, got)
		}
	}
}

func TestWhatIsNotCompleteIsAnError(t *testing.T) {
	addr := server(t)
	for model, good := range map[string]bool{
		"bench-n3": true, "bench-n2": false, "bench-s500": false, "bench-n3-rst1-d1ms": false,
	} {
		r := Target{Addr: addr, Request: request(addr, model), Chunks: 3}.Sequence(2, nil)
		if good != (r.Errors == 0 && len(r.Took) == 2 && len(r.Firsts) == 2 && len(r.Delays) == 6) || good != (r.First == nil) {
			t.Errorf("%s: %+v", model, r)
		}
	}
}

func TestACrowdIsCountedTogether(t *testing.T) {
	addr := server(t)
	ready := false
	r := Target{Addr: addr, Request: request(addr, "bench")}.Crowd(4, 20*time.Millisecond, func() { ready = true })
	if r.Errors != 0 || len(r.Took) < 4 || r.Elapsed < 20*time.Millisecond || !ready {
		t.Errorf("%d requests, %d errors (%v) in %v", len(r.Took), r.Errors, r.First, r.Elapsed)
	}
	if r := (Target{Addr: addr, Request: request(addr, "bench-n3"), Chunks: 3}).Together(5); len(r.Took) != 5 || len(r.Delays) != 15 {
		t.Errorf("%+v", r)
	}
}

func TestLinesAreFoundHoweverTheyAreCut(t *testing.T) {
	const lines = "data: {\"choices\":[{\"delta\":{\"content\":\"@1700000000000000000 a\"}}]}\n\n: comment\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n" +
		"{\"message\":{\"content\":\"@1700000000000000005 c\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true}\n"
	for size := 1; size <= len(lines); size++ {
		s := Stream{Keep: true}
		for rest := []byte(lines); len(rest) > 0; {
			n := min(size, len(rest))
			s.feed(rest[:n], 1_700_000_000_000_000_010)
			rest = rest[n:]
		}
		if s.Events != 2 || !s.Done || wire.CutMarks(s.Text()) != " ab c" || s.Delays[0] != 10 || s.Delays[1] != 5 {
			t.Fatalf("in pieces of %d: %+v, %q", size, s, s.Text())
		}
	}
}

package upstream

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"keyport/cmd/bench/wire"
)

// ask sends a request with an ordinary client.
func ask(t *testing.T, s *Server, method, model string, size int) (*http.Response, string, error) {
	t.Helper()
	var body io.Reader
	if model != "" {
		body = bytes.NewReader(wire.Chat(model, size, true, false))
	}
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+s.listener.Addr().String()+"/v1/x", body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp, string(text), err
}

func start(t *testing.T) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := Start(l)
	t.Cleanup(s.Close)
	return s
}

func TestAnswersFollowTheirScript(t *testing.T) {
	s := start(t)
	for range 2 { // the second time on a kept connection, from what was made ready
		if resp, text, err := ask(t, s, "GET", "", 0); err != nil || resp.StatusCode != 200 || !strings.Contains(text, `"id":"bench"`) {
			t.Errorf("models: %v, %v, %s", resp.Status, err, text)
		}
		if resp, text, err := ask(t, s, "POST", "bench", 200_000); err != nil || resp.StatusCode != 200 || !strings.Contains(text, `"finish_reason":"stop"`) {
			t.Errorf("plain: %v, %v, %s", resp.Status, err, text)
		}
		if resp, _, err := ask(t, s, "POST", "bench-s429", 1024); err != nil || resp.StatusCode != 429 {
			t.Errorf("refusal: %v, %v", resp.Status, err)
		}
		before := wire.Now()
		resp, text, err := ask(t, s, "POST", "bench-n130-pack64", 1024)
		if err != nil || resp.Header.Get("Content-Type") != "text/event-stream" || strings.Count(text, "data: {") != 131 || !strings.HasSuffix(text, "data: [DONE]\n\n") {
			t.Errorf("stream: %v, %v, %d bytes", resp.Status, err, len(text))
		}
		for line := range strings.SplitSeq(text, "\n") {
			if ns, ok := wire.ReadMark([]byte(line)); ok && (ns < before || ns > wire.Now()) {
				t.Fatalf("a mark is not of now: %d", ns)
			}
		}
	}
}

func TestAResetIsNoCleanEnd(t *testing.T) {
	s := start(t)
	if _, text, err := ask(t, s, "POST", "bench-n10-rst5-d1ms", 1024); err == nil {
		t.Errorf("the stream ended well behind %q", text)
	}
}

func TestThoughtsArriveAsTheyWereWritten(t *testing.T) {
	s := start(t)
	_, once, err := ask(t, s, "POST", "bench-n20-split", 1024)
	if err != nil {
		t.Fatal(err)
	}
	_, pieces, err := ask(t, s, "POST", "bench-n20-split-cut7", 1024)
	if err != nil || wire.CutMarks(once) != wire.CutMarks(pieces) {
		t.Errorf("cut in pieces the stream is another: %v\n%s", err, pieces)
	}
}

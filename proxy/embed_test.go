package proxy

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// vectorsAnswer gives one vector per input, each holding its place in the batch.
func vectorsAnswer(w http.ResponseWriter, r *http.Request) {
	var req struct{ Input []string }
	_ = json.NewDecoder(r.Body).Decode(&req)
	var b strings.Builder
	for i := range req.Input {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"index":%d,"embedding":[%d]}`, i, len(req.Input[i]))
	}
	jsonAnswer(200, `{"data":[`+b.String()+`],"usage":{"prompt_tokens":1}}`)(w, r)
}

func embedBody(n int) string {
	input := make([]string, n)
	for i := range input {
		input[i] = strings.Repeat("x", i%7+1)
	}
	b, _ := json.Marshal(map[string]any{"model": "text-embedding-3-small", "input": input})
	return string(b)
}

func TestAnEmbeddingThatFailsInItsSecondBatch(t *testing.T) {
	n := 0
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 2 {
			w.Header().Set("Retry-After", "7")
			jsonAnswer(429, `{"error":{"message":"slow down `+testKey+`"}}`)(w, r)
			return
		}
		vectorsAnswer(w, r)
	})
	cfg := up.config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	resp := call(t, "POST", s.private+"/api/embed", embedBody(2500))
	got := text(t, resp)
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "7" || strings.Contains(got, "CANARY") || strings.Contains(got, "embeddings") {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, got)
	}
	if r := <-records; r.Status != 429 || r.UpstreamStatus != 429 || r.Code == "" || r.Upstream != "openai" || r.Used != "text-embedding-3-small" {
		t.Errorf("%+v", r)
	}
	resp = call(t, "POST", s.private+"/api/embed", embedBody(2500))
	var good struct{ Embeddings [][]int }
	mustJSON(t, text(t, resp), &good)
	if len(good.Embeddings) != 2500 || good.Embeddings[2499][0] != 2499%7+1 {
		t.Errorf("%d vectors", len(good.Embeddings))
	}
	if r := <-records; r.FirstByte <= 0 || r.UpstreamStatus != 200 || r.Client != "VS Code" || r.Dialect != "ollama" {
		t.Errorf("%+v", r)
	}
	if ps := text(t, call(t, "GET", s.private+"/api/ps", "")); !strings.Contains(ps, "text-embedding-3-small") {
		t.Errorf("not in use: %s", ps)
	}
}

func TestOddAnswersToEmbeddings(t *testing.T) {
	one := `{"data":[{"index":0,"embedding":[1]}]}`
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		status int
		code   string
	}{
		{"compressed although not asked for", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, zipped(one))
		}, 200, ""},
		{"a web page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>")
		}, 502, "upstream_web_page"},
		{"cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, one)
			panic(http.ErrAbortHandler)
		}, 502, "upstream_broken"},
		{"redirect", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(302)
		}, 502, "upstream_redirect"},
		{"no key", jsonAnswer(401, `{}`), 400, "upstream_key_rejected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			up := newUpstream(t, c.answer)
			s := serve(t, up.config())
			resp := call(t, "POST", s.private+"/api/embed", embedBody(1))
			got := text(t, resp)
			if resp.StatusCode != c.status || c.code != "" && code(t, got) != c.code {
				t.Errorf("%d %s", resp.StatusCode, got)
			}
		})
	}
}

// What the calls of one request cost is added up, and what failed brought nothing.
func TestAnEmbeddingOfManyCallsOnRecord(t *testing.T) {
	fails := true
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		if fails {
			jsonAnswer(200, "{")(w, r)
			return
		}
		vectorsAnswer(w, r)
	})
	cfg := up.config()
	records := make(chan Record, 10)
	cfg.Observe = func(r Record) { records <- r }
	s := serve(t, cfg)
	call(t, "POST", s.private+"/api/embed", embedBody(2500))
	if r := ended(t, records); r.Status != 502 || r.FirstToken != 0 {
		t.Errorf("%+v", r)
	}
	fails = false
	before := len(up.requests())
	call(t, "POST", s.private+"/api/embed", embedBody(2500))
	calls := int64(len(up.requests()) - before)
	if r := ended(t, records); calls < 2 || r.Usage != (Usage{In: calls}) || r.FirstToken == 0 {
		t.Errorf("%d calls: %+v", calls, r)
	}
}

// An upstream that stands still in the middle of its answer holds a place among
// the requests in flight.
func TestAnEmbeddingThatStandsStillIsGivenUp(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":[`)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	cfg := up.config()
	cfg.Upstreams[0].IdleTimeout = 50 * time.Millisecond
	cfg.Limits.InFlight = 1
	s := serve(t, cfg)
	for range 2 {
		resp := call(t, "POST", s.private+"/api/embed", embedBody(1))
		if got := text(t, resp); resp.StatusCode != 504 {
			t.Errorf("%d %s", resp.StatusCode, got)
		}
	}
}

func TestAnswersOfOurOwnMakingAreNotSniffedOrKept(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"data":[{"index":0,"embedding":[1,2]}]}`))
	s := serve(t, up.config())
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/api/tags", ""}, {"POST", "/api/generate", `{"model":"gpt-4o"}`}, {"POST", "/api/embed", `{"model":"e","input":"x"}`},
	} {
		h := call(t, c.method, s.private+c.path, c.body).Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: %v", c.path, h)
		}
	}
}

// Each call is bounded, and so is what many calls answer together.
func TestVectorsOfManyCallsAreBoundedTogether(t *testing.T) {
	up := newUpstream(t, vectorsAnswer)
	s := serve(t, up.config())
	s.maxVectors = 32 << 10
	if resp := call(t, "POST", s.private+"/api/embed", embedBody(256)); resp.StatusCode != 200 {
		t.Errorf("one call: %d %s", resp.StatusCode, text(t, resp))
	}
	before := len(up.requests())
	resp := call(t, "POST", s.private+"/api/embed", embedBody(256*20))
	if body := text(t, resp); resp.StatusCode != 502 || code(t, body) != "upstream_too_large" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if n := len(up.requests()) - before; n >= 20 {
		t.Errorf("it went on for %d calls", n)
	}
}

package proxy

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const responsesBody = `{"model":"gpt-4o","input":"hi"}`

const wholeAnswer = `{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}`

func calls(up *fakeUpstream, path string) (n int) {
	for _, r := range up.requests() {
		if strings.HasSuffix(r.URI, path) {
			n++
		}
	}
	return n
}

// A 404 that is not about the path must not cost an account its Responses API.
func TestWhatDoesNotMarkAnAccountAsChatOnly(t *testing.T) {
	t.Run("every path is missing", func(t *testing.T) { // a wrong address, or a server that answers a wrong key so
		up := newUpstream(t, http.NotFound)
		s := serve(t, up.config())
		for range 2 {
			if resp := call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...); resp.StatusCode != 404 {
				t.Errorf("%d", resp.StatusCode)
			}
		}
		if n := calls(up, "/responses"); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
	for name, body := range map[string]string{
		"an item":           `{"error":{"message":"Item with id 'rs_1' not found. Items are not persisted when store is set to false.","type":"invalid_request_error","param":"input","code":null}}`,
		"a store":           `{"error":{"message":"Vector store with id [vs_1] not found.","type":"invalid_request_error","param":null,"code":null}}`,
		"a model, in words": `model "gpt-4o" not found, try pulling it first`,
	} {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(404)
				_, _ = io.WriteString(w, body)
			})
			s := serve(t, up.config())
			resp := call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...)
			if resp.StatusCode != 404 || calls(up, "/chat/completions") != 0 {
				t.Errorf("%d, %d chats", resp.StatusCode, calls(up, "/chat/completions"))
			}
		})
	}
	t.Run("it was seen to have it", func(t *testing.T) {
		status := 200
		up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			jsonAnswer(status, map[int]string{200: `{"id":"r1","object":"response"}`, 404: `{"error":"gone"}`}[status])(w, r)
		})
		s := serve(t, up.config())
		text(t, call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...))
		status = 404
		if resp := call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...); resp.StatusCode != 404 || calls(up, "/chat/completions") != 0 {
			t.Errorf("%d, %d chats", resp.StatusCode, calls(up, "/chat/completions"))
		}
	})
	t.Run("its address has changed", func(t *testing.T) {
		old := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/responses") {
				http.NotFound(w, r)
				return
			}
			jsonAnswer(200, wholeAnswer)(w, r)
		})
		s := serve(t, old.config())
		for range 2 {
			if resp := call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...); resp.StatusCode != 200 {
				t.Errorf("%d %s", resp.StatusCode, text(t, resp))
			}
		}
		if n := calls(old, "/responses"); n != 1 {
			t.Errorf("asked %d times", n)
		}
		fresh := newUpstream(t, jsonAnswer(200, `{"id":"r1","object":"response"}`))
		if err := s.Swap(fresh.config()); err != nil {
			t.Fatal(err)
		}
		text(t, call(t, "POST", s.URL+"/v1/responses", responsesBody, bearer()...))
		if n := calls(fresh, "/responses"); n != 1 {
			t.Error("the new address was not asked")
		}
	})
}

// An upstream that does not stream, although it was asked to.
func TestResponsesOfAnUpstreamThatDoesNotStream(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/responses") {
			http.NotFound(w, r)
			return
		}
		jsonAnswer(200, wholeAnswer)(w, r)
	})
	s := serve(t, up.config())
	resp := call(t, "POST", s.private+"/v1/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`)
	got := text(t, resp)
	if !strings.Contains(got, `"delta":"Hello"`) || !strings.Contains(got, "event: response.completed") || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
}

// A raw prompt goes to completions where the upstream has them, else it is what
// the user says.
func TestRawPromptsWithoutCompletions(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/chat/completions") {
			http.NotFound(w, r)
			return
		}
		sseAnswer(chunk("Hello"), stopChunk, doneChunk)(w, r)
	})
	s := serve(t, up.config())
	resp := call(t, "POST", s.private+"/api/generate", `{"model":"gpt-4o","prompt":"hi","raw":true}`)
	if got := text(t, resp); resp.StatusCode != 200 || !strings.Contains(got, `"response":"Hello"`) || !strings.Contains(up.last(t).Body, `{"role":"user","content":"hi"}`) {
		t.Errorf("%d %s\n%s", resp.StatusCode, got, up.last(t).Body)
	}
}

// A wrong base URL is not a missing model: Roo Code would say "pull it".
func TestAMissingPathIsNoMissingModel(t *testing.T) {
	for body, want := range map[string]string{
		"404 page not found": "upstream_not_found",
		`{"error":{"message":"The model gpt-4o does not exist"}}`: "model_not_found",
	} {
		up := newUpstream(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			_, _ = io.WriteString(w, body)
		})
		s := serve(t, up.config())
		for path, request := range map[string]string{"/api/chat": ollamaBody, "/api/embed": `{"model":"gpt-4o","input":"x"}`} {
			resp := call(t, "POST", s.private+path, request)
			if got := text(t, resp); resp.StatusCode != 404 || code(t, got) != want {
				t.Errorf("%s: %d %s", path, resp.StatusCode, got)
			}
		}
	}
}

// Copilot asks for a title and an answer at once: both are refused, and only
// one of them is the first to learn why.
func TestRequestsRefusedAtOnceAreBothSentAgain(t *testing.T) {
	both := make(chan struct{}, 2)
	release := make(chan struct{})
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"temperature"`) {
			both <- struct{}{}
			<-release
			jsonAnswer(400, `{"error":{"message":"Unsupported parameter: 'temperature' is not supported with this model.","param":"temperature","code":"unsupported_parameter"}}`)(w, r)
			return
		}
		jsonAnswer(200, wholeAnswer)(w, r)
	})
	s := serve(t, up.config())
	done := make(chan int, 2)
	for range 2 {
		go func() {
			resp, err := http.Post(s.private+"/v1/chat/completions", "application/json", strings.NewReader(`{"model":"strange-1","temperature":0.1,"messages":[]}`))
			if err != nil {
				done <- 0
				return
			}
			resp.Body.Close()
			done <- resp.StatusCode
		}()
	}
	<-both
	<-both
	close(release)
	for range 2 {
		if status := <-done; status != 200 {
			t.Errorf("%d", status)
		}
	}
}

// A schema that is wrong is the person's own mistake: the next request, with a
// good one, must not lose it.
func TestAWrongSchemaTeachesNothing(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "uniqueItems") && strings.Contains(string(body), "json_schema") {
			jsonAnswer(400, `{"error":{"message":"Invalid schema for response_format 'r': In context=('properties', 'a'), 'uniqueItems' is not permitted.","type":"invalid_request_error","param":"response_format","code":null}}`)(w, r)
			return
		}
		jsonAnswer(200, wholeAnswer)(w, r)
	})
	s := serve(t, up.config())
	ask := func(schema string) int {
		resp := call(t, "POST", s.private+"/v1/chat/completions", `{"model":"strange-1","messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"r","strict":true,"schema":`+schema+`}}}`)
		return resp.StatusCode
	}
	if got := ask(`{"type":"array","uniqueItems":true}`); got != 400 || len(up.requests()) != 1 {
		t.Errorf("%d after %d calls", got, len(up.requests()))
	}
	if ask(`{"type":"object"}`); !strings.Contains(up.last(t).Body, "json_schema") {
		t.Errorf("learned: %s", up.last(t).Body)
	}
}

func TestOllamaRequestsThatNameAMemberTwice(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, wholeAnswer))
	s := serve(t, up.config())
	for path, body := range map[string]string{
		"/api/chat":     `{"model":"a","messages":[{"role":"user","content":"x"}],"model":"b"}`,
		"/api/generate": `{"model":"a","stream":true,"prompt":"x","stream":false}`,
		"/api/embed":    `{"model":"a","input":"x","mod\u0065l":"b"}`,
	} {
		resp := call(t, "POST", s.private+path, body)
		if got := text(t, resp); resp.StatusCode != 400 || code(t, got) != "duplicate_key" || len(up.requests()) != 0 {
			t.Errorf("%s: %d %s", path, resp.StatusCode, got)
		}
	}
	if resp := call(t, "GET", s.private+"/api/delete", ""); resp.StatusCode != 405 || resp.Header.Get("Allow") != "DELETE" {
		t.Errorf("%d, allowed: %q", resp.StatusCode, resp.Header.Get("Allow"))
	}
}

// What one provider refuses says nothing of another that stands in its place.
func TestRefusalsStayWithTheAddress(t *testing.T) {
	old := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"seed"`) {
			jsonAnswer(400, `{"error":{"message":"Unrecognized request argument supplied: seed"}}`)(w, r)
			return
		}
		jsonAnswer(200, wholeAnswer)(w, r)
	})
	s := serve(t, old.config())
	body := `{"model":"m","stream":false,"options":{"seed":7},"messages":[{"role":"user","content":"x"}]}`
	if resp := call(t, "POST", s.private+"/api/chat", body); resp.StatusCode != 200 {
		t.Fatalf("%d %s", resp.StatusCode, text(t, resp))
	}
	fresh := newUpstream(t, jsonAnswer(200, wholeAnswer))
	if err := s.Swap(fresh.config()); err != nil {
		t.Fatal(err)
	}
	if text(t, call(t, "POST", s.private+"/api/chat", body)); !strings.Contains(fresh.last(t).Body, `"seed":7`) {
		t.Errorf("%s", fresh.last(t).Body)
	}
}

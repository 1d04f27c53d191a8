//go:build linux

package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// llm is an upstream of the test's own: it wants a key, lists one model and
// thinks aloud, with its tags cut wherever a network may cut them.
type llm struct {
	*httptest.Server
	key string

	mu       sync.Mutex
	refused  int           // requests without the key
	chats    int           // answered chats
	headers  []http.Header // of everything that was answered
	lastChat string        // body of the last chat
}

const (
	llmModel   = "qwen3-32b"
	llmThought = "the person must not see this"
	llmAnswer  = "Hello from the other side."
)

// llmPieces spell llmThought inside tags and then llmAnswer.
var llmPieces = []string{
	"<th", "ink", ">the person ", "must not", " see this</", "thi", "nk>\n", "\nHello", " from", " the other", " side.",
}

func startLLM(t *testing.T, key string) *llm {
	t.Helper()
	u := &llm{key: key}
	u.Server = httptest.NewServer(u)
	t.Cleanup(u.Close)
	return u
}

func (u *llm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("Authorization") != "Bearer "+u.key {
		u.refused++
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}`)
		return
	}
	u.headers = append(u.headers, r.Header.Clone())
	switch r.Method + " " + r.URL.Path {
	case "GET /v1/models":
		fmt.Fprintf(w, `{"object":"list","data":[{"id":%q,"object":"model","created":1,"owned_by":"test"}]}`, llmModel)
	case "POST /v1/chat/completions":
		u.chats++
		u.lastChat = string(body)
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range llmPieces {
			event(w, fmt.Sprintf(`{"index":0,"delta":{"content":%q},"finish_reason":null}`, piece))
		}
		event(w, `{"index":0,"delta":{},"finish_reason":"stop"}`)
		fmt.Fprint(w, "data: [DONE]\n\n")
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"message":"no such path"}}`)
	}
}

// event sends one chunk of a streamed chat at once.
func event(w http.ResponseWriter, choice string) {
	fmt.Fprintf(w, `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":%q,"choices":[%s]}`+"\n\n", llmModel, choice)
	w.(http.Flusher).Flush()
}

// received tells how many chats came, and every header name that came with anything.
func (u *llm) received() (chats, refused int, lastChat string, names map[string]bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	names = map[string]bool{}
	for _, h := range u.headers {
		for name := range h {
			names[strings.ToLower(name)] = true
		}
	}
	return u.chats, u.refused, u.lastChat, names
}

package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// account is an upstream that records every request.
type account struct {
	*httptest.Server
	mu     sync.Mutex
	seen   []seen
	answer http.HandlerFunc // nil: a good answer
}

type seen struct {
	method, uri, body string
	header            http.Header
	err               error // of reading the body
}

func newAccount(t *testing.T) *account {
	up := &account{}
	up.Server = httptest.NewServer(up)
	t.Cleanup(up.Close)
	return up
}

func (u *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	u.mu.Lock()
	u.seen = append(u.seen, seen{r.Method, r.RequestURI, string(body), r.Header.Clone(), err})
	answer := u.answer
	u.mu.Unlock()
	switch {
	case r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"object":"list","data":[{"id":"m1","object":"model"}]}`)
	case answer != nil:
		answer(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"1","object":"chat.completion","model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}`)
	}
}

func (u *account) answers(with http.HandlerFunc) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.answer = with
}

func (u *account) requests() []seen {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.seen)
}

func (u *account) forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen = nil
}

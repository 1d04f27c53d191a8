package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// account is an upstream that records every request as soon as its headers are there.
type account struct {
	*httptest.Server
	mu     sync.Mutex
	seen   []*seen
	answer http.HandlerFunc // nil: a good answer
	list   http.HandlerFunc // of models; nil: a good one
}

type seen struct {
	method, uri, body string
	header            http.Header
	err               error         // of reading the body
	read              chan struct{} // closed when the body has been read, or given up
}

func newAccount(t *testing.T) *account {
	up := &account{}
	up.Server = httptest.NewServer(up)
	t.Cleanup(up.Close)
	return up
}

func (u *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &seen{method: r.Method, uri: r.RequestURI, header: r.Header.Clone(), read: make(chan struct{})}
	u.mu.Lock()
	u.seen = append(u.seen, s)
	answer, list := u.answer, u.list
	u.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	s.body, s.err = string(body), err
	close(s.read)
	switch {
	case r.Method == http.MethodGet && list != nil:
		list(w, r)
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

func (u *account) lists(with http.HandlerFunc) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.list = with
}

// requests are those that began, each with its body.
func (u *account) requests() []seen {
	u.mu.Lock()
	begun := slices.Clone(u.seen)
	u.mu.Unlock()
	whole := make([]seen, len(begun))
	for i, s := range begun {
		<-s.read
		whole[i] = *s
	}
	return whole
}

// await returns the requests once there is one: an upload may be refused to the
// app before the account has accepted its connection.
func (u *account) await(t *testing.T) []seen {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if got := u.requests(); len(got) > 0 {
			return got
		}
	}
	t.Fatal("the account saw nothing")
	return nil
}

func (u *account) forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen = nil
}

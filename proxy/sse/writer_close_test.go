package sse

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// stuck is a client that does not read: a write waits until it is let go.
type stuck struct {
	sink
	entered, release chan struct{}
	left             bool // read without a lock: the race detector shows a Close that does not wait
}

func (s *stuck) Write(p []byte) (int, error) {
	close(s.entered)
	<-s.release
	s.left = true
	return len(p), nil
}

func (s *stuck) FlushError() error { return nil }

func TestCloseWaitsForAComment(t *testing.T) {
	s := &stuck{entered: make(chan struct{}), release: make(chan struct{})}
	w := NewWriter(s, time.Millisecond, []byte(":"))
	w.Start(false)
	<-s.entered
	closed := make(chan bool)
	go func() {
		w.Close()
		closed <- s.left
	}()
	select {
	case <-closed:
		t.Fatal("Close returned during a write")
	case <-time.After(20 * time.Millisecond):
	}
	close(s.release)
	if !<-closed {
		t.Error("Close returned before the write ended")
	}
}

// A timer that has fired while Close held the lock has a goroutine on its way.
func TestCloseWaitsForAFiring(t *testing.T) {
	w := NewWriter(discard{}, time.Hour, []byte(":"))
	w.Start(false)
	w.timer.Stop() // as fired: Close cannot stop it any more
	closed := make(chan struct{})
	go func() {
		w.Close()
		close(closed)
	}()
	select {
	case <-closed:
		t.Fatal("Close returned before the firing ended")
	case <-time.After(20 * time.Millisecond):
	}
	w.fire()
	<-closed
}

func TestKeepAliveOverTheWire(t *testing.T) {
	next := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/event-stream")
		rw.WriteHeader(http.StatusOK)
		w := NewWriter(rw, 2*time.Millisecond, []byte(Comment))
		defer w.Close()
		w.Start(false)
		<-next
		for _, half := range []string{"data: a", "b\n\n"} {
			if err := w.Write([]byte(half), strings.HasSuffix(half, "\n\n")); err != nil {
				t.Error(err)
			}
			<-next
		}
		if err := w.Write([]byte(Done), true); err != nil {
			t.Error(err)
		}
	}))
	defer srv.Close()
	res, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()

	var got []string
	comments := 0
	s, buf := NewSplitter(0), make([]byte, 512)
	read := func(until func() bool) {
		for !until() {
			n, err := res.Body.Read(buf)
			feedErr := s.Feed(buf[:n], func(raw []byte) error {
				if string(raw) == Comment {
					comments++
				} else {
					got = append(got, string(raw))
				}
				return nil
			})
			if feedErr != nil {
				t.Fatal(feedErr)
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	read(func() bool { return comments >= 3 }) // before the first write
	next <- struct{}{}
	read(func() bool { return len(s.Rest()) > 0 })
	next <- struct{}{}
	comments = 0
	read(func() bool { return comments >= 3 }) // behind the whole event
	next <- struct{}{}
	read(func() bool { return false })
	if len(got) != 2 || got[0] != "data: ab\n\n" || got[1] != Done || len(s.Rest()) != 0 {
		t.Errorf("got %q and %q", got, s.Rest())
	}
}

// Handlers end while their comments are due. net/http hands a ResponseWriter's
// buffers on when the handler returns, which the race detector watches.
func TestNoCommentBehindTheHandler(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := NewWriter(rw, time.Microsecond, []byte(Comment))
		defer w.Close()
		for range 20 {
			if err := w.Write([]byte("data: x\n\n"), true); err != nil {
				return
			}
		}
	}))
	defer srv.Close()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				res, err := srv.Client().Get(srv.URL)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				rest := strings.ReplaceAll(string(body), Comment, "")
				if err != nil || rest != strings.Repeat("data: x\n\n", 20) {
					t.Errorf("%v, got %q", err, body)
				}
			}
		})
	}
	group.Wait()
}

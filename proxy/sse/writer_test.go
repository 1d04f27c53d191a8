package sse

import (
	"bytes"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// sink is a ResponseWriter that counts flushes; every flush is marked by a |.
type sink struct {
	mu  sync.Mutex
	buf bytes.Buffer
	err error
}

func (s *sink) Header() http.Header { return http.Header{} }
func (s *sink) WriteHeader(int)     {}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	return s.buf.Write(p)
}

func (s *sink) FlushError() error {
	_, err := s.Write([]byte("|"))
	return err
}

func (s *sink) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func TestCommentsFillSilence(t *testing.T) {
	const every = 15 * time.Second
	type step struct {
		after    time.Duration // since the step before
		write    string        // "" is no write
		boundary bool
		want     string // all that was written, a moment later
	}
	for _, c := range []struct {
		name  string
		start bool
		soon  bool
		steps []step
	}{
		{"behind an event", false, false, []step{
			{0, "a", true, "a|"},
			{14 * time.Second, "", false, "a|"},
			{time.Second, "", false, "a|:|"},
			{15 * time.Second, "", false, "a|:|:|"},
		}},
		{"a write starts the silence anew", false, false, []step{
			{0, "a", true, "a|"},
			{10 * time.Second, "b", true, "a|b|"},
			{14 * time.Second, "", false, "a|b|"},
			{time.Second, "", false, "a|b|:|"},
		}},
		{"never inside an event", false, false, []step{
			{0, "a", false, "a|"},
			{40 * time.Second, "b", true, "a|b|"},
			{14 * time.Second, "", false, "a|b|"},
			{time.Second, "", false, "a|b|:|"},
		}},
		{"not before the first write", false, false, []step{
			{time.Minute, "", false, ""},
		}},
		{"from the start", true, false, []step{
			{time.Millisecond, "", false, ""},
			{time.Second, "", false, "|"}, // the headers alone
			{13 * time.Second, "", false, "|"},
			{time.Second, "", false, "|:|"},
			{time.Second, "a", true, "|:|a|"},
			{15 * time.Second, "", false, "|:|a|:|"},
		}},
		{"headers leave with a write that comes at once", true, false, []step{
			{time.Millisecond, "a", true, "a|"},
			{14 * time.Second, "", false, "a|"},
			{2 * time.Second, "", false, "a|:|"},
		}},
		{"headers wait for a write that is near", true, true, []step{
			{time.Second, "", false, ""},
			{0, "a", true, "a|"},
			{14 * time.Second, "", false, "a|"},
			{time.Second, "", false, "a|:|"},
		}},
		{"but not for ever", true, true, []step{
			{14 * time.Second, "", false, ""},
			{time.Second, "", false, "|:|"},
			{15 * time.Second, "", false, "|:|:|"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sink{}
				w := NewWriter(s, every, []byte(":"))
				if c.start {
					w.Start(c.soon)
				}
				for i, st := range c.steps {
					time.Sleep(st.after) // the bubble's clock: no time passes
					synctest.Wait()
					if st.write != "" {
						if err := w.Write([]byte(st.write), st.boundary); err != nil {
							t.Fatal(err)
						}
					}
					if got := s.String(); got != st.want {
						t.Fatalf("step %d: %q, want %q", i, got, st.want)
					}
				}
				w.Close()
				before := s.String()
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := s.String(); got != before {
					t.Errorf("after Close came %q", got[len(before):])
				}
				if err := w.Write([]byte("x"), true); !errors.Is(err, ErrClosed) {
					t.Errorf("Write after Close: %v", err)
				}
				w.Close()
			})
		})
	}
}

// A handler that fails before its first event has answered all the same.
func TestHeadersLeaveWithCloseAtTheLatest(t *testing.T) {
	for name, c := range map[string]struct {
		use  func(w *Writer)
		want string
	}{
		"started":     {func(w *Writer) { w.Start(false) }, "|"},
		"written":     {func(w *Writer) { w.Start(false); _ = w.Write([]byte("a"), true) }, "a|"},
		"not started": {func(*Writer) {}, ""},
		"closed":      {func(w *Writer) { w.Start(false); w.Close() }, "|"},
		"soon":        {func(w *Writer) { w.Start(true) }, "|"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sink{}
				w := NewWriter(s, 15*time.Second, []byte(":"))
				c.use(w)
				w.Close()
				if got := s.String(); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		})
	}
}

// What ends a stream leaves with the end of the answer, and nothing comes behind it.
func TestTheEndIsNotFlushed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, c := range map[string]struct {
			before func(w *Writer)
			want   string
		}{
			"behind an event":     {func(w *Writer) { _ = w.Write([]byte("a"), true) }, "a|z"},
			"with the headers":    {func(w *Writer) { w.Start(true) }, "z"},
			"behind the headers":  {func(w *Writer) { w.Start(false); time.Sleep(time.Second); synctest.Wait() }, "|z"},
			"at once":             {func(*Writer) {}, "z"},
			"behind the last one": {func(w *Writer) { _ = w.End([]byte("y")) }, "y"},
		} {
			s := &sink{}
			w := NewWriter(s, 15*time.Second, []byte(":"))
			c.before(w)
			closed := w.closed
			if err := w.End([]byte("z")); (err != nil) != closed || closed && !errors.Is(err, ErrClosed) {
				t.Errorf("%s: %v", name, err)
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			w.Close()
			if s.String() != c.want {
				t.Errorf("%s: %q, want %q", name, s.String(), c.want)
			}
		}
		broken := errors.New("broken pipe")
		s := &sink{err: broken}
		w := NewWriter(s, 15*time.Second, []byte(":"))
		if err := w.End([]byte("z")); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
	})
}

func TestSilenceStaysWithoutComment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, w := range []func(*sink) *Writer{
			func(s *sink) *Writer { return NewWriter(s, 0, []byte(":")) },
			func(s *sink) *Writer { return NewWriter(s, time.Second, nil) },
		} {
			s := &sink{}
			w := w(s)
			w.Start(false)
			if err := w.Write([]byte("a"), true); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			w.Close()
			if s.String() != "a|" {
				t.Errorf("got %q", s.String())
			}
		}
	})
}

func TestFailureIsRemembered(t *testing.T) {
	broken := errors.New("broken pipe")
	t.Run("of a write", func(t *testing.T) {
		s := &sink{err: broken}
		w := NewWriter(s, time.Hour, []byte(":"))
		defer w.Close()
		if err := w.Write([]byte("a"), true); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		s.fail(nil)
		if err := w.Write([]byte("b"), true); !errors.Is(err, broken) || s.String() != "" {
			t.Errorf("got %v and %q", err, s.String())
		}
	})
	t.Run("of a comment", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &sink{}
			w := NewWriter(s, time.Second, []byte(":"))
			w.Start(false)
			s.fail(broken)
			time.Sleep(time.Minute)
			synctest.Wait()
			if err := w.Write([]byte("b"), true); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			w.Close()
		})
	})
}

// discard is a ResponseWriter that costs nothing.
type discard struct{}

func (discard) Header() http.Header         { return nil }
func (discard) WriteHeader(int)             {}
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) FlushError() error           { return nil }

func TestWriteAllocatesNothing(t *testing.T) {
	w := NewWriter(discard{}, time.Hour, []byte(Comment))
	defer w.Close()
	p := []byte("data: x\n\n")
	n := testing.AllocsPerRun(100, func() {
		if err := w.Write(p, true); err != nil {
			t.Error(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

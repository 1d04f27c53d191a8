package control

import (
	"context"
	"errors"
	"testing"
)

// attachWindow connects a window and gives its pages and its end.
func attachWindow(t *testing.T, ctx context.Context, s *Server, conn *Conn) (pages chan string, ended chan error) {
	t.Helper()
	pages, ended = make(chan string, 8), make(chan error, 1)
	go func() {
		ended <- conn.AttachWindow(ctx, func(page string) { pages <- page })
	}()
	waitFor(t, s.Attached)
	return pages, ended
}

func TestShowReachesTheWindow(t *testing.T) {
	dir := seatDir(t)
	s := start(t, &fake{}, dir)
	if s.Show("key") {
		t.Error("shown without a window")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	pages, ended := attachWindow(t, ctx, s, dial(t, dir))
	for _, page := range []string{"key", "", "thinking"} {
		if !s.Show(page) {
			t.Fatalf("not shown: %q", page)
		}
		if got := <-pages; got != page {
			t.Errorf("got %q, want %q", got, page)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	waitFor(t, func() bool { return !s.Attached() })
}

func TestSecondWindowIsToldSo(t *testing.T) {
	dir := seatDir(t)
	s := start(t, &fake{}, dir)
	ctx, cancel := context.WithCancel(t.Context())
	_, ended := attachWindow(t, ctx, s, dial(t, dir))
	var e *Error
	if err := dial(t, dir).AttachWindow(t.Context(), nil); !errors.As(err, &e) || e.Code != CodeExists {
		t.Error(err)
	}
	cancel()
	<-ended
	waitFor(t, func() bool { return !s.Attached() })
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	_, ended = attachWindow(t, ctx, s, dial(t, dir))
	cancel()
	<-ended
}

func TestWindowIsLetGoWhenKeyportEnds(t *testing.T) {
	dir := seatDir(t)
	s := start(t, &fake{}, dir)
	_, ended := attachWindow(t, t.Context(), s, dial(t, dir))
	s.Detach()
	var e *Error
	if err := <-ended; !errors.As(err, &e) || e.Code != CodeNotRunning {
		t.Error(err)
	}
	if s.Show("key") {
		t.Error("shown to a window that was let go")
	}
}

func TestNewestPageWinsWhenTheWindowDoesNotRead(t *testing.T) {
	var w window
	pages, _ := w.take("")
	for _, page := range []string{"a", "b", "c"} {
		if !w.show(page) {
			t.Fatal("not shown")
		}
	}
	if got := <-pages; got != "c" {
		t.Error(got)
	}
}

package upstream

import (
	"errors"
	"io"
	"os"
	"syscall"
	"testing"
	"time"
)

// lineOn gives a connection that has a request, and its other end.
func lineOn(t *testing.T) (l *line, other io.Writer) {
	t.Helper()
	client, server := tcpPair(t)
	l = newLine(&host{pool: &pool{max: 1, idleTime: time.Minute}}, client)
	t.Cleanup(l.host.pool.closeIdle)
	l.begin(1000)
	l.stop = func() bool { return true }
	return l, server
}

func TestAConnectionIsKeptOnlyWhenTheRequestIsWritten(t *testing.T) {
	t.Run("it is", func(t *testing.T) {
		l, _ := lineOn(t)
		l.wrote(10, nil, time.Minute)
		l.end(true)
		if l.host.pop() != l {
			t.Error("it is closed")
		}
	})
	t.Run("it could not be", func(t *testing.T) {
		l, _ := lineOn(t)
		l.wrote(10, syscall.EPIPE, time.Minute)
		l.end(true)
		if l.host.pop() != nil {
			t.Error("it is kept")
		}
	})
	t.Run("the client has left", func(t *testing.T) {
		l, _ := lineOn(t)
		l.wrote(10, nil, time.Minute)
		l.stop = func() bool { return false }
		l.end(true)
		if l.host.pop() != nil {
			t.Error("it is kept")
		}
	})
	for name, keep := range map[string]bool{"it takes too long": true, "nobody waits for it": false} {
		t.Run(name, func(t *testing.T) {
			l, _ := lineOn(t)
			written := make(chan struct{})
			l.written = written
			go func() {
				_, _ = l.Conn.Read(make([]byte, 1)) // like a write that is stuck: until it is closed
				close(written)
			}()
			l.end(keep)
			select {
			case <-written:
			default:
				t.Error("its end was not waited for")
			}
			if l.host.pop() != nil {
				t.Error("it is kept")
			}
		})
	}
}

// TestABodyMayTakeItsTime: the time-out is for the head of the answer alone.
func TestABodyMayTakeItsTime(t *testing.T) {
	l, other := lineOn(t)
	l.wrote(10, nil, -time.Minute)
	_, _ = io.WriteString(other, "x")
	if _, err := l.Read(make([]byte, 10)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	l.answered(false)
	if n, err := l.Read(make([]byte, 10)); n != 1 {
		t.Error(err)
	}

	_, ours := transports(t, time.Minute)
	server := serve(t, false, answerFine)
	for _, body := range []int{1, atOnce + 1, 200_000} {
		if o := ask(t.Context(), at(t, server.url, ours), posted([][]byte{make([]byte, body)}, nil), 100); o.Body != "{}" {
			t.Fatalf("%+v", o)
		}
		for _, h := range ours.pool.hosts {
			if h.idle[0].waiting {
				t.Errorf("with a body of %d bytes it is not lifted", body)
			}
		}
	}
}

// TestAnAnswerThatIsEarlyHasNoDeadline: the request is written while its body is read.
func TestAnAnswerThatIsEarlyHasNoDeadline(t *testing.T) {
	l, other := lineOn(t)
	l.answered(false)
	l.wrote(10, nil, -time.Minute)
	_, _ = io.WriteString(other, "x")
	if n, err := l.Read(make([]byte, 10)); n != 1 {
		t.Error(err)
	}
}

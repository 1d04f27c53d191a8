package upstream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// trip is one request on one connection.
type trip struct {
	*line
	req     *http.Request
	ctx     context.Context
	unheard bool // it failed before a byte of an answer came, and not for want of patience
}

// run asks, and gives the answer with a body that gives the connection back. With
// an error the connection is closed, and the body of the request, too.
func (t *trip) run(firstByte time.Duration, maxHead int64) (*http.Response, error) {
	t.begin(maxHead)
	t.send(firstByte)
	resp, err := t.receive()
	if err != nil {
		if unwritten := t.unwritten(); unwritten != nil {
			err = fmt.Errorf("the request could not be sent: %w", unwritten)
		}
		t.end(false)
		return nil, canceled(t.ctx, err)
	}
	keep := !resp.Close && resp.StatusCode >= 200
	if resp.Body == http.NoBody {
		t.answered(true)
		t.end(keep)
		return resp, nil
	}
	whole := resp.ContentLength >= 0 && resp.ContentLength <= int64(t.in.Buffered())
	t.answered(whole)
	if !whole {
		t.watch(t.ctx)
	}
	resp.Body = &answer{body: resp.Body, line: t.line, keep: keep, whole: whole, chunks: resp.ContentLength < 0, ctx: t.ctx}
	return resp, nil
}

// send writes the request: a large body in a goroutine of its own, since a server
// may answer without having read it, and wait for its answer to be read.
func (t *trip) send(firstByte time.Duration) {
	head := newHead(t.req)
	body, _ := t.req.Body.(*sending)
	switch {
	case t.req.ContentLength <= together: // the head holds it
		n, err := t.Write(head.Bytes())
		freeHead(head)
		t.wrote(int64(n), err, firstByte)
	case t.req.ContentLength <= atOnce:
		t.push(head, body, firstByte)
	default:
		l := t.line
		l.watch(t.ctx)
		l.deadline(time.Time{}) // that of the request before: an answer may come while this one is written
		l.written = make(chan struct{})
		go func() {
			defer close(l.written)
			l.push(head, body, firstByte)
		}()
	}
}

func (l *line) push(head *bytes.Buffer, body *sending, firstByte time.Duration) {
	n, err := body.writeBehind(head.Bytes(), l.Conn)
	_ = body.Close()
	freeHead(head)
	l.wrote(n, err, firstByte)
}

// atOnce is the largest body, in bytes, that is written before the answer is
// looked for. The buffers of a connection take that much, however small the
// system makes them, when nobody reads at the other end.
const atOnce = 16 << 10

var errFirstByte = fmt.Errorf("timeout awaiting response headers: %w", os.ErrDeadlineExceeded)

// receive reads the head of the answer. Interim answers (1xx) count against its
// limit and are left out, but for 101, which has no end (RFC 9110, 15.2).
func (t *trip) receive() (*http.Response, error) {
	if t.reused && t.nothingSent() {
		return nil, t.unwritten()
	}
	_, err := t.in.Peek(1)
	if err != nil && t.stop == nil && errors.Is(err, os.ErrDeadlineExceeded) {
		t.insist(t.ctx)
		_, err = t.in.Peek(1)
	}
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, errFirstByte
		}
		t.unheard = true
		return nil, err
	}
	for {
		if head := t.headHere(); head == nil {
			t.insist(t.ctx)
		} else if resp := t.quick(head); resp != nil {
			return resp, nil
		}
		resp, err := http.ReadResponse(t.in, t.req)
		switch {
		case t.room <= 0 && err != nil:
			return nil, errLongHead
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, errFirstByte
		case err != nil:
			return nil, err
		case resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols:
			return resp, nil
		}
	}
}

// headHere gives the head of an answer, with its blank line, where it can be read
// without waiting, else nil. It stays unread.
func (t *trip) headHere() []byte {
	const blank = "\r\n\r\n"
	here, _ := t.in.Peek(t.in.Buffered())
	if end := bytes.Index(here, []byte(blank)); end >= 0 {
		return here[:end+len(blank)]
	}
	return nil
}

func (t *trip) nothingSent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n == 0 && t.err != nil
}

// repeatable reports whether a request that failed may be sent again. The rules
// are net/http's: the connection was a kept one, and either nothing went out
// (golang/go#15723), or no byte of an answer came and the request may be run twice
// (golang/go#19943). A model's answer may be billed: a POST that went out is never
// sent again unless its client says with an Idempotency-Key that it can be.
func (t *trip) repeatable() bool {
	if !t.reused || t.ctx.Err() != nil {
		return false
	}
	if t.n == 0 {
		return true
	}
	if !t.unheard {
		return false
	}
	switch t.req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return t.req.Header["Idempotency-Key"] != nil || t.req.Header["X-Idempotency-Key"] != nil
}

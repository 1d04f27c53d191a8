package upstream

import (
	"bufio"
	"context"
	"errors"
	"math"
	"net"
	"sync"
	"syscall"
	"time"
)

// line is a connection to a server. Whoever has it, has it alone: a request, the pool.
type line struct {
	net.Conn
	host   *host
	reused bool
	since  time.Time // kept since

	in    *bufio.Reader // of Read
	wide  *bufio.Reader // see fit; nil while in has its own buffer
	came  int           // bytes of the latest Read
	room  int64         // how much of the head of an answer may still come
	raw   syscall.RawConn
	heard bool

	// Methods as values, made once.
	listen func(fd uintptr)
	leave  func()

	stop    func() bool   // takes leave off the context of the request; nil while nobody watches it
	written chan struct{} // closed when the request is written; nil when it was so at once

	mu      sync.Mutex // of the following, which the goroutine that writes shares
	waiting bool       // for the head of an answer
	due     time.Time  // when it has to be there
	until   time.Time  // the deadline of a Read
	n       int64      // bytes of the request that went out
	err     error      // why no more did
}

func newLine(h *host, c net.Conn) *line {
	l := &line{Conn: c, host: h}
	l.in = bufio.NewReaderSize(l, narrowBuffer)
	l.leave = func() { _ = l.Close() }
	l.listen = func(fd uintptr) { l.heard = heard(fd) }
	if s, ok := c.(syscall.Conn); ok {
		l.raw, _ = s.SyscallConn()
	}
	return l
}

// quiet reports that nothing was sent and nothing closed since the last answer.
func (l *line) quiet() bool {
	if l.raw == nil || l.heard {
		return false
	}
	l.heard = true
	return l.raw.Control(l.listen) == nil && !l.heard
}

var errLongHead = errors.New("the headers of the answer are too long")

// Read is what the answer is read with. Only its head has a limit.
func (l *line) Read(p []byte) (int, error) {
	if l.room <= 0 {
		return 0, errLongHead
	}
	n, err := l.Conn.Read(p[:min(int64(len(p)), l.room)])
	l.room -= int64(n)
	l.came = n
	return n, err
}

// begin makes the connection ready for a request.
func (l *line) begin(maxHead int64) {
	l.room, l.written, l.stop = maxHead, nil, nil
	l.waiting, l.n, l.err = true, 0, nil
}

// lastWords is how long an answer is waited for when the request could not be
// written: what a server said before it closed has arrived by then, if at all.
const lastWords = time.Second

// wrote notes how much of the request went out. From now on the answer is waited for.
func (l *line) wrote(n int64, err error, firstByte time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n, l.err = n, err
	if err != nil {
		firstByte = lastWords
	}
	if !l.waiting {
		return
	}
	now := time.Now()
	l.due = now.Add(firstByte)
	until := l.due
	if l.stop == nil {
		until = now.Add(min(firstByte, atFirst))
		if l.until.After(now) && !l.until.After(until) {
			return // that of the request before is as good
		}
	}
	l.deadline(until)
}

// atFirst is how long nobody watches, at most, whether the client leaves. Most
// models take longer, and the watch begins then; but an answer that is here before
// (a list, an error, a small model) is spared six allocations and a microsecond.
const atFirst = 20 * time.Millisecond

// deadline is SetReadDeadline.
func (l *line) deadline(until time.Time) {
	l.until = until
	_ = l.SetReadDeadline(until)
}

// watch leaves the server when ctx ends. It may be called again.
func (l *line) watch(ctx context.Context) {
	if l.stop == nil {
		l.stop = context.AfterFunc(ctx, l.leave)
	}
}

// insist waits on, for as long as the head of an answer may take.
func (l *line) insist(ctx context.Context) {
	if l.stop == nil { // else the deadline is that one already
		l.watch(ctx)
		l.deadline(l.due)
	}
}

// answered is told that the head of the answer is here, and whether all of it is.
// Where it is not, no deadline is left on the rest; else the next request moves it.
func (l *line) answered(whole bool) {
	l.room = math.MaxInt64
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = false
	if !whole {
		l.deadline(time.Time{})
	}
}

// unwritten is why the request could not be written; nil as long as it can.
func (l *line) unwritten() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// stillWriting is how long a request may take to be written when its answer is
// complete: a server that has not taken it by then leaves it, and with it the
// connection, unread.
const stillWriting = 50 * time.Millisecond

// end gives the connection back to the pool where keep allows it, and else closes
// it. Behind it nobody reads the body of the request. It is called once a
// request, and with keep by the reader of the answer only.
func (l *line) end(keep bool) {
	keep = (l.stop == nil || l.stop()) && keep // else leave is already under way
	if keep && l.written != nil {
		select {
		case <-l.written:
		case <-time.After(stillWriting):
			keep = false
		}
	}
	if keep && l.err == nil && l.in.Buffered() == 0 && l.host.keep(l) {
		return
	}
	_ = l.Close()
	if l.written != nil {
		<-l.written
	}
}

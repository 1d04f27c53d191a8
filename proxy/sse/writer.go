package sse

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// headersAlone is how long the headers wait for the first write, to leave with
// it: a write and a wake-up of the client less for every stream.
const headersAlone = 2 * time.Millisecond

// ErrClosed says that a Writer was written to after Close.
var ErrClosed = errors.New("sse: the writer is closed")

// Writer writes a streamed response, flushes every write, and fills silence
// with a comment. Editors and proxies on the way drop a connection that says
// nothing for a minute or two, and a model may well think that long.
//
// From Start or the first Write until Close nobody else may touch the
// ResponseWriter. Its methods may be called from several goroutines.
type Writer struct {
	w       http.ResponseWriter
	both    flushWriter // w, if it can; else nil
	rc      *http.ResponseController
	every   time.Duration
	comment []byte
	gone    chan struct{} // closed by a firing that Close waits for

	mu       sync.Mutex
	timer    *time.Timer
	armed    bool      // the timer will fire, or has fired and waits for mu
	waiting  bool      // the headers wait for the first write
	last     time.Time // of the last write
	boundary bool      // the last write ended an event
	closed   bool
	err      error
}

// flushWriter is an http.ResponseWriter that writes and flushes with less work
// than one behind the other takes.
type flushWriter interface{ WriteFlush(p []byte) error }

// NewWriter returns a writer that puts comment into a stream silent for every.
// With an every of 0, or without a comment, silence stays silence. The caller
// sends the headers, and defers Close.
func NewWriter(w http.ResponseWriter, every time.Duration, comment []byte) *Writer {
	both, _ := w.(flushWriter)
	return &Writer{w: w, both: both, rc: http.NewResponseController(w), every: every, comment: comment, gone: make(chan struct{})}
}

// Start sends the headers, at the latest 2 ms from now, since clients time them,
// and allows comments before the first Write. soon says that a Write follows at
// once: the headers wait for it, without the short timer, which would wake another
// thread up.
func (w *Writer) Start(soon bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer == nil && !w.closed {
		w.last, w.boundary, w.waiting = time.Now(), true, true
		in := headersAlone
		if soon && w.comments() {
			in = w.every
		}
		w.arm(in)
	}
}

// Write writes p and flushes. boundary says that p ends an event: a comment
// inside an event would become a part of it. The first failure is remembered,
// and returned ever after.
func (w *Writer) Write(p []byte, boundary bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return ErrClosed
	case w.err != nil:
		return w.err
	}
	w.boundary, w.waiting = boundary, false
	w.put(p)
	if w.timer == nil {
		w.arm(w.every)
	}
	return w.err
}

// End is Write for the last time, and Close. p leaves with what ends the answer,
// when the handler returns: a system call and a wake-up of the client less.
func (w *Writer) End(p []byte) error {
	w.mu.Lock()
	err := w.err
	switch {
	case w.closed:
		err = ErrClosed
	case err == nil:
		w.waiting = false
		_, err = w.w.Write(p)
		w.err = err
	}
	w.mu.Unlock()
	w.Close()
	return err
}

// Close stops the comments, and sends headers that still wait. When it returns,
// the Writer will not touch the ResponseWriter any more, so that the handler may
// return or abort.
func (w *Writer) Close() {
	w.mu.Lock()
	late := !w.closed && w.armed && !w.timer.Stop()
	if w.closed = true; w.waiting {
		w.waiting = false
		w.flush()
	}
	w.mu.Unlock()
	if late {
		<-w.gone
	}
}

func (w *Writer) put(p []byte) {
	if w.both != nil {
		w.note(w.both.WriteFlush(p))
	} else if _, w.err = w.w.Write(p); w.err == nil {
		w.flush()
	}
	w.last = time.Now()
}

func (w *Writer) flush() { w.note(w.rc.Flush()) }

// note keeps an error, but that there is nothing to flush.
func (w *Writer) note(err error) {
	if w.err = err; errors.Is(err, errors.ErrUnsupported) {
		w.err = nil
	}
}

func (w *Writer) arm(d time.Duration) {
	if !w.waiting && !w.comments() {
		return
	}
	w.armed = true
	if w.timer == nil {
		w.timer = time.AfterFunc(d, w.fire)
		return
	}
	w.timer.Reset(d)
}

func (w *Writer) comments() bool { return w.every > 0 && len(w.comment) > 0 }

// fire runs when the stream may have been silent for long enough. Writes do not
// reset the timer, which costs more than the write itself; it asks when the
// last one was and comes back for the rest.
func (w *Writer) fire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
	if w.closed {
		close(w.gone)
		return
	}
	if w.err != nil {
		return
	}
	if w.waiting {
		w.waiting = false
		w.flush()
	}
	if !w.comments() {
		return
	}
	rest := w.every - time.Since(w.last)
	if rest <= 0 {
		rest = w.every
		if w.boundary {
			w.put(w.comment)
		}
	}
	if w.err == nil {
		w.arm(rest)
	}
}

package upstream

import (
	"context"
	"errors"
	"io"
	"sync"
)

// answer is the body of an answer. Read to its end it gives the connection back;
// closed before, or broken, it closes it. Close may come while another goroutine
// is inside Read: it ends it.
type answer struct {
	body   io.Reader // knows where the answer ends
	line   *line
	keep   bool
	chunks bool // of unknown length
	whole  bool // see Whole
	ctx    context.Context

	mu   sync.Mutex
	over error // what every further Read gives
}

var errAnswerClosed = errors.New("http: read on closed response body")

// Ready reports whether it is known that some of an answer's body is here.
func Ready(body io.Reader) bool {
	a, ok := body.(*answer)
	return ok && a.line.in.Buffered() > 0
}

// Read implements io.Reader.
func (a *answer) Read(p []byte) (int, error) {
	if err := a.ended(); err != nil {
		return 0, err
	}
	n, err := a.body.Read(p)
	if err != nil {
		a.line.fit(0) // nothing is left to come
		return n, a.end(err)
	}
	if a.chunks {
		a.line.fit(a.line.came)
	}
	return n, nil
}

// Whole reports that all of the answer had come with its head: no Read of it waits.
func (a *answer) Whole() bool { return a.whole }

// Close implements io.Closer.
func (a *answer) Close() error {
	_ = a.end(errAnswerClosed)
	return nil
}

func (a *answer) ended() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.over
}

// end ends the answer once, and gives why it ended.
func (a *answer) end(why error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over == nil {
		if why != io.EOF {
			why = canceled(a.ctx, why)
		}
		a.over = why
		a.line.end(why == io.EOF && a.keep)
	}
	return a.over
}

package main

import (
	"bytes"
	"io"
	"sync/atomic"
	"time"
)

// patience is how long a line waits for stderr to take it. A disk that is being
// written a lot, or a busy machine, may need some tenths of a second, and what
// is logged meanwhile would be lost.
const patience = time.Second

// calm is a stderr that never fails and never blocks for long: requests are
// answered also when the disk is full, when the other end of a pipe is gone and
// when it is open but nobody reads. Lines are lost then. Lines that are written
// one after another come out in that order.
type calm struct {
	out   io.Writer
	turn  chan struct{} // holds one token; who has it writes
	stuck atomic.Bool   // the writer at work has lost its patience
}

func newCalm(out io.Writer) *calm {
	c := &calm{out: out, turn: make(chan struct{}, 1)}
	c.turn <- struct{}{}
	return c
}

// Write takes whole lines. It always succeeds.
func (c *calm) Write(line []byte) (int, error) {
	if c.stuck.Load() {
		return len(line), nil
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-c.turn:
	case <-limit.C:
		return len(line), nil
	}
	done := make(chan struct{})
	mine := bytes.Clone(line)
	go func() { // ends with the write; one that nobody reads ends with the program
		_, _ = c.out.Write(mine)
		close(done) // first: whoever has not seen it when it calls this stuck is put right below
		c.stuck.Store(false)
		c.turn <- struct{}{}
	}()
	select {
	case <-done:
	case <-limit.C:
		c.stuck.Store(true)
		select {
		case <-done: // just then
			c.stuck.Store(false)
		default:
		}
	}
	return len(line), nil
}

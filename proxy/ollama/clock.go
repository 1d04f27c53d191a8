package ollama

import (
	"time"
)

// clock is the time of the lines. Events that arrived together have the same:
// reading and writing it for each cost more than all the rest of a line.
type clock struct {
	together bool
	now      time.Time // of what arrived together; zero until somebody asks
	at       time.Time // the time that head tells
	head     []byte
}

// Arrived tells that bytes came from the upstream: the events up to the next
// call get one time. Without it every event has its own.
func (e *Encoder) Arrived() { e.clock.together, e.clock.now = true, time.Time{} }

func (e *Encoder) now() time.Time {
	if !e.clock.together || e.clock.now.IsZero() {
		e.clock.now = e.o.Now()
	}
	return e.clock.now
}

// appendHead opens a line.
func (e *Encoder) appendHead(dst []byte, now time.Time) []byte {
	c := &e.clock
	if len(c.head) == 0 || now != c.at {
		c.head, c.at = appendHead(c.head[:0], e.model, now), now
	}
	return append(dst, c.head...)
}

package activity

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/secret"
)

const (
	maxCaptured = 64 << 20 // bytes in all; the oldest go
	maxBody     = 1 << 20  // bytes of one body; the rest is not kept
)

// captures hold what was recorded. Recording is off unless until lies in the
// future, and then a request that begins costs one look at on.
type captures struct {
	on atomic.Bool

	mu    sync.Mutex
	until time.Time
	size  int
	taps  map[uint64]*tap
	order []*tap // the oldest first
}

// tap takes in the bodies of one request.
type tap struct {
	all      *captures
	id       uint64
	request  []byte
	sent     []byte
	answer   []byte
	cut      bool
	gone     bool // erased: what still comes is not kept
	finished bool
}

// Capture begins to record until the given time, or goes on until then.
func (l *Log) Capture(until time.Time) {
	c := &l.captures
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = until
	c.on.Store(true)
}

// StopCapture ends the recording and erases what was recorded.
func (l *Log) StopCapture() { l.captures.stop(); l.rowsChanged() }

// Expire is StopCapture when the time is over. It gives the time that is left, 0 when nothing is recorded.
func (l *Log) Expire(now time.Time) time.Duration {
	until, on := l.Capturing()
	if !on {
		return 0
	}
	if left := until.Sub(now); left > 0 {
		return left
	}
	l.StopCapture()
	return 0
}

// Capturing says until when requests are recorded.
func (l *Log) Capturing() (until time.Time, on bool) {
	l.captures.mu.Lock()
	defer l.captures.mu.Unlock()
	return l.captures.until, l.captures.on.Load()
}

// rowsChanged makes callers read all rows again: which of them were recorded has changed.
func (l *Log) rowsChanged() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run++
	l.wake()
}

// Tap records a request that begins; nil while nothing is recorded.
func (l *Log) Tap(id uint64) proxy.Tap {
	if !l.captures.on.Load() {
		return nil
	}
	return l.captures.begin(id)
}

func (c *captures) begin(id uint64) proxy.Tap {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.on.Load() || !time.Now().Round(0).Before(c.until) {
		return nil
	}
	for len(c.order) >= Keep { // most of them small, or empty
		c.erase(0)
	}
	t := &tap{all: c, id: id}
	if c.taps == nil {
		c.taps = map[uint64]*tap{}
	}
	c.taps[id] = t
	c.order = append(c.order, t)
	return t
}

// end is told that a request has ended, and says whether anything of it was recorded.
func (c *captures) end(id uint64) bool {
	if !c.on.Load() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.taps[id]
	if t == nil {
		return false
	}
	t.finished = true
	return true
}

func (c *captures) has(id uint64) bool {
	if !c.on.Load() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.taps[id] != nil
}

func (c *captures) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on.Store(false)
	c.until = time.Time{}
	for len(c.order) > 0 {
		c.erase(0)
	}
	c.order = nil
}

// clear erases what has ended; the recording goes on.
func (c *captures) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.order) - 1; i >= 0; i-- {
		if c.order[i].finished {
			c.erase(i)
		}
	}
}

// erase overwrites one recording and forgets it. The caller holds mu.
func (c *captures) erase(i int) {
	t := c.order[i]
	c.order = append(c.order[:i], c.order[i+1:]...)
	delete(c.taps, t.id)
	for _, body := range []*[]byte{&t.request, &t.sent, &t.answer} {
		c.size -= len(*body)
		clear((*body)[:cap(*body)])
		*body = nil
	}
	t.gone = true
}

// Request implements proxy.Tap.
func (t *tap) Request(body []byte) { t.put(&t.request, body) }

// Sent implements proxy.Tap. Of a request that was sent twice the last one counts.
func (t *tap) Sent(body []byte) {
	t.all.mu.Lock()
	t.all.size -= len(t.sent)
	t.sent = t.sent[:0]
	t.all.mu.Unlock()
	t.put(&t.sent, body)
}

// Answer implements proxy.Tap.
func (t *tap) Answer(piece []byte) { t.put(&t.answer, piece) }

func (t *tap) put(to *[]byte, piece []byte) {
	c := t.all
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.gone {
		return
	}
	if room := maxBody - len(*to); len(piece) > room {
		piece, t.cut = piece[:room], true
	}
	grown := append(*to, piece...)
	if cap(*to) > 0 && cap(grown) != cap(*to) {
		clear((*to)[:cap(*to)]) // no copy is left behind
	}
	*to = grown
	c.size += len(piece)
	for c.size > maxCaptured && len(c.order) > 1 {
		c.erase(0)
	}
}

// bodies gives what was recorded of a request, without secrets; nil when nothing was.
func (c *captures) bodies(id uint64, mask secret.Mask) *control.ActivityBodies {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.taps[id]
	if t == nil || !time.Now().Round(0).Before(c.until) {
		return nil
	}
	out := &control.ActivityBodies{Request: readable(t.request, mask), Answer: readable(t.answer, mask), Cut: t.cut}
	if !bytes.Equal(t.request, t.sent) {
		out.Sent = readable(t.sent, mask)
	}
	return out
}

// readable makes a text of a body: unpacked, without secrets. Sounds and
// pictures are only described.
func readable(body []byte, mask secret.Mask) string {
	if zipped, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
		plain, _ := io.ReadAll(io.LimitReader(zipped, maxBody)) // as far as it was recorded
		body = plain
	}
	if i := bytes.IndexByte(body, 0); i >= 0 || len(body) > utf8.UTFMax && !utf8.Valid(body[:len(body)-utf8.UTFMax]) && !mostlyText(body) {
		return "(not a text)"
	}
	return strings.ToValidUTF8(string(mask.Apply(body)), "\ufffd")
}

// mostlyText tells a text with a broken letter from a picture.
func mostlyText(body []byte) bool {
	wrong := 0
	for rest := body; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			wrong++
		}
		rest = rest[n:]
	}
	return wrong*20 < len(body)
}

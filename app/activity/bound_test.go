package activity

import (
	"bytes"
	"testing"
	"time"
)

func TestOldestRecordingsGo(t *testing.T) {
	l := New()
	l.Capture(time.Now().Add(time.Hour).Round(0))
	body := bytes.Repeat([]byte("x"), maxBody)
	const n = 2 * maxCaptured / maxBody
	for i := range uint64(n) {
		tap := l.Tap(i)
		tap.Request(body[:maxBody/2])
		tap.Answer(body)
		tap.Answer(body) // more than fits
		l.Add(record(i))
		if l.captures.size > maxCaptured {
			t.Fatalf("%d bytes are held", l.captures.size)
		}
	}
	held := 0
	for i := range uint64(n) {
		d, _ := l.Detail(i, "")
		switch {
		case d.Bodies != nil:
			held += len(d.Bodies.Request) + len(d.Bodies.Answer)
		case held > 0:
			t.Errorf("%d is gone and older ones are there", i)
		}
	}
	if held != l.captures.size || held < maxCaptured/2 {
		t.Errorf("%d bytes are there, %d were counted", held, l.captures.size)
	}
}

// A program that polls all the time sends nothing, and is answered little.
func TestSmallRecordingsAreBoundedToo(t *testing.T) {
	l := New()
	l.Capture(time.Now().Add(time.Hour).Round(0))
	for i := range uint64(Keep + 100) {
		l.Tap(i).Answer([]byte("{}"))
		l.Add(record(i))
	}
	if n := len(l.captures.taps); n != Keep || len(l.captures.order) != Keep || l.captures.size != 2*Keep {
		t.Errorf("%d recordings of %d bytes", n, l.captures.size)
	}
}

func TestErasedMemoryIsOverwritten(t *testing.T) {
	l := New()
	l.Capture(time.Now().Add(time.Hour).Round(0))
	recorded := l.Tap(1).(*tap)
	recorded.Request([]byte("a prompt"))
	recorded.Answer([]byte("an answer"))
	before := [][]byte{recorded.request, recorded.answer}
	l.StopCapture()
	recorded.Answer([]byte("more")) // of a request that still runs
	for _, body := range before {
		if !bytes.Equal(body, make([]byte, len(body))) {
			t.Errorf("%q is left in memory", body)
		}
	}
	if recorded.answer != nil || l.captures.size != 0 {
		t.Errorf("recorded on: %q, %d bytes", recorded.answer, l.captures.size)
	}
}

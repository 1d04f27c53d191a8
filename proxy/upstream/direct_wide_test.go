package upstream

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// arriving is a connection on which pieces arrive one by one.
type arriving struct {
	net.Conn
	pieces []string
	reads  string // one letter each: into the small buffer, the large one, or past it
}

func (c *arriving) Read(p []byte) (int, error) {
	if len(c.pieces) == 0 {
		return 0, io.EOF
	}
	switch len(p) {
	case narrowBuffer:
		c.reads += "s"
	case wideBuffer:
		c.reads += "l"
	default:
		c.reads += "-"
	}
	n := copy(p, c.pieces[0])
	if c.pieces[0] = c.pieces[0][n:]; c.pieces[0] == "" {
		c.pieces = c.pieces[1:]
	}
	return n, nil
}

func (c *arriving) Close() error { return nil }

func chunkOf(size int) string { return fmt.Sprintf("%x\r\n%s\r\n", size, strings.Repeat("x", size)) }

// TestALargeBufferIsLentWhileMuchComes: a stream that brings much at once is read
// with few calls, and one that pauses holds little memory.
func TestALargeBufferIsLentWhileMuchComes(t *testing.T) {
	const end = "0\r\n\r\n"
	for name, c := range map[string]struct {
		pieces []string
		reads  string
	}{
		"a model at its pace":     {[]string{chunkOf(300), chunkOf(300), chunkOf(3000), end}, "ssss"},
		"16 KB at once":           {[]string{chunkOf(16000), chunkOf(16000), chunkOf(16000), end}, "s-llll"},
		"two chunks at once":      {[]string{chunkOf(16000), chunkOf(16000) + chunkOf(16000), end}, "s-lll"},
		"much, then a pause":      {[]string{chunkOf(16000), chunkOf(16000), chunkOf(300), chunkOf(300), end}, "s-lllss"},
		"much, little, and much":  {[]string{chunkOf(16000), chunkOf(16000), chunkOf(300), chunkOf(16000), end}, "s-llls-ll"},
		"the end with the last":   {[]string{chunkOf(16000), chunkOf(300) + end}, "s-ll"},
		"a line end that is late": {[]string{chunkOf(16000), chunkOf(16000)[:16006], "\r\n" + chunkOf(100), end}, "s-llls"},
	} {
		t.Run(name, func(t *testing.T) {
			want := strings.Count(strings.Join(c.pieces, ""), "x")
			conn := &arriving{pieces: append([]string{ok + "Transfer-Encoding: chunked\r\n\r\n"}, c.pieces...)}
			l := newLine(&host{pool: &pool{max: 1}}, conn)
			l.begin(1000)
			resp, err := http.ReadResponse(l.in, nil)
			if err != nil {
				t.Fatal(err)
			}
			l.room, l.stop, conn.reads = 1<<30, func() bool { return true }, ""
			a := &answer{body: resp.Body, line: l, chunks: true, ctx: t.Context()}
			p, got := make([]byte, 20_000), 0
			for err == nil {
				var n int
				n, err = a.Read(p)
				got += n
			}
			if err != io.EOF || got != want {
				t.Errorf("%d of %d bytes, %v", got, want, err)
			}
			if conn.reads != c.reads {
				t.Errorf("read with %s, want %s", conn.reads, c.reads)
			}
			if l.wide != nil || l.in.Size() != narrowBuffer {
				t.Errorf("a buffer of %d bytes when it is over", l.in.Size())
			}
		})
	}
}

// TestALentBufferComesBackEmpty: what one answer left must not be in the next.
func TestALentBufferComesBackEmpty(t *testing.T) {
	l := newLine(&host{pool: &pool{max: 1}}, &arriving{pieces: []string{"secret"}})
	own := l.in.Size()
	l.fit(narrowBuffer)
	l.room = 100
	if _, err := l.in.Peek(6); err != nil {
		t.Fatal(err)
	}
	lent := l.wide
	if l.fit(0); l.wide != lent {
		t.Error("a buffer went with what was in it")
	}
	_, _ = l.in.Discard(6)
	if l.fit(0); l.wide != nil || l.in.Size() != own || lent.Size() != wideBuffer || lent.Buffered() != 0 {
		t.Errorf("own buffer: %d bytes, lent: %d, with %d in it", l.in.Size(), lent.Size(), lent.Buffered())
	}
}

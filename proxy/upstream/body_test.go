package upstream

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestBodyIsSentAsItIs(t *testing.T) {
	read := make(chan []byte, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.ContentLength != int64(len(body)) {
			t.Errorf("Content-Length %d of %d bytes", r.ContentLength, len(body))
		}
		read <- body
	}))
	defer server.Close()
	theirs, ours := transports(t, time.Minute)
	u, direct := upstreamAt(t, server.URL, theirs), upstreamAt(t, server.URL, ours)
	for _, size := range []int{1, 100, together - 1, together, together + 1, 5000, 70_000, 3 << 20} {
		for _, n := range []int{1, 2, 5} {
			whole := bytes.Repeat([]byte("0123456789abcde\n"), size/16+1)[:size]
			var pieces [][]byte
			for i := range n {
				pieces = append(pieces, whole[i*size/n:(i+1)*size/n])
			}
			for _, u := range []*Upstream{u, u, direct, direct} { // reading a body must leave the pieces alone
				resp, e := u.Send(t.Context(), posted(pieces, nil))
				if e != nil {
					t.Fatal(e.Cause)
				}
				resp.Body.Close()
				if got := <-read; !bytes.Equal(got, whole) {
					t.Fatalf("%d bytes in %d pieces came as %d bytes", size, n, len(got))
				}
			}
		}
	}
}

func TestNothingIsReadBehindClose(t *testing.T) {
	s := newSending([][]byte{[]byte("text")}, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Read(make([]byte, 4)); n != 0 || !errors.Is(err, http.ErrBodyReadAfterClose) {
		t.Fatal(n, err)
	}
	if n, err := s.writeTo(nil); n != 0 || !errors.Is(err, http.ErrBodyReadAfterClose) {
		t.Fatal(n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

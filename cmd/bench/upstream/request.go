package upstream

import (
	"bytes"
	"errors"
	"net"
	"strconv"
)

// reader reads requests, one at a time, into a buffer that it keeps.
type reader struct {
	conn net.Conn
	buf  []byte
	n    int // bytes of buf that were read
}

var (
	errHead   = errors.New("a request without a length or a model")
	headEnd   = []byte("\r\n\r\n")
	lengthKey = []byte("\r\ncontent-length:")
	modelKey  = []byte(`"model":"`)
)

// request reads one request to its end and gives the name of its model, valid
// until the next call; it is empty for a GET.
func (r *reader) request() (model []byte, err error) {
	r.n = 0
	end := -1
	for end < 0 {
		if err := r.more(len(r.buf)); err != nil {
			return nil, err
		}
		end = bytes.Index(r.buf[:r.n], headEnd)
	}
	head := r.buf[:end+2]
	if bytes.HasPrefix(head, []byte("GET ")) {
		return nil, nil
	}
	length, ok := contentLength(head)
	if !ok {
		return nil, errHead
	}
	begin := end + len(headEnd)
	for r.n < begin+length {
		if err := r.more(begin + length); err != nil {
			return nil, err
		}
	}
	_, rest, found := bytes.Cut(r.buf[begin:begin+length], modelKey)
	i := bytes.IndexByte(rest, '"')
	if !found || i <= 0 {
		return nil, errHead
	}
	return rest[:i], nil
}

// more reads once; the buffer holds at least size bytes then.
func (r *reader) more(size int) error {
	if size > len(r.buf) || r.n == len(r.buf) {
		grown := make([]byte, max(size, 2*len(r.buf)))
		copy(grown, r.buf[:r.n])
		r.buf = grown
	}
	n, err := r.conn.Read(r.buf[r.n:])
	r.n += n
	if n > 0 {
		return nil
	}
	return err
}

// contentLength finds the length in a head, whatever the case of its name.
func contentLength(head []byte) (int, bool) {
	for i := 0; ; {
		j := bytes.IndexByte(head[i:], '\r')
		if j < 0 || i+j+len(lengthKey) > len(head) {
			return 0, false
		}
		i += j
		if bytes.EqualFold(head[i:i+len(lengthKey)], lengthKey) {
			value, _, _ := bytes.Cut(head[i+len(lengthKey):], []byte("\r"))
			n, err := strconv.Atoi(string(bytes.TrimSpace(value)))
			return n, err == nil && n >= 0
		}
		i++
	}
}

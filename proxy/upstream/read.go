package upstream

import (
	"errors"
	"io"
)

// ErrTooLong is what ReadUpTo gives for more than its limit.
var ErrTooLong = errors.New("it is longer than the limit")

// ReadUpTo reads r to its end. It never holds room for more than limit bytes,
// and one, whatever is still to come: a decompressed stream may be a bomb. hint
// is how many bytes there may be, -1 when nobody knows.
func ReadUpTo(r io.Reader, hint, limit int64) ([]byte, error) { return ReadInto(nil, r, hint, limit) }

// ReadInto is ReadUpTo into room, whose content is lost, as far as that goes.
func ReadInto(room []byte, r io.Reader, hint, limit int64) ([]byte, error) {
	buf := room[:0]
	if want := min(max(hint, 0)+512, limit+1); int64(cap(buf)) < want {
		buf = make([]byte, 0, want)
	}
	for {
		if len(buf) == cap(buf) {
			grown := make([]byte, len(buf), min(2*int64(cap(buf)), limit+1))
			copy(grown, buf)
			buf = grown
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return nil, ErrTooLong
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return nil, err
		}
	}
}

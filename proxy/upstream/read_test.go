package upstream

import (
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReadUpToHoldsNoMoreThanItsLimit(t *testing.T) {
	for _, limit := range []int64{1, 511, 512, 1000, 1 << 20} {
		for _, size := range []int64{0, 1, limit - 1, limit, limit + 1, 100 * limit} {
			for _, hint := range []int64{-1, 0, size, 1 << 40} {
				got, err := ReadUpTo(io.LimitReader(endless{}, size), hint, limit)
				if (err == ErrTooLong) != (size > limit) || err == nil && int64(len(got)) != size || int64(cap(got)) > limit+1 {
					t.Errorf("%d bytes of %d, hint %d: %d, room for %d, %v", size, limit, hint, len(got), cap(got), err)
				}
			}
		}
	}
}

func TestReadUpToGivesTheErrorOfItsReader(t *testing.T) {
	broken := errors.New("broken")
	if got, err := ReadUpTo(io.MultiReader(io.LimitReader(endless{}, 10), iotest.ErrReader(broken)), -1, 100); err != broken || got != nil {
		t.Errorf("%v %v", got, err)
	}
}

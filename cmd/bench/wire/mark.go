// Package wire is what the bench's upstream and its client agree on: the scripts
// that the name of a model stands for, the mark that tells when a chunk was
// written, and the bodies of the requests. It knows neither sockets nor figures.
package wire

import (
	"bytes"
	"strconv"
	"time"
)

// markSize is the length of a mark: an @ and 19 digits.
const markSize = 20

// noMark stands in a chunk until SetMark writes the time over it.
const noMark = "@1000000000000000000"

// Now is the clock of all marks, in nanoseconds. It is the computer's and not
// the process's: the upstream writes it, the client reads it.
func Now() int64 { return time.Now().UnixNano() }

// SetMark writes ns into the mark that begins at[0].
func SetMark(at []byte, ns int64) {
	for i := markSize - 1; i > 0; i-- {
		at[i] = byte('0' + ns%10)
		ns /= 10
	}
}

// ReadMark gives the time of the first mark in a line.
func ReadMark(line []byte) (ns int64, ok bool) {
	i := bytes.IndexByte(line, '@')
	if i < 0 || len(line) < i+markSize {
		return 0, false
	}
	for _, c := range line[i+1 : i+markSize] {
		if c < '0' || c > '9' {
			return 0, false
		}
		ns = ns*10 + int64(c-'0')
	}
	return ns, true
}

// CutMarks gives text without its marks, to be compared.
func CutMarks(text string) string {
	out := []byte(text)
	for from := 0; ; {
		i := bytes.IndexByte(out[from:], '@')
		if i < 0 || len(out) < from+i+markSize {
			return string(out)
		}
		from += i
		if _, err := strconv.ParseInt(string(out[from+1:from+markSize]), 10, 64); err != nil {
			from++
			continue
		}
		out = append(out[:from], out[from+markSize:]...)
	}
}

// marks gives where the marks of b begin.
func marks(b []byte) (at []int) {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(noMark))
		if i < 0 {
			return at
		}
		at = append(at, from+i)
		from += i + markSize
	}
}

package settings

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a time span in Go's spelling: "10m", "90s".
type Duration time.Duration

// MarshalText writes "10m" rather than Go's "10m0s".
func (d Duration) MarshalText() ([]byte, error) {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return []byte(s), nil
}

// UnmarshalText reads Go's spelling.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("write a time like 90s or 10m, not %q", text)
	}
	*d = Duration(v)
	return nil
}

// Size is a number of bytes, written "64MiB", "512KiB" or "1000".
type Size int64

var units = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// MarshalText writes the largest unit that divides the size.
func (s Size) MarshalText() ([]byte, error) {
	for _, u := range units {
		if s > 0 && int64(s)%u.size == 0 {
			return []byte(strconv.FormatInt(int64(s)/u.size, 10) + u.name), nil
		}
	}
	return []byte(strconv.FormatInt(int64(s), 10)), nil
}

// UnmarshalText reads a number with an optional unit.
func (s *Size) UnmarshalText(text []byte) error {
	digits, factor := strings.TrimSpace(string(text)), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(digits, u.name); ok {
			digits, factor = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > (1<<62)/factor {
		return fmt.Errorf("write a size like 64MiB, not %q", text)
	}
	*s = Size(n * factor)
	return nil
}

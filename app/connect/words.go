package connect

import (
	"strconv"
	"time"

	"keyport/assets"
)

// took is a time for people: "340 ms", "1.2 s".
func took(d time.Duration) string {
	ms := max(d.Milliseconds(), 1)
	if ms < 1000 {
		return assets.T("activity.ms", "n", ms)
	}
	return assets.T("activity.s", "n", strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64))
}

// grouped writes a number in groups of three: "131 072".
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

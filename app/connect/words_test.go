package connect

import (
	"testing"
	"time"
)

func TestTimesAndNumbersAreWrittenForPeople(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "1 ms", 340 * time.Millisecond: "340 ms", 1249 * time.Millisecond: "1.2 s", 90 * time.Second: "90.0 s"} {
		if got := took(d); got != want {
			t.Errorf("%v is written %q and not %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{7: "7", 4096: "4 096", 131072: "131 072", 1000000: "1 000 000"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is written %q and not %q", n, got, want)
		}
	}
}

//go:build !windows

package upstream

import "time"

var begun = time.Now()

// awake is Go's monotonic clock, which stands still while the computer sleeps
// (CLOCK_MONOTONIC of Linux, mach_absolute_time of macOS).
func awake() time.Duration { return time.Since(begun) }

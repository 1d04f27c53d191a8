package upstream

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var unbiased = windows.NewLazySystemDLL("kernel32.dll").NewProc("QueryUnbiasedInterruptTime")

// awake leaves out the time of sleep; Go's monotonic clock counts it on Windows,
// whose interrupt time goes on.
func awake() time.Duration {
	var ticks uint64 // of 100 ns
	_, _, _ = unbiased.Call(uintptr(unsafe.Pointer(&ticks)))
	return time.Duration(ticks) * 100
}

package app

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// systemVersion names the build, which tells Windows 10 (below 22000) from 11.
func systemVersion() string {
	v := windows.RtlGetVersion()
	return fmt.Sprintf("Windows %d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber)
}

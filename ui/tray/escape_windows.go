package tray

import "strings"

// escape doubles ampersands: in a Win32 menu a single one marks the access key and is not shown.
func escape(label string) string { return strings.ReplaceAll(label, "&", "&&") }

//go:build !windows && !darwin

package tray

import "strings"

// escape doubles underscores: in a dbusmenu label a single one marks the access key and is not shown.
func escape(label string) string { return strings.ReplaceAll(label, "_", "__") }

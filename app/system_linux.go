package app

import (
	"bytes"
	"os"
	"strings"
)

// systemVersion names the distribution, see os-release(5).
func systemVersion() string {
	text, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "Linux"
	}
	for line := range bytes.Lines(text) {
		if name, ok := strings.CutPrefix(string(line), "PRETTY_NAME="); ok {
			return strings.Trim(strings.TrimSpace(name), `"'`)
		}
	}
	return "Linux"
}

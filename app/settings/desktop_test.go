package settings

import (
	"strings"
	"testing"
)

func TestNotificationsAreOnUntilSwitchedOff(t *testing.T) {
	for text, want := range map[string]bool{
		"version = 1":            true,
		"version = 1\n[desktop]": true,
		"version = 1\n[desktop]\nnotifications = false": false,
	} {
		f, err := parse([]byte(text))
		if err != nil || len(f.errs) > 0 {
			t.Fatalf("%q: %v %v", text, err, f.errs)
		}
		if got := f.safe.Desktop.Notifications; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	s := Default()
	s.Desktop.Notifications = false
	if text, err := encode(s, nil); err != nil || !strings.Contains(string(text), "notifications = false") {
		t.Errorf("a new file says %v\n%s", err, text)
	}
}

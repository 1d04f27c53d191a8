package assets

import "testing"

func TestOnlyPlainVersionsAreRead(t *testing.T) {
	for text, want := range map[string]bool{
		"1.4.0": true, "0.0.0": true, "1.4.0-dev": true, "10.20.30-rc.1": true, "999999999.0.1": true,
		"": false, "1": false, "1.4": false, "1.4.0.0": false, "v1.4.0": false, "01.4.0": false, "1.4.-1": false, "1.4.+1": false,
		"1.4.0+build": false, "1.4.0-": false, "1.4.0-ä": false, " 1.4.0": false, "1.4.0\n": false, "1..0": false,
		"1000000000.0.0": false, "99999999999999999999.0.0": false, "1.4.x": false, "1.4.0-<b>": false, "dev": false, "1.٤.0": false,
	} {
		if _, ok := ParseVersion(text); ok != want {
			t.Errorf("%q is read: %v", text, ok)
		}
	}
}

func TestVersionsAreComparedByTheirNumbers(t *testing.T) {
	ascending := []string{"0.9.9", "0.10.0-dev", "0.10.0", "1.0.0", "1.4.0-rc.1", "1.4.0", "1.4.2", "1.4.10", "1.10.0", "2.0.0"}
	for i, old := range ascending {
		for j, version := range ascending {
			if got := NewerVersion(version, old); got != (j > i) {
				t.Errorf("%s is newer than %s: %v", version, old, got)
			}
		}
	}
	for _, pair := range [][2]string{{"1.4.0-dev", "1.4.0-rc.1"}, {"1.4.0-rc.1", "1.4.0-dev"}, {"dev", "1.0.0"}, {"1.0.0", "dev"}, {"", ""}} {
		if NewerVersion(pair[0], pair[1]) {
			t.Errorf("%q is newer than %q", pair[0], pair[1])
		}
	}
}

func FuzzParseVersion(f *testing.F) {
	for _, text := range []string{"1.4.0", "1.4.0-dev", "01.2.3", "1.2", "-1.2.3", "1.2.3-"} {
		f.Add(text, "1.4.0")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if NewerVersion(a, b) && NewerVersion(b, a) {
			t.Errorf("%q and %q are newer than each other", a, b)
		}
		if NewerVersion(a, a) {
			t.Errorf("%q is newer than itself", a)
		}
	})
}

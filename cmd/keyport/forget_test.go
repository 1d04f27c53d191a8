package main

import (
	"errors"
	"strings"
	"testing"

	"keyport/keystore"
)

// Who removes Keyport has to know whether keys are left, and how they go too.
func TestKeysThatStaySayHowTheyGo(t *testing.T) {
	for kind, want := range map[keystore.Kind]string{
		keystore.Locked:  "unlock it, then again: keyport forget --yes",
		keystore.Missing: "in a terminal of the desktop",
		keystore.Refused: "by hand",
		keystore.Unknown: "by hand",
	} {
		f := kept(&keystore.Error{Kind: kind, Op: "clear", Err: errors.New("cause")})
		if said := f.sentence + " " + f.hint; !strings.Contains(said, want) || strings.Contains(said, "cause") {
			t.Errorf("%v: %s", kind, said)
		}
	}
}

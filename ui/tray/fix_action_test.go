package tray

import (
	"testing"

	"keyport/app/control"
)

// What the running Keyport names as the action is what the fix row offers.
func TestFixFollowsTheActionOfTheProblem(t *testing.T) {
	for action, c := range map[control.Action]struct{ label, page string }{
		control.ActionTryAgain:     {"Try again now", ""},
		control.ActionTestAgain:    {"Test again", ""},
		control.ActionSessionKey:   {"Use a key for this session", control.PageKey},
		control.ActionNetworkProxy: {"Network proxy…", control.PageNetwork},
		control.ActionEnterKey:     {"Enter a new key…", control.PageKey},
		control.ActionFresh:        {"Start fresh", control.PageOverview}, // never at one click
		control.ActionShowApps:     {"Show the apps", control.PageApps},
	} {
		f, ok := fixOf(control.Status{State: control.StateAttention, Problems: []control.Problem{{Code: "x", Action: action}}})
		if !ok || f.label() != c.label || f.page() != c.page {
			t.Errorf("%s: %q on page %q, %v", action, f.label(), f.page(), ok)
		}
	}
}

package kit_test

import (
	"context"
	"testing"

	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestNamesAreFilledIn(t *testing.T) {
	windowtest.WantText(t, "one", kit.Listing([]string{"Zed"}), "Zed")
	windowtest.WantText(t, "three", kit.Listing([]string{"Code", "Zed", "Aider"}), "Code, Zed and Aider")
	windowtest.WantText(t, "text", kit.T("key.saved_end", "end", "a1b2"), "A key is saved, it ends in …a1b2.")
}

func TestAnErrorOfNobodysIsAFixedSentence(t *testing.T) {
	windowtest.WantText(t, "time-out", kit.Sentence(context.DeadlineExceeded), "Keyport did not answer in time. Try again.")
	windowtest.WantText(t, "unknown", kit.Sentence(context.Canceled), "Something went wrong inside Keyport. Its log says more.")
}

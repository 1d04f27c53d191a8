package window

import "testing"

func TestNamesAreFilledIn(t *testing.T) {
	wantText(t, "one", listing([]string{"Zed"}), "Zed")
	wantText(t, "three", listing([]string{"Code", "Zed", "Aider"}), "Code, Zed and Aider")
	wantText(t, "text", T("key.saved_end", "end", "a1b2"), "A key is saved, it ends in …a1b2.")
}

package window

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

// Whatever others write, the window shows letters: no picture is fetched, no
// link can be followed, nothing stands in another order than it was written in.
func TestHostileTextsAreShownAsTheyAre(t *testing.T) {
	hostile := windowtest.Hostile
	f := windowtest.WithApps()
	f.State.Sentence, f.State.Keychain = hostile, hostile
	f.State.Upstreams[0].LastError = hostile
	f.State.Problems = []control.Problem{{Code: "upstream", Sentence: hostile, Page: hostile}}
	f.Result = control.KeyResult{Code: "bad_answer", Sentence: hostile}
	f.Fail["RotateClient"] = &control.Error{Code: "x", Message: hostile}
	f.Fail["SaveSettings"] = errors.New(hostile)
	f.PutApp(hostile)
	b := open(t, f, on(control.PageKey))
	b.Tap("Check key")
	b.WantInert()
	b.WantSeen("&Quit", "![a](http://evil.example/x.png)")
	for _, page := range pages {
		b.w.Open(page.name)
		b.Settle()
		b.WantInert()
	}
	b.w.Open(control.PageNetwork)
	b.Write(b.Entry("Port"), "12000")
	b.Tap("Save")
	b.WantInert()
	b.w.Open(control.PageApps)
	test.Tap(b.Buttons("Details")[2])
	b.Settle()
	b.WantInert()
	b.Tap("Remove app")
	b.WantInert()
}

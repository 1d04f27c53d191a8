package kit_test

import (
	"testing"
	"time"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheSaveBarIsThereOnlyWhileSomethingWaits(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newBlank)
	if b.Button("Save") != nil || b.Button("Undo") != nil {
		t.Error("there is a bar before anything was typed")
	}
	room := p.Scroll.Size()
	b.Write(p.field, "Zed")
	b.WantSeen("The name becomes Zed.")
	if b.Button("Save") == nil || b.Button("Undo") == nil || b.Button("Save").Disabled() {
		t.Error("there is no Save and Undo although something waits")
	}
	if p.Scroll.Size().Height >= room.Height {
		t.Error("the bar covers the page")
	}
	b.Tap("Undo")
	b.WantUnseen("The name becomes")
	if b.Button("Save") != nil || p.Scroll.Size() != room {
		t.Error("the bar is still there")
	}
}

func TestWhatWasSavedIsSaidForAWhile(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newBlank)
	b.Write(p.field, "Zed")
	b.Tap("Save")
	p.Unsaved("")
	p.Saved(nil, "Saved.")
	b.WantSeen("Saved.")
	if b.Button("Save") != nil || b.Button("Undo") != nil {
		t.Error("the buttons are still there")
	}
	b.PassTime()
	b.WantUnseen("Saved.")
}

func TestTheNextEditTakesTheReportAway(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newBlank)
	p.Saved(nil, "Saved.")
	b.Write(p.field, "Zed")
	b.WantUnseen("Saved.")
	b.WantSeen("The name becomes Zed.")
	// The time of the report passes now, and takes nothing else away.
	b.PassTime()
	b.WantSeen("The name becomes Zed.")
}

func TestAFailedSaveKeepsItsReasonAndTheButtons(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newBlank)
	b.Write(p.field, "Zed")
	p.Saved(&control.Error{Code: "x", Message: "The disk is full."}, "Saved.")
	p.Unsaved("The name becomes Zed.") // news came
	b.WantSeen("The disk is full.")
	if b.Button("Save") == nil {
		t.Error("it cannot be tried again")
	}
	b.Write(p.field, "Aider")
	b.WantSeen("The name becomes Aider.")
	b.WantUnseen("The disk is full.")
}

func TestTheButtonsAreOffOnlyWhileSaving(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.NewFake(), newBlank)
	b.Write(p.field, "Zed")
	p.Busy.Start()
	if !b.Button("Save").Disabled() || p.CanSave() || !p.Busy.Spin.Visible() {
		t.Error("it can be saved twice")
	}
	p.Unsaved("")
	if b.Button("Save") == nil {
		t.Error("the bar goes while it turns")
	}
	p.Busy.Stop()
	if b.Button("Save") != nil {
		t.Error("the bar stays after saving")
	}
}

func TestTimePassesByTheClock(t *testing.T) {
	done := make(chan bool, 1)
	calls := kit.NewCalls(func(do func()) { do() })
	calls.After(time.Millisecond, func() { done <- true })
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Error("nothing was done")
	}
	calls.After(time.Hour, func() { t.Error("done after the end") })
	calls.Stop()
}

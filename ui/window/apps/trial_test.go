package apps

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/windowtest"
)

func TestTheStepsOfATestTickAsTheyEnd(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f)
	p.turn(newGuide(p, "Zed", "zed"))
	b.Settle()
	test.Tap(b.Button("Test as this app"))
	f.Steps <- control.Step{Name: "Model list", Running: true}
	pending := func(what, text string) {
		t.Helper()
		deadline := time.Now().Add(20 * time.Second)
		for !strings.Contains(b.Seen(), strings.ReplaceAll(text, " ", "")) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: %q did not come", what, text)
			}
			b.Step()
		}
	}
	pending("it begins", "Model list")
	b.WantUnseen("3 models.", "Test as this app")
	f.Steps <- control.Step{Name: "Model list", OK: true, Detail: "3 models."}
	pending("it ends", "3 models.")
	b.WantUnseen("Everything works. What")
	f.Steps <- control.Step{Name: "Responses", Running: true}
	f.Steps <- control.Step{Name: "Responses", Spare: true, Detail: "Not here."}
	close(f.Steps)
	b.Settle()
	b.WantSeen("Not here. The app works without it.", "Everything works. What Zed does now goes the same way.", "Test again")
	b.WantCalls("TestClient Zed zed")
}

func TestAFailedStepIsNotCalledGood(t *testing.T) {
	f := windowtest.WithApps()
	f.Steps <- control.Step{Name: "Chat", Running: true}
	f.Steps <- control.Step{Name: "Chat", Detail: "Add an API key."}
	close(f.Steps)
	b, p := open(t, f)
	p.turn(newGuide(p, "Zed", "zed"))
	b.Settle()
	b.Tap("Test as this app")
	b.WantSeen("Add an API key.", "Follow the advice at the failed step")
	b.WantUnseen("Everything works. What")
}

func TestATestIsStopped(t *testing.T) {
	for how, stop := range map[string]func(*windowtest.Bench, *page){
		"by its button": func(b *windowtest.Bench, _ *page) { b.Tap("Stop") },
		"by the page":   func(b *windowtest.Bench, _ *page) { b.Leave(); b.Settle() },
		"by going back": func(b *windowtest.Bench, p *page) { p.turn(p.list); b.Settle() },
	} {
		t.Run(how, func(t *testing.T) {
			f := windowtest.WithApps()
			b, p := open(t, f)
			g := newGuide(p, "Zed", "zed")
			p.turn(g)
			b.Settle()
			test.Tap(b.Button("Test as this app"))
			stop(b, p)
			select {
			case <-f.Stopped:
			case <-time.After(20 * time.Second):
				t.Fatal("it goes on")
			}
			windowtest.WantText(t, "what is said", g.trial.note.Text(), "The test was stopped.")
		})
	}
}

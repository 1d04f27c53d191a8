package window

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/ui/window/firstrun"
	"keyport/ui/window/windowtest"
)

// firstStart is a Keyport that nobody has set up.
func firstStart() *windowtest.Fake {
	f := windowtest.NewFake()
	f.State.State = control.StateSetup
	f.View.Settings.Upstreams = []control.Account{windowtest.OpenAIAccount()}
	f.State.Upstreams = []control.Upstream{{Name: "openai", Kind: "openai", Key: control.KeyMissing}}
	f.PutApp("VS Code")
	f.Catalogue = []control.Model{{ID: "gpt-1", Chat: true}}
	return f
}

func TestAFirstStartIsLedThrough(t *testing.T) {
	f := firstStart()
	b := open(t, f)
	b.WantSeen("Welcome to Keyport", "Paste the key of your account")
	b.WantUnseen("General") // no list of pages to get lost in
	b.w.press(&desktop.CustomShortcut{KeyName: fyne.Key2, Modifier: fyne.KeyModifierShortcutDefault})
	b.WantSeen("Welcome to Keyport")
	b.Tap("Skip setup")
	b.WantUnseen("Welcome to Keyport")
	b.WantSeen("General")
	windowtest.WantText(t, "page", b.w.page(), pages[0].name)
	if b.Button("Add your API key") == nil { // the page of the whole says what is missing
		t.Errorf("nothing leads to the key:\n%s", b.Seen())
	}

	again := newWindow(b.App, Options{API: f, State: f.State}, func(func()) {})
	if again.guide != nil {
		t.Error("it comes again although it was put away")
	}
}

func TestTheFirstRunGoesOnWhereItWasLeft(t *testing.T) {
	f := firstStart()
	b := open(t, f)
	b.Tap("Skip this step")
	b.Tap("Next")
	windowtest.WantText(t, "step", b.w.guide.Step(), firstrun.StepApp)
	again := newWindow(b.App, Options{API: f, State: f.State}, func(func()) {})
	if again.guide == nil || again.guide.Step() != firstrun.StepApp {
		t.Error("it begins anew")
	}
}

func TestWhoIsSetUpSeesNoFirstRun(t *testing.T) {
	now := time.Now()
	for name, change := range map[string]func(f *windowtest.Fake, o *Options){
		"a key is there": func(f *windowtest.Fake, _ *Options) { f.State.State = control.StateReady },
		"an app was used": func(f *windowtest.Fake, _ *Options) {
			f.State.Clients = []control.Client{{Name: "Zed", LastUsed: &now}}
		},
		"a page was asked for": func(_ *windowtest.Fake, o *Options) { o.Page = control.PageNetwork },
	} {
		t.Run(name, func(t *testing.T) {
			f := firstStart()
			b := open(t, f, func(o *Options) { change(f, o) })
			b.WantUnseen("Welcome to Keyport")
		})
	}
}

func TestAskingForAPageEndsTheFirstRunForNow(t *testing.T) {
	b := open(t, firstStart())
	b.w.Open(control.PageKey) // that is its first step
	b.WantSeen("Welcome to Keyport")
	b.w.Open(control.PageNetwork)
	b.WantUnseen("Welcome to Keyport")
	windowtest.WantText(t, "page", b.w.page(), control.PageNetwork)
	windowtest.WantText(t, "remembered", b.App.Preferences().String(prefFirst), firstrun.StepKey)
}

func TestOnlyWhatStopsTheFirstRunIsABanner(t *testing.T) {
	f := firstStart()
	f.State.Problems = []control.Problem{{Code: "no_tray", Sentence: "No tray."}}
	b := open(t, f)
	windowtest.WantText(t, "banner", b.w.banner.text(), "")
	f.With(func(_ *control.Settings, st *control.Status) {
		st.Problems = []control.Problem{{Code: "keychain_locked", Sentence: "Your keychain is locked.", Blocking: true, Page: control.PageKey}}
	})
	b.Followed()
	b.WantSeen("Your keychain is locked.")
}

func TestTheFirstRunIsUsableInEveryLanguageAndByTab(t *testing.T) {
	speaking(t, func(t *testing.T, language string) {
		f := firstStart()
		f.Found = []control.FoundKey{{Variable: "GROQ_API_KEY", Provider: "groq", End: "a1b2"}}
		b := open(t, f)
		b.Win.Resize(leastSize)
		for at := range 5 {
			b.Settle()
			step := b.w.guide.Step()
			if least := b.Win.Content().MinSize(); least.Width > leastSize.Width || least.Height > leastSize.Height {
				t.Errorf("%s needs %v", step, least)
			}
			layOut(b.Win.Content())
			windowtest.Walk(b.Win.Content(), func(o fyne.CanvasObject) {
				if cut := cutText(o, language != "longer"); cut != "" {
					t.Errorf("%s: %q is cut", step, cut)
				}
			})
			b.Win.Resize(fyne.NewSize(leastSize.Width, 1200)) // all of it in sight
			layOut(b.Win.Content())
			wantOrder(t, b.Win.Canvas(), controls(b.Win.Content()))
			b.Win.Resize(leastSize)
			if at < 4 {
				test.Tap(nextButton(t, b))
			}
		}
	})
}

// nextButton is the last button: whatever it is called, it goes on.
func nextButton(t *testing.T, b *bench) fyne.Tappable {
	t.Helper()
	all := controls(b.Win.Content())
	next, ok := all[len(all)-1].what.(fyne.Tappable)
	if !ok {
		t.Fatalf("%v is no button", all[len(all)-1])
	}
	return next
}

package window

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheWorstProblemIsTheBanner(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Problems = []control.Problem{
		{Code: "keychain_locked", Sentence: "Your keyring is locked.", Blocking: true, Page: control.PageKey},
		{Code: "no_tray", Sentence: "Your desktop shows no tray icons."},
	}
	b := open(t, f)
	b.WantSeen("Your keyring is locked.")
	b.WantUnseen("Your desktop shows no tray icons.")
	if b.w.banner.dismiss.Visible() {
		t.Error("what blocks can be put away")
	}

	f.With(func(_ *control.Settings, st *control.Status) { st.Problems = st.Problems[1:] })
	b.Followed()
	b.WantUnseen("Your keyring is locked.")
	b.WantSeen("Your desktop shows no tray icons.")
	test.Tap(b.w.banner.dismiss)
	windowtest.WantText(t, "banner", b.w.banner.text(), "")

	f.With(func(_ *control.Settings, st *control.Status) { st.Problems = nil })
	b.Followed()
	windowtest.WantText(t, "banner", b.w.banner.text(), "")
}

func TestTheBannerLeadsToThePageThatHelps(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Problems = []control.Problem{{Code: "port_taken", Sentence: "Port 11434 is used by Ollama.", Blocking: true, Page: control.PageNetwork}}
	b := open(t, f)
	test.Tap(b.w.banner.button)
	windowtest.WantText(t, "page", b.w.page(), control.PageNetwork)
	b.WantSeen("Port 11434 is used by Ollama.")
	if b.w.banner.button.Visible() {
		t.Error("the banner leads to the page that is open already")
	}
}

func TestTheBannerHelpsRightThere(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Problems = []control.Problem{{Code: "keychain_locked", Short: "Locked", Sentence: "Your keychain is locked.", Means: "Requests are refused.", Blocking: true, Action: control.ActionUnlock, Second: control.ActionSessionKey}}
	b := open(t, f, on(control.PageModels))
	b.WantSeen("Your keychain is locked.", "Requests are refused.")
	b.Tap("Unlock…")
	b.WantCalls("AskKeychain")
	windowtest.WantText(t, "page", b.w.page(), control.PageModels)
	b.Tap("Use a key for this session")
	windowtest.WantText(t, "page", b.w.page(), control.PageKey)
}

// The page of the whole tells the worst problem itself, larger.
func TestAProblemIsNotToldTwiceOnOnePage(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.State, f.State.Sentence = control.StateBlocked, "Your keychain is locked"
	f.State.Problems = []control.Problem{
		{Code: "keychain_locked", Short: "Your keychain is locked", Sentence: "Your keychain is locked.", Means: "Requests are refused.", Blocking: true, Action: control.ActionUnlock},
		{Code: "no_tray", Short: "No tray", Sentence: "Your desktop shows no tray icons.", Action: control.ActionTrayHelp, Second: control.ActionDismiss},
	}
	b := open(t, f, on(control.PageOverview))
	windowtest.WantText(t, "banner", b.w.banner.text(), "Your desktop shows no tray icons.")
	if n := len(b.Buttons("Unlock…")); n != 1 {
		t.Errorf("it is offered %d times", n)
	}
	b.w.Open(control.PageModels)
	windowtest.WantText(t, "banner", b.w.banner.text(), "Your keychain is locked.")
}

func TestPagesAreReachedByKeys(t *testing.T) {
	b := open(t, windowtest.WithAccount())
	if len(pages) != len(pageKeys) {
		t.Fatalf("%d pages, but %d keys", len(pages), len(pageKeys))
	}
	for i, key := range pageKeys {
		b.shortcut(key)
		windowtest.WantText(t, "page", b.w.page(), pages[i].name)
	}
	b.w.Open(control.PageKey)
	b.Tap("Remove key")
	b.shortcut(fyne.Key2)
	windowtest.WantText(t, "page behind a question", b.w.page(), control.PageKey)
}

func TestAnOpenListGoesWithItsPage(t *testing.T) {
	b := open(t, windowtest.WithAccount(), on(control.PageGeneral))
	var list fyne.Tappable
	windowtest.Walk(b.w.slot, func(o fyne.CanvasObject) {
		if _, ok := o.(interface{ SelectedIndex() int }); ok {
			list = o.(fyne.Tappable)
		}
	})
	test.Tap(list)
	if b.Win.Canvas().Overlays().Top() == nil {
		t.Fatal("the list is not open")
	}
	b.w.Open(control.PageKey)
	if b.Win.Canvas().Overlays().Top() != nil {
		t.Error("the list stays open over another page")
	}
}

func TestFindIsOfferedToThePageInSight(t *testing.T) {
	b := open(t, windowtest.WithAccount())
	b.shortcut(fyne.KeyF) // no page takes it: nothing happens
	found := 0
	b.w.pages[b.w.current] = finder{b.w.pages[b.w.current], &found}
	b.shortcut(fyne.KeyF)
	if found != 1 {
		t.Errorf("find was asked for %d times", found)
	}
}

// finder is a page in which something can be found.
type finder struct {
	kit.Page
	found *int
}

func (f finder) Find() { *f.found++ }

func TestOldPageNamesLeadToWhatTheyBecame(t *testing.T) {
	for old, now := range map[string]string{"connection": control.PageNetwork, "parameters": control.PageModels} {
		b := open(t, windowtest.WithAccount(), on(old))
		windowtest.WantText(t, "page", b.w.page(), now)
	}
}

func TestEveryPageHasAWordAndAPicture(t *testing.T) {
	order := control.Pages()
	last := -1
	for _, p := range pages {
		if at := slices.Index(order, p.name); at <= last {
			t.Errorf("%s is not in its place", p.name)
		} else {
			last = at
		}
		if kit.Icon(p.icon).Name() == theme.QuestionIcon().Name() {
			t.Errorf("%s has no picture", p.name)
		}
		if word := "page." + p.name; assets.T(word) == word {
			t.Errorf("%s has no word", p.name)
		}
	}
}

func TestControlWClosesTheWindow(t *testing.T) {
	b := open(t, windowtest.WithAccount())
	ended := false
	b.Host.App = quitting{b.App, &ended}
	b.shortcut(fyne.KeyW)
	if !ended {
		t.Error("the window is still there")
	}
}

func TestWhatWasShownGoesWithItsPage(t *testing.T) {
	b := open(t, windowtest.WithApps(), on(control.PageApps))
	b.Tap("Details")
	b.Tap("Show")
	b.WantSeen("http://127.0.0.1:11434/secret-of-Code")
	b.w.Open(control.PageKey)
	b.w.Open(control.PageApps)
	if strings.Contains(b.Markup(), "secret-of-Code") {
		t.Error("the address is still there after another page")
	}
	test.Tap(b.Button("Show"))
	b.w.Open(control.PageKey)
	b.Settle()
	b.w.Open(control.PageApps)
	b.WantUnseen("secret-of-Code")
	windowtest.WantText(t, "title", b.Win.Title(), "Keyport")
}

func TestSeveralPagesCanHaveUnsavedChanges(t *testing.T) {
	b := open(t, windowtest.WithRules(), on(control.PageModels))
	b.Tap("Rules")
	b.Write(b.EntryShowing("0.6"), "0.9")
	b.w.Open(control.PageThinking)
	b.Checks("Answers start inside a thought")[0].SetChecked(true)
	b.Tap("Save")
	b.Followed()
	b.w.Open(control.PageModels)
	b.EntryShowing("0.9")
	b.Tap("Save")
	want := windowtest.MixedRules()
	want[1].Force["temperature"] = 0.9
	if got := b.LastSaved().Rules; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
	if !b.LastSaved().Think.StartsInThought {
		t.Error("the other page's change is lost")
	}
}

func TestTheWindowComesBackAsItWasLeft(t *testing.T) {
	b := open(t, windowtest.WithAccount())
	b.w.Open(control.PageThinking)
	b.Win.Resize(fyne.NewSize(800, 700))
	b.w.close()
	again := newWindow(b.App, Options{API: b.Fake}, func(func()) {})
	windowtest.WantText(t, "page", again.page(), control.PageThinking)
	if got := again.win.Canvas().Size(); got != fyne.NewSize(800, 700) {
		t.Errorf("size %v", got)
	}
}

func TestEveryPageFitsTheSmallestWindow(t *testing.T) {
	f := windowtest.WithRules()
	f.PutApp("Code")
	f.State.Problems = []control.Problem{{Code: "no_tray", Sentence: "Your desktop shows no tray icons. Keyport lives in this window; closing it keeps Keyport running.", Page: "key"}}
	b := open(t, f)
	for _, page := range pages {
		b.w.Open(page.name)
		if got := b.Win.Content().MinSize(); got.Width > leastSize.Width || got.Height > leastSize.Height {
			t.Errorf("%s needs %v", page.name, got)
		}
	}
}

func TestNothingCanBeSavedBeforeTheSettingsAreThere(t *testing.T) {
	f := windowtest.WithRules()
	f.Fail["WaitStatus"] = &control.Error{Code: control.CodeNotRunning}
	b := open(t, f)
	b.Until("the loss is noticed", func() bool { return b.w.gone })
	for _, page := range pages {
		b.w.Open(page.name)
		if b.Button("Save") != nil {
			t.Errorf("%s offers to save", page.name)
		}
		if b.Button("Undo") != nil {
			t.Errorf("%s has something to undo", page.name)
		}
	}
	b.WantUnseen("Try without a key")
}

// Other languages need about 40 % more room than English.
func TestPagesFitWithLongerWords(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	f := windowtest.WithRules()
	f.PutApp("Code")
	b := open(t, f)
	for _, page := range pages {
		b.w.Open(page.name)
		if got := b.Win.Content().MinSize(); got.Width > leastSize.Width {
			t.Errorf("%s needs %v", page.name, got)
		}
	}
}

// Pages are tested alone, in the room that they are given here at least.
func TestThePageRoomOfTheSmallestWindow(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Problems = []control.Problem{{Code: "no_tray", Sentence: "Your desktop shows no tray icons. Keyport lives in this window; closing it keeps Keyport running.", Page: control.PageNetwork}}
	b := open(t, f)
	b.Win.Resize(leastSize)
	room := b.w.slot.Size()
	if least := windowtest.PageRoom; room.Width < least.Width || room.Height < least.Height {
		t.Errorf("a page has %v, not %v", room, least)
	}
	for _, p := range pages {
		b.w.Open(p.name)
		if got := b.w.slot.MinSize(); got.Width > windowtest.PageRoom.Width || got.Height > windowtest.PageRoom.Height {
			t.Errorf("%s needs %v", p.name, got)
		}
	}
}

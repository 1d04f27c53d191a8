package window

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// fullFake has much of everything, and names that are too long for any column.
func fullFake() *windowtest.Fake {
	const long = "a-name-that-goes-on-and-on-and-finds-no-end-in-any-column-of-this-window-preview"
	f := busyFake()
	f.PutApp("An app with quite a long name, 40 letters")
	f.View.Settings.Aliases = []control.Alias{{Name: "fast", Model: long}, {Name: long, Model: "fast"}}
	at := time.Now().Add(-time.Hour)
	f.Lists = []control.ModelList{{Upstream: "openai", Models: 45, Fetched: &at}, {Upstream: "other", Error: "The provider refused the key. Enter a new one on the API key page.", Code: "no_key"}}
	for i := range 45 {
		f.Catalogue = append(f.Catalogue, control.Model{ID: fmt.Sprint("gpt-", i), Upstream: "openai", Context: 128_000, Chat: true, Tools: true, Vision: true, Thinking: true, Listed: true})
	}
	f.Catalogue[1].ID, f.Catalogue[2].Target = long, long
	for i := range 30 {
		f.Rows = append(f.Rows, control.ActivityRow{
			ID: uint64(i + 1), Start: at, App: "Zed", Way: control.WayPassword, Route: "POST chat/completions", Asked: "fast", Used: long,
			Account: "openai", Outcome: control.OutcomeProviderError, Status: 502, Code: "upstream_rate_limited", First: 100_000, Took: 1_000_000, TokensIn: 1_000_000, TokensOut: 96_000,
		})
	}
	f.Details[30] = control.ActivityDetail{Changes: []control.ActivityChange{{What: control.ChangeForced, Name: "temperature", After: "0.6", Rule: 2, RuleModels: long}}}
	return f
}

var troubles = []control.Problem{
	{Code: "upstream_key_rejected", Short: "The provider refused your key", Sentence: "The provider of the account openai refused the key that ends in …a1b2.", Means: "It may be deleted, expired or of another project. Requests are refused until there is another one.", Blocking: true, Action: control.ActionEnterKey, Second: control.ActionCheckKey},
	{Code: "no_tray", Short: "No tray", Sentence: "Your desktop shows no tray icons. Keyport lives in this window.", Action: control.ActionTrayHelp, Second: control.ActionDismiss},
	{Code: "keychain_locked", Short: "Your keychain is locked", Sentence: "Your keychain is locked.", Means: "Requests are refused until it is open again.", Blocking: true, Action: control.ActionUnlock, Second: control.ActionSessionKey},
	{Code: "none", Short: "Something without a button", Sentence: "Something is wrong that no button mends, and the sentence that says it takes more than one line of this window."},
}

// rowsOf is the list of the page in sight.
func rowsOf(b *bench) (found *widget.List) {
	windowtest.Walk(b.w.slot, func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.List); ok {
			found = l
		}
	})
	return found
}

// Fyne lays out only one of several containers whose parts have changed at a
// time, so that what came late stood on what was there: "45 models from openai"
// on the first of them. Here every page is looked at while things come and go.
func TestNothingStandsOnAnythingElse(t *testing.T) {
	speaking(t, func(t *testing.T, language string) {
		sizes := []fyne.Size{leastSize}
		if language == assets.English {
			sizes = append(sizes, firstSize)
		}
		for _, size := range sizes {
			t.Run(fmt.Sprint(size.Width), func(t *testing.T) {
				f := fullFake()
				b := open(t, f)
				b.Win.Resize(size)
				look := func(state string) {
					t.Helper()
					b.Draw()
					for _, fault := range b.Collisions() {
						t.Errorf("%s, %s: %s", b.w.page(), state, fault)
					}
				}
				tap := func(word string, more ...any) {
					t.Helper()
					b.Tap(kit.T(word, more...))
					look("after " + word)
				}
				turn := func(page string) {
					t.Helper()
					b.w.Open(page)
					b.Draw()
					look("at first")
					b.Settle()
					look("with everything")
				}

				turn(control.PageOverview)
				tap("overview.test")
				for _, p := range troubles {
					f.With(func(_ *control.Settings, st *control.Status) {
						st.State, st.Sentence, st.Problems = control.StateBlocked, p.Short, []control.Problem{p}
						st.Upstreams = slices.Clone(st.Upstreams)
						st.Upstreams[0].Trouble = p.Code
					})
					b.Followed()
					look(p.Code)
				}
				turn(control.PageKey)
				tap("key.check")
				turn(control.PageApps)
				tap("apps.details")
				tap("apps.back")
				tap("apps.connect")
				test.Tap(nextButton(t, b))
				turn(control.PageNetwork)
				b.Write(b.Entry(kit.T("network.port")), "80")
				look("with a wrong port")
				turn(control.PageModels)
				b.Write(b.EntryShowing(kit.T("models.search")), "nonsense")
				look("with nothing found")
				tap("models.tab.names")
				tap("names.add")
				tap("models.tab.rules")
				tap("params.add")
				turn(control.PageThinking)
				tap("think.add")
				tap("bench.play")
				turn(control.PageActivity)
				b.Until("the requests are there", func() bool { return rowsOf(b) != nil })
				look("with requests")
				f.Happen(func() {
					f.Live = []control.ActivityRow{{ID: 99, Start: time.Now(), App: "Zed", Asked: "gpt", Used: "gpt", Outcome: control.OutcomeRunning}}
				})
				b.Until("it runs", func() bool { return rowsOf(b).Length() == 31 })
				look("with a running request")
				rows := rowsOf(b) // in a small window the details take its place
				for _, chosen := range []int{0, 3} {
					rows.Select(chosen)
					b.Settle()
					look("with a request open")
				}
				f.With(func(_ *control.Settings, st *control.Status) {
					until := time.Now().Add(time.Minute)
					st.CaptureUntil = &until
				})
				b.Followed()
				look("while recording")
				turn(control.PageGeneral)
				tap("general.export.do")
				tap("general.reset.do")
				b.Press(fyne.KeyEscape)
				turn(control.PageAbout)
			})
		}
	})
}

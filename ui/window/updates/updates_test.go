package updates

import (
	"net/url"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// both is a page with the switch and the news on it.
type both struct {
	tell *Switch
	news *News
	box  fyne.CanvasObject
}

func (b *both) Content() fyne.CanvasObject { return b.box }
func (b *both) Load()                      { b.Show() }
func (b *both) Leave()                     {}
func (b *both) Show() {
	b.tell.Update()
	b.news.Update()
}

func open(t *testing.T, f *windowtest.Fake) (*windowtest.Bench, *both) {
	t.Helper()
	return windowtest.Open(t, f, func(h *kit.Host) *both {
		b := &both{tell: NewSwitch(h), news: NewNews(h)}
		b.box = container.New(&kit.Column{Width: kit.ColumnWidth}, b.tell.Box, b.news.Box)
		return b
	})
}

func TestACopyWithoutUpdateNoticesShowsNothing(t *testing.T) {
	b, p := open(t, windowtest.WithAccount())
	b.WantUnseen("Tell me about new versions", "Look now")
	if p.tell.Box.Visible() || p.news.Box.Visible() {
		t.Error("there is something of updates")
	}
}

func TestTheSwitchSaysWhatIsSentAndSavesAtOnce(t *testing.T) {
	b, p := open(t, windowtest.WithUpdates())
	b.WantSeen("updates.example", "sees your internet address", "Nothing is downloaded or installed.")
	if p.tell.check.Checked {
		t.Error("it is on by itself")
	}
	p.tell.check.SetChecked(true)
	b.Settle()
	if !b.LastSaved().Updates.Notify {
		t.Error("it is not saved")
	}
	b.WantCalls("SaveSettings")
	b.Fake.With(func(s *control.Settings, _ *control.Status) { s.Updates.Notify = false }) // by the command line
	b.Followed()
	if p.tell.check.Checked {
		t.Error("it does not follow the settings")
	}
}

func TestASwitchThatCannotBeSavedGoesBack(t *testing.T) {
	f := windowtest.WithUpdates()
	f.Fail["SaveSettings"] = &control.Error{Code: control.CodeReadOnly, Message: "A newer Keyport wrote the settings file."}
	b, p := open(t, f)
	p.tell.check.SetChecked(true)
	b.Settle()
	b.WantSeen("A newer Keyport wrote the settings file.")
	if p.tell.check.Checked {
		t.Error("it looks as if it were on")
	}
}

func TestLookNowSaysWhatIsFound(t *testing.T) {
	f := windowtest.WithUpdates()
	b, p := open(t, f)
	b.WantSeen("Not looked yet.")
	b.Tap("Look now")
	b.WantCalls("CheckUpdates")
	b.WantSeen("No newer version is known.")
	if p.news.page.Visible() {
		t.Error("there is a way to a page of nothing")
	}
	f.News = &control.Release{Version: "1.4.0", Date: "2026-01-31", Notes: "https://example.org/1.4.0"}
	b.Tap("Look now")
	b.Followed()
	b.WantSeen("Version 1.4.0 is available.", "2026-01-31")
	opened := ""
	b.Host.Browse = func(u *url.URL) error { opened = u.String(); return nil }
	b.Tap("See what is new")
	windowtest.WantText(t, "the page", opened, "https://example.org/1.4.0")
	f.News = &control.Release{Version: "1.4.1", Date: "2026-01-31", Notes: "https://example.org/1.4.1", Urgent: true}
	b.Tap("Look now")
	b.Followed()
	b.WantSeen("endangers your keys")
}

func TestALookInVainIsSaidToWhoHasAsked(t *testing.T) {
	f := windowtest.WithUpdates()
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	f.State.Updates.Failed, f.State.Updates.Tried = true, &noon // by itself
	f.Fail["CheckUpdates"] = &control.Error{Code: control.CodeUnreachable, Message: "updates.example could not be asked."}
	b, _ := open(t, f)
	b.WantUnseen("could not be asked", "Not looked yet.", "No newer version")
	b.Tap("Look now")
	b.WantSeen("updates.example could not be asked.")
}

func TestHostileWordsOfANoticeAreInert(t *testing.T) {
	f := windowtest.WithUpdates()
	f.State.Updates.Host = windowtest.Hostile
	f.State.Updates.Newer = &control.Release{Version: windowtest.Hostile, Date: windowtest.Hostile, Notes: windowtest.Hostile}
	b, _ := open(t, f)
	b.Host.Browse = func(u *url.URL) error { t.Errorf("opened %s", u); return nil }
	b.Tap("See what is new")
	b.WantInert()
}

func TestItFits(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	f := windowtest.WithUpdates()
	f.State.Updates.Newer = &control.Release{Version: "10.20.30", Date: "2026-01-31", Notes: "https://example.org", Urgent: true}
	b, _ := open(t, f)
	b.WantFits(windowtest.PageRoom)
}

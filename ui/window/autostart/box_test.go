package autostart

import (
	"net/url"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// page is the box alone.
type page struct{ *Box }

func (p page) Content() fyne.CanvasObject { return p.Box.Content }
func (p page) Load()                      {}
func (p page) Show()                      {}

func open(t *testing.T, f *windowtest.Fake) (*windowtest.Bench, page) {
	t.Helper()
	b, p := windowtest.Open(t, f, func(h *kit.Host) page { return page{New(h)} })
	b.Settle()
	return b, p
}

func (p page) tap(b *windowtest.Bench) {
	test.Tap(p.check)
	b.Settle()
}

func (p page) want(t *testing.T, ticked bool) {
	t.Helper()
	if p.check.Checked != ticked {
		t.Errorf("the tick is %v", p.check.Checked)
	}
}

func TestATickSwitchesStartAtLogin(t *testing.T) {
	b, p := open(t, windowtest.NewFake())
	p.want(t, false)
	b.WantCalls() // to show it changes nothing
	p.tap(b)
	p.want(t, true)
	p.tap(b)
	p.want(t, false)
	b.WantCalls("SetAutostart true", "SetAutostart false")
}

func TestItShowsWhatTheSystemSaysNow(t *testing.T) {
	f := windowtest.NewFake()
	b, p := open(t, f)
	f.Lock()
	f.Login = control.Autostart{State: control.AutostartOn, Starts: true} // by another program
	f.Unlock()
	b.Leave()
	b.Enter()
	b.Settle()
	p.want(t, true)
	b.WantCalls()
}

func TestWhatTheSystemSwitchedOffIsShownAndStays(t *testing.T) {
	f := windowtest.NewFake()
	f.Login = control.Autostart{State: control.AutostartBlocked, Sentence: "Switched off in Windows Settings.", SystemPage: "ms-settings:startupapps"}
	f.Stays = true
	b, p := open(t, f)
	p.want(t, false)
	b.WantSeen("Switched off in Windows Settings.")
	opened := ""
	p.open = func(page *url.URL) error {
		opened = page.String()
		return nil
	}
	b.Tap("Open")
	windowtest.WantText(t, "the page", opened, "ms-settings:startupapps")
	p.tap(b)
	p.want(t, false)
	b.WantSeen("Switched off in Windows Settings.")

	// The person switches it on there, and the box follows.
	f.Lock()
	f.Login = control.Autostart{State: control.AutostartOn, Starts: true}
	f.Unlock()
	b.PassTime()
	p.want(t, true)
	b.WantUnseen("Switched off")
	b.WantCalls("SetAutostart true")
}

func TestOutOfSightNothingIsAsked(t *testing.T) {
	f := windowtest.NewFake()
	f.Login.State = control.AutostartBlocked
	b, p := open(t, f)
	b.Leave()
	asked := p.asked
	b.PassTime()
	if p.asked != asked {
		t.Error("it was asked")
	}
}

func TestAnotherCopyCanBeReplacedOrSwitchedOff(t *testing.T) {
	for name, c := range map[string]struct {
		starts bool
		do     func(*windowtest.Bench, page)
		call   string
	}{
		"this one":   {true, func(b *windowtest.Bench, _ page) { b.Tap("Start this one") }, "SetAutostart true"},
		"off":        {true, func(b *windowtest.Bench, p page) { p.tap(b) }, "SetAutostart false"},
		"a lost one": {false, func(b *windowtest.Bench, p page) { p.tap(b) }, "SetAutostart true"},
	} {
		t.Run(name, func(t *testing.T) {
			f := windowtest.NewFake()
			f.Login = control.Autostart{State: control.AutostartElsewhere, Starts: c.starts, Sentence: "Another one."}
			b, p := open(t, f)
			p.want(t, c.starts)
			b.WantSeen("Another one.")
			c.do(b, p)
			b.WantCalls(c.call)
			b.WantUnseen("Another one.")
		})
	}
}

func TestWhatCannotBeSwitchedSaysWhy(t *testing.T) {
	f := windowtest.NewFake()
	f.Login = control.Autostart{State: control.AutostartUnavailable, Sentence: "The folder cannot be written."}
	f.Fail["SetAutostart"] = &control.Error{Code: control.CodeAutostart, Message: "The folder still cannot be written."}
	b, p := open(t, f)
	b.WantSeen("The folder cannot be written.")
	p.tap(b)
	p.want(t, false)
	b.WantSeen("The folder still cannot be written.")

	f = windowtest.NewFake()
	f.Fail["Autostart"] = &control.Error{Code: control.CodeNotRunning, Message: "Keyport is not running."}
	b, p = open(t, f)
	p.want(t, false)
	b.WantSeen("Keyport is not running.")
}

func TestTheBoxFitsAndIsInert(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	for _, state := range []control.AutostartState{control.AutostartBlocked, control.AutostartElsewhere, control.AutostartUnavailable, control.AutostartOff} {
		f := windowtest.NewFake()
		f.Login = control.Autostart{State: state, Sentence: windowtest.Hostile, SystemPage: "ms-settings:startupapps"}
		b, _ := open(t, f)
		b.WantInert()
		f.Login.Sentence = assets.T("autostart.error.bad_path", "path", "/home/somebody/a folder/with-a-rather-long-name-without-any-space-in-it-so-that-it-has-to-be-broken-somewhere/keyport")
		b.Enter()
		b.Settle()
		b.WantFits(fyne.NewSize(500, 400))
	}
}

package apps

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func open(t *testing.T, f *windowtest.Fake) (*windowtest.Bench, *page) {
	t.Helper()
	b, p := windowtest.Open(t, f, newPage)
	b.Settle()
	return b, p
}

func TestTheListTellsOfEveryApp(t *testing.T) {
	f := windowtest.WithApps()
	long := time.Date(2024, 3, 5, 12, 0, 0, 0, time.Local)
	f.State.Clients[0].LastUsed, f.State.Clients[0].Requests = &long, 7
	f.View.Settings.Clients[1].Kind = "zed"
	b, _ := open(t, f)
	b.WantSeen("Last used 2024-03-05, requests since Keyport started: 7", "Zed · Not used yet", "other ·")
	f.With(func(s *control.Settings, st *control.Status) { s.Clients[1].Off = true })
	b.Followed()
	b.WantSeen("Zed · Switched off")
	f.With(func(s *control.Settings, st *control.Status) { s.Clients, st.Clients = nil, nil })
	b.Followed()
	b.WantSeen("No app may use Keyport yet.")
}

func TestAnAppIsSwitchedOffInTheList(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f)
	test.Tap(p.list.shown[1].on)
	b.Settle()
	b.Followed()
	b.WantCalls("ChangeClient Zed off=true")
	b.WantSeen("Switched off")

	f.Fail["ChangeClient"] = &control.Error{Code: control.CodeReadOnly, Message: "The disk is full."}
	test.Tap(p.list.shown[0].on)
	b.Settle()
	b.WantSeen("The disk is full.")
	if !p.list.shown[0].on.Checked {
		t.Error("the switch says that the app is off, and it is not")
	}
}

func TestAnAppIsConnected(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f)
	b.Tap("Connect an app")
	b.WantSeen("Found on this computer", "The agent panel of Zed.", "All programs", "Aider in the terminal.")
	tiles := p.now.(*choice).tiles
	tiles[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	name := p.now.(*start).name
	windowtest.WantText(t, "the name that is offered", name.Text, "Zed 2")
	b.Tap("Continue")
	b.Followed()
	b.WantCalls("AddClient Zed 2", "ChangeClient Zed 2 kind=zed")
	b.WantSeen("Connect Zed 2", "Everything works with zed.", "But not all of it.", "Open the settings.", "‹app password›", "Checked with version 1.")
	b.WantUnseen("kp-", "Look here.", "Put it back.")
	b.Tap("When it does not work")
	b.Tap("How to undo it")
	b.WantSeen("Look here.", "Put it back.")
	b.Tap("Back")
	b.WantSeen("Connect an app")
}

func TestAnAppThatWaitsIsNotMadeTwice(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Clients[0].Kind = "aider"
	b, p := open(t, f)
	b.Tap("Connect an app")
	test.Tap(p.now.(*choice).tiles[1])
	b.Settle()
	b.WantSeen("Connect Code")
	b.WantCalls()
}

func TestANewAppsNameIsChecked(t *testing.T) {
	for typed, want := range map[string]string{
		"  ":                    "Enter a name of 1 to 40 characters.",
		strings.Repeat("ä", 41): "Enter a name of 1 to 40 characters.",
		"zed":                   "There is already an app called Zed.",
	} {
		t.Run(typed, func(t *testing.T) {
			b, p := open(t, windowtest.WithApps())
			p.turn(newStart(p, p.cards[0]))
			s := p.now.(*start)
			b.WantUnseen("Enter a name", "already an app") // nothing is red before anything was typed
			b.Write(s.name, typed)                         // and leave the field
			windowtest.WantText(t, "message", s.field.Note.Text(), want)
			b.Tap("Continue")
			b.WantCalls()
		})
	}
}

func TestWhatIsCopiedIsFilledInAndShownNowhere(t *testing.T) {
	b, p := open(t, windowtest.WithApps())
	p.turn(newGuide(p, "Zed", "zed"))
	b.Settle()
	b.Tap("Copy")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "kp-password-of-Zed")
	b.WantSeen("Copied. Treat it like a password.")
	if strings.Contains(b.Markup(), "kp-password") {
		t.Error("the password is on the window")
	}
	test.Tap(b.Buttons("Copy")[1])
	b.Settle()
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "kp-base-of-Zed")
	b.Fake.Fail["GuideValue"] = &control.Error{Code: control.CodeKeychainLocked, Message: "Your login keyring is locked."}
	b.Tap("Copy")
	b.WantSeen("Your login keyring is locked.")
}

func TestAGuideFollowsThePort(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f)
	p.turn(newGuide(p, "Zed", "zed"))
	b.Settle()
	b.WantSeen("http://127.0.0.1:11434")
	f.With(func(_ *control.Settings, st *control.Status) { st.Address = "http://127.0.0.1:12000" })
	b.Followed()
	b.WantSeen("http://127.0.0.1:12000")
	b.WantUnseen("11434")
}

func TestCursorIsNotConnected(t *testing.T) {
	b, p := open(t, windowtest.WithApps())
	b.Tap("Connect an app")
	test.Tap(p.now.(*choice).tiles[2])
	b.Settle()
	b.WantSeen("Everything works with cursor.", "Look here.") // the fake's first sentence, and its lines unfolded
	b.WantUnseen("Test as this app", "How to undo it")
	b.WantCalls()
	b.Tap("Back")
	b.WantSeen("All programs")
}

func TestAPageFitsWithLongerWords(t *testing.T) {
	for _, longer := range []bool{false, true} {
		for name, make := range map[string]func(*page) view{
			"list":   func(p *page) view { return p.list },
			"choice": func(p *page) view { return newChoice(p) },
			"name":   func(p *page) view { return newStart(p, p.cards[0]) },
			"guide":  func(p *page) view { return newGuide(p, "Zed", "zed") },
			"cursor": func(p *page) view { return newGuide(p, "", "cursor") },
			"detail": func(p *page) view { return newDetail(p, "Zed") },
		} {
			t.Run(name, func(t *testing.T) {
				if longer {
					t.Cleanup(assets.Lengthen(0.4))
				}
				b, p := open(t, windowtest.WithApps())
				p.turn(make(p))
				b.Settle()
				b.Win.Resize(windowtest.PageRoom)
				b.WantFits(windowtest.PageRoom)
			})
		}
	}
}

func TestTabReachesEverythingInOrder(t *testing.T) {
	b, p := open(t, windowtest.WithApps())
	p.turn(newDetail(p, "Zed"))
	b.Settle()
	d := p.now.(*detail)
	var order []fyne.Focusable
	c := b.Win.Canvas()
	for range 40 {
		c.FocusNext()
		if len(order) > 0 && c.Focused() == order[0] {
			break
		}
		order = append(order, c.Focused())
	}
	at := func(w fyne.Focusable) int {
		for i, o := range order {
			if o == w {
				return i
			}
		}
		t.Errorf("%T is not reached", w)
		return -1
	}
	last := -1
	for _, w := range []fyne.Focusable{d.on, d.access.address.Eye, d.access.password.Eye, d.name, d.origins, d.cursor} {
		if i := at(w); i <= last {
			t.Errorf("%T comes too early", w)
		} else {
			last = i
		}
	}
	p.turn(newChoice(p))
	for _, w := range p.now.(*choice).tiles {
		c.Focus(w)
		if !w.focused {
			t.Error("a card takes no focus")
		}
	}
}

func TestHostileNamesAreLetters(t *testing.T) {
	f := windowtest.WithApps()
	f.PutApp(windowtest.Hostile)
	f.Cards[0].Title, f.Cards[0].About = windowtest.Hostile, windowtest.Hostile
	b, p := open(t, f)
	for _, v := range []view{
		p.list, newChoice(p), newStart(p, p.cards[1]), newGuide(p, windowtest.Hostile, windowtest.Hostile), newDetail(p, windowtest.Hostile),
	} {
		p.turn(v)
		b.Settle()
		b.WantInert()
	}
}

func TestNothingIsShownUnlessAsked(t *testing.T) {
	b, p := open(t, windowtest.WithApps())
	for _, v := range []view{p.list, newChoice(p), newGuide(p, "Zed", "zed"), newDetail(p, "Zed")} {
		p.turn(v)
		b.Settle()
		for _, s := range []string{"secret-of-", "kp-"} {
			if strings.Contains(b.Markup(), s) {
				t.Errorf("%T shows %s", v, s)
			}
		}
	}
	if title := b.Win.Title(); strings.Contains(title, "kp-") {
		t.Error("the title of the window holds a password")
	}
	var _ kit.Enterer = p
}

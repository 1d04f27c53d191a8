package network

import (
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheAddressIsShownAsItWillBe(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Listen = control.Listen{Port: 12000, Prefix: "/work"}
	b, p := windowtest.Open(t, f, newPage)
	windowtest.WantText(t, "port", p.port.entry.Text, "12000")
	b.WantSeen("http://127.0.0.1:12000/work/v1")
	b.Write(p.prefix.entry, "/home")
	b.WantSeen("http://127.0.0.1:12000/home/v1")
	b.Write(p.port.entry, "x")
	b.WantUnseen("http://127.0.0.1:12000/home/v1")
}

func TestAPortChangeNamesTheAppsBeforeAndAfter(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	b.Write(p.port.entry, "12000")
	b.WantSeen("Port changes from 11434 to 12000. Code and Zed must be changed too.")
	b.Tap("Save")
	b.WantSeen("Saved. Change the address in Code and Zed too")
	if got := b.LastSaved().Listen; got.Port != 12000 || got.Prefix != "" {
		t.Errorf("saved %+v", got)
	}
	if len(b.LastSaved().Upstreams) != 1 || len(b.LastSaved().Clients) != 2 {
		t.Errorf("the rest of the settings was changed: %+v", b.LastSaved())
	}
}

func TestUndoGivesTheSavedAddressBack(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	if b.Button("Undo") != nil {
		t.Error("there is something to undo at first")
	}
	b.Write(p.port.entry, "12000")
	b.Tap("Undo")
	windowtest.WantText(t, "port", p.port.entry.Text, "11434")
	b.WantUnseen("must be changed")
	b.WantCalls()
}

func TestAWrongPortIsSaidWhenTheFocusLeaves(t *testing.T) {
	for _, typed := range []string{"", "abc", "0", "65536", "-1", "11434.5"} {
		t.Run(typed, func(t *testing.T) {
			b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
			b.Win.Canvas().Focus(p.port.entry)
			p.port.entry.SetText(typed)
			windowtest.WantText(t, "message while typing", p.port.field.Note.Text(), "")
			if p.port.entry.Validator != nil { // Fyne shows a tick then while a wrong value is typed
				t.Error("Fyne judges the port, too")
			}
			b.Win.Canvas().Unfocus()
			windowtest.WantText(t, "message", p.port.field.Note.Text(), "Enter a number from 1024 to 65535.")
			b.Tap("Save")
			b.WantCalls()
			if b.Win.Canvas().Focused() != p.port.entry {
				t.Error("the focus is not in the field that is wrong")
			}
		})
	}
}

func TestWhatIsWrongWithTheAddressStandsUnderItsField(t *testing.T) {
	for name, place := range map[string]func(*page) *kit.Field{
		"listen.port":   func(p *page) *kit.Field { return p.port.field },
		"listen.prefix": func(p *page) *kit.Field { return p.prefix.field },
	} {
		t.Run(name, func(t *testing.T) {
			f := windowtest.WithApps()
			f.Fail["SaveSettings"] = windowtest.Invalid(name, "This cannot be used.")
			b, p := windowtest.Open(t, f, newPage)
			b.Write(p.port.entry, "80")
			b.Tap("Save")
			windowtest.WantText(t, "message", place(p).Note.Text(), "This cannot be used.")
			windowtest.WantText(t, "what was typed", p.port.entry.Text, "80")
		})
	}
}

func TestAFlagThatDecidesThePortIsNamed(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Overridden = map[string]string{"listen.port": "--listen"}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("In this run --listen decides.")
}

func TestNewsLeaveTheTypedPortAlone(t *testing.T) {
	f := windowtest.WithApps()
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.port.entry, "12000")
	f.With(func(s *control.Settings, _ *control.Status) {
		s.Clients = append(s.Clients, control.App{Name: "Aider"})
	})
	b.Followed()
	windowtest.WantText(t, "port", p.port.entry.Text, "12000")
	b.WantSeen("Port changes from 11434 to 12000. Code, Zed and Aider must be changed too.")
}

func TestWhatIsAllowedButUnwiseIsSaidUnderItsField(t *testing.T) {
	f := windowtest.WithAccount()
	f.View.Warnings = []control.FieldError{{Field: "listen.port", Message: "Ports below 1024 need administrator rights."}}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("Ports below 1024 need administrator rights.")
}

func TestSavingSaysFromWhereToWhere(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Write(p.prefix.entry, "/work")
	b.WantSeen("The address changes from http://127.0.0.1:11434 to http://127.0.0.1:11434/work.")
	b.Write(p.port.entry, "x")
	b.WantSeen("There are changes that are not saved yet.")
}

func TestEveryMessageStandsUnderItsFieldWhenTheFocusLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		field *func(*page) *input
		typed string
		want  string
	}{
		"prefix without slash": {in(func(p *page) *input { return p.prefix }), "work", "Start with / and use letters, digits, -, _ and single slashes."},
		"prefix of the API":    {in(func(p *page) *input { return p.prefix }), "/v1", "This word is already used by the API."},
		"long prefix":          {in(func(p *page) *input { return p.prefix }), "/" + strings.Repeat("x", 64), "At most 64 characters."},
		"host with a star":     {in(func(p *page) *input { return p.fixed[2] }), "*.local", "Enter an exact host name without port. No * and no leading dot."},
		"no size":              {in(func(p *page) *input { return p.fixed[3] }), "big", "Enter a size from 1000 bytes to 1GiB."},
		"a size too large":     {in(func(p *page) *input { return p.fixed[3] }), "2GiB", "Enter a size from 1000 bytes to 1GiB."},
		"too many at once":     {in(func(p *page) *input { return p.fixed[4] }), "1001", "Enter a number from 1 to 1000."},
		"words per minute":     {in(func(p *page) *input { return p.fixed[5] }), "many", "Enter a number from 0 to 100000; 0 is no limit."},
		"no time":              {in(func(p *page) *input { return p.own[1] }), "long", "Enter a time like 90s or 10m."},
		"a time too long":      {in(func(p *page) *input { return p.own[2] }), "48h", "Enter a time above 0 and up to 24h, for example 10m."},
	} {
		t.Run(name, func(t *testing.T) {
			b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
			p.limits.Open()
			p.providers.Open()
			i := (*c.field)(p)
			b.Win.Canvas().Focus(i.entry)
			i.entry.SetText(c.typed)
			windowtest.WantText(t, "message while typing", i.field.Note.Text(), "")
			b.Win.Canvas().Unfocus()
			windowtest.WantText(t, "message", i.field.Note.Text(), c.want)
			b.Tap("Save")
			b.WantCalls()
			if b.Win.Canvas().Focused() != i.entry {
				t.Error("the focus is not in the field that is wrong")
			}
			b.Tap("Undo")
			windowtest.WantText(t, "message after undoing", i.field.Note.Text(), "")
		})
	}
}

func in(f func(*page) *input) *func(*page) *input { return &f }

func TestATakenPortNamesItsHolderAndOffersAnother(t *testing.T) {
	f := windowtest.WithApps()
	f.Ports = map[int]control.PortAnswer{
		12000: {Sentence: "Port 12000 is taken by Ollama (process 4312).", FreePort: 12001},
		50000: {OK: true, Note: "Another program may grab this port at times."},
	}
	b, p := windowtest.Open(t, f, newPage)
	b.Write(p.port.entry, "12000")
	b.Settle()
	b.WantSeen("Port 12000 is taken by Ollama (process 4312).")
	b.Tap("Use 12001")
	windowtest.WantText(t, "port", p.port.entry.Text, "12001")
	b.WantUnseen("is taken by Ollama")
	b.Write(p.port.entry, "50000")
	b.Settle()
	b.WantSeen("Another program may grab this port at times.", "Port changes from 11434 to 50000.")
	b.Write(p.port.entry, "11434")
	b.Settle()
	b.WantUnseen("may grab", "Port changes")
}

func TestIPv6IsSwitchedAtOnce(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Listen.IPv6 = true
	f.State.Listening = []string{"127.0.0.1:11434", "[::1]:11434"}
	b, p := windowtest.Open(t, f, newPage)
	if !p.ipv6.Checked {
		t.Fatal("it is not on")
	}
	p.ipv6.SetChecked(false)
	b.Settle()
	if b.LastSaved().Listen.IPv6 || len(b.LastSaved().Clients) != 2 {
		t.Errorf("%+v", b.LastSaved().Listen)
	}
	b.WantUnseen("must be changed")
	f.Lock()
	f.Fail["SaveSettings"] = &control.Error{Code: control.CodeReadOnly, Message: "The disk is full."}
	f.Unlock()
	p.ipv6.SetChecked(true)
	b.Settle()
	b.WantSeen("The disk is full.")
	if p.ipv6.Checked {
		t.Error("it shows what is not saved")
	}
}

func TestAComputerWithoutIPv6IsToldSo(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Listen.IPv6 = true
	f.State.Listening = []string{"127.0.0.1:11434"}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("This computer has no IPv6; nothing to do.")
	f.With(func(_ *control.Settings, s *control.Status) { s.Problems = []control.Problem{{Code: "port_half"}} })
	b.Followed()
	b.WantUnseen("This computer has no IPv6")
}

func TestTheWayToAProviderIsChosen(t *testing.T) {
	f := windowtest.WithAccount()
	b, p := windowtest.Open(t, f, newPage)
	f.With(func(_ *control.Settings, s *control.Status) {
		s.Problems = []control.Problem{{Code: "network_proxy", Action: control.ActionNetworkProxy}}
	})
	b.Followed()
	b.WantSeen("Network proxy", "That of the system") // it opens for the problem
	p.proxies[0].way.SetSelected("Another one")
	b.Tap("Save")
	b.WantSeen("Enter it like http://host:port.")
	b.WantCalls()
	b.Write(p.proxies[0].input.entry, "http://proxy:8080")
	b.Write(p.own[1].entry, "90s")
	b.Tap("Save")
	u := b.LastSaved().Upstreams[0]
	if u.Proxy != "http://proxy:8080" || time.Duration(u.FirstByteTimeout) != 90*time.Second || u.URL == "" {
		t.Errorf("%+v", u)
	}
	p.proxies[0].way.SetSelected("None")
	b.Tap("Save")
	if got := b.LastSaved().Upstreams[0].Proxy; got != "none" {
		t.Errorf("%q", got)
	}
}

func TestThePageFitsWithLongerWords(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	p.limits.Open()
	p.providers.Open()
	b.WantFits(windowtest.PageRoom)
}

func TestOnlyAppsThatAreOnHaveToBeChanged(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Clients[0].Off = true
	b, _ := windowtest.Open(t, f, newPage)
	b.Write(b.Entry("Port"), "12000")
	b.WantSeen("Port changes from 11434 to 12000. Zed must be changed too.")
	b.WantUnseen("Code")
}

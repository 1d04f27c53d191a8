package network

import (
	"testing"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheAddressIsShownAsItWillBe(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Listen = control.Listen{Port: 12000, Prefix: "/work"}
	b, p := windowtest.Open(t, f, newPage)
	windowtest.WantText(t, "port", p.port.Text, "12000")
	b.WantSeen("http://127.0.0.1:12000/work/v1")
	b.Write(p.prefix, "/home")
	b.WantSeen("http://127.0.0.1:12000/home/v1")
	b.Write(p.port, "x")
	b.WantUnseen("http://127.0.0.1:12000/home/v1")
}

func TestAPortChangeNamesTheAppsBeforeAndAfter(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
	b.Write(p.port, "12000")
	b.WantSeen("Code and Zed must be changed to the new address after saving.")
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
	b.Write(p.port, "12000")
	b.Tap("Undo")
	windowtest.WantText(t, "port", p.port.Text, "11434")
	b.WantUnseen("must be changed")
	b.WantCalls()
}

func TestAWrongPortIsSaidWhenTheFocusLeaves(t *testing.T) {
	for _, typed := range []string{"", "abc", "0", "65536", "-1", "11434.5"} {
		t.Run(typed, func(t *testing.T) {
			b, p := windowtest.Open(t, windowtest.WithApps(), newPage)
			b.Win.Canvas().Focus(p.port)
			p.port.SetText(typed)
			windowtest.WantText(t, "message while typing", p.portField.Note.Text(), "")
			b.Win.Canvas().Unfocus()
			windowtest.WantText(t, "message", p.portField.Note.Text(), "Enter a number from 1024 to 65535.")
			b.Tap("Save")
			b.WantCalls()
			if b.Win.Canvas().Focused() != p.port {
				t.Error("the focus is not in the field that is wrong")
			}
		})
	}
}

func TestWhatIsWrongWithTheAddressStandsUnderItsField(t *testing.T) {
	for name, place := range map[string]func(*page) *kit.Field{
		"listen.port":   func(p *page) *kit.Field { return p.portField },
		"listen.prefix": func(p *page) *kit.Field { return p.prefixField },
	} {
		t.Run(name, func(t *testing.T) {
			f := windowtest.WithApps()
			f.Fail["SaveSettings"] = windowtest.Invalid(name, "This cannot be used.")
			b, p := windowtest.Open(t, f, newPage)
			b.Write(p.port, "80")
			b.Tap("Save")
			windowtest.WantText(t, "message", place(p).Note.Text(), "This cannot be used.")
			windowtest.WantText(t, "what was typed", p.port.Text, "80")
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
	b.Write(p.port, "12000")
	f.With(func(s *control.Settings, _ *control.Status) {
		s.Clients = append(s.Clients, control.App{Name: "Aider"})
	})
	b.Followed()
	windowtest.WantText(t, "port", p.port.Text, "12000")
	b.WantSeen("Code, Zed and Aider must be changed to the new address after saving.")
}

func TestWhatIsAllowedButUnwiseIsSaidUnderItsField(t *testing.T) {
	f := windowtest.WithAccount()
	f.View.Warnings = []control.FieldError{{Field: "listen.port", Message: "Ports below 1024 need administrator rights."}}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("Ports below 1024 need administrator rights.")
}

func TestSavingSaysFromWhereToWhere(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Write(p.prefix, "/work")
	b.WantSeen("The address changes from http://127.0.0.1:11434 to http://127.0.0.1:11434/work.")
	b.Write(p.port, "x")
	b.WantSeen("There are changes that are not saved yet.")
}

func TestOnlyAppsThatAreOnHaveToBeChanged(t *testing.T) {
	f := windowtest.WithApps()
	f.View.Settings.Clients[0].Off = true
	b, _ := windowtest.Open(t, f, newPage)
	b.Write(b.Entry("Port"), "12000")
	b.WantSeen("Zed must be changed to the new address after saving.")
	b.WantUnseen("Code")
}

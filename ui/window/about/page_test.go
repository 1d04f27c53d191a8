package about

import (
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

func TestDiagnosticsAreCopiedWithWhatTheWindowKnows(t *testing.T) {
	b, _ := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.Tap("Copy diagnostics")
	b.WantSeen("Copied.")
	got := b.App.Clipboard().Content()
	if !strings.HasPrefix(got, "keyport    1.2.3\nwindow     ") || !strings.Contains(got, ", scale 1, ") || !strings.HasSuffix(got, "\n") {
		t.Errorf("%q", got)
	}
}

func TestTheVersionAndTheSettingsFileAreShown(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Program, f.State.Settings = "1.2.3", "/home/me/settings.toml"
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("1.2.3", "/home/me/settings.toml", "Ctrl+")
}

func TestLicencesAreShownWhenAsked(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.WantUnseen("Permission is hereby granted")
	b.Tap("Show licences")
	b.WantSeen("Permission is hereby granted")
	found := 0
	for i, name := range p.licences.which.Options {
		if strings.HasPrefix(name, "fyne.io/fyne/v2") {
			p.licences.which.SetSelectedIndex(i)
			found++
			b.WantSeen("fyne.io/fyne/v2 v2.", "Redistribution and use")
		}
	}
	if found == 0 {
		t.Error("nothing of Fyne")
	}
	b.Tap("Hide licences")
	b.WantUnseen("Permission is hereby granted")
}

func TestANewerVersionIsShown(t *testing.T) {
	f := windowtest.WithUpdates()
	f.State.Updates.Newer = &control.Release{Version: "1.4.0", Date: "2026-01-31", Notes: "https://example.org"}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("Version 1.4.0 is available.", "See what is new", "Look now")
	b, _ = windowtest.Open(t, windowtest.WithAccount(), newPage)
	b.WantUnseen("Look now")
}

// "Get the newer version" leads here.
func TestACopyThatCannotLookForVersionsSaysWhereTheyComeFrom(t *testing.T) {
	f := windowtest.WithAccount()
	b, _ := windowtest.Open(t, f, newPage)
	b.WantUnseen("It is updated by whoever it came from.")
	f.State.Problems = []control.Problem{{Code: "settings_newer", Action: control.ActionNewerVersion}}
	b, _ = windowtest.Open(t, f, newPage)
	b.WantSeen("It is updated by whoever it came from.")
}

func TestThePageFits(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	b, _ := windowtest.Open(t, windowtest.WithUpdates(), newPage)
	b.Tap(assets.T("about.licence.show"))
	b.WantFits(windowtest.PageRoom)
}

func TestHostileTextsAreInert(t *testing.T) {
	f := windowtest.WithAccount()
	f.State.Program, f.State.Settings = windowtest.Hostile, windowtest.Hostile
	b, _ := windowtest.Open(t, f, newPage)
	b.WantInert()
}

package window

import (
	"testing"

	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

func TestTheWindowFollowsTheLanguage(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	f := windowtest.WithApps()
	f.State.Language = "en"
	b := open(t, f)
	b.w.Open(control.PageGeneral)
	b.WantSeen("Begin anew", "API key")
	f.With(func(_ *control.Settings, st *control.Status) { st.Language = "de" })
	b.Followed()
	windowtest.WantText(t, "page", b.w.page(), control.PageGeneral)
	b.WantSeen("Neu beginnen", "API-Schlüssel")
	b.WantUnseen("Begin anew")
	b.w.Open(control.PageNetwork)
	b.WantSeen("http://127.0.0.1:11434/v1") // the new pages know the settings
}

func TestALanguageThatWasKnownBeforeIsSpokenAtOnce(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	f := windowtest.WithApps()
	f.State.Language = "de"
	b := open(t, f, func(o *Options) { o.State = f.State })
	first := b.w.pages[0]
	b.WantSeen("API-Schlüssel")
	f.With(func(*control.Settings, *control.Status) {})
	b.Followed()
	if b.w.pages[0] != first {
		t.Error("the pages were made twice")
	}
}

func TestTheFirstRunFollowsTheLanguage(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	f := firstStart()
	b := open(t, f)
	b.Tap("Skip this step")
	f.With(func(_ *control.Settings, st *control.Status) { st.Language = "de" })
	b.Followed()
	b.WantSeen("Willkommen bei Keyport", "Ihre Modelle")
}

func TestTheWindowFollowsTheLook(t *testing.T) {
	f := windowtest.WithApps()
	b := open(t, f)
	background := func() (light bool) {
		r, _, _, _ := b.App.Settings().Theme().Color(theme.ColorNameBackground, theme.VariantDark).RGBA()
		return r > 0x8000
	}
	hidden := b.w.pages[len(b.w.pages)-1]
	for _, look := range []string{"light", "dark", "system"} {
		f.With(func(_ *control.Settings, st *control.Status) { st.Look = look })
		b.Followed()
		if got := background(); got != (look == "light") {
			t.Errorf("%s: a light background is %v", look, got)
		}
		if got := b.App.Settings().Theme().(kit.Look).Choice; got != look {
			t.Errorf("choice %q", got)
		}
		if now := b.w.pages[len(b.w.pages)-1]; look == "light" && now == hidden {
			t.Error("pages out of sight keep the pictures of a dark window")
		}
	}
}

package app

import (
	"testing"

	"keyport/app/settings"
	"keyport/assets"
)

// The tray asks package assets whenever it draws, so what counts is that the
// state is a new one and that the sentences are in the new language by then.
func TestLanguageAndLookFollowTheSettingsAtOnce(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	dir := home(t)
	opts := options(dir)
	opts.Language = "de_AT.UTF-8"
	r := begin(t, dir, opts)

	choose := func(language, look string) {
		t.Helper()
		before := r.status()
		if err := r.edit(func(s *settings.Settings) { s.Desktop = settings.Desktop{Language: language, Look: look} }); err != nil {
			t.Fatal(err)
		}
		after := r.status()
		if after.Version == before.Version {
			t.Error("nobody is told")
		}
		if after.Look != look {
			t.Errorf("look %q, want %q", after.Look, look)
		}
	}
	speaks := func(tag, sentence string) {
		t.Helper()
		if got := r.status().Language; got != tag {
			t.Errorf("the language is %q, want %q", got, tag)
		}
		if got := assets.T("cancel"); got != sentence {
			t.Errorf("it says %q, want %q", got, sentence)
		}
	}
	speaks("de", "Abbrechen")
	choose("en", "dark")
	speaks("en", "Cancel")
	choose("de", "light")
	speaks("de", "Abbrechen")
	choose(settings.FromSystem, "system")
	speaks("de", "Abbrechen")
}

package app

import (
	"keyport/app/settings"
	"keyport/assets"
)

// languageOf gives the language that Keyport speaks under these settings, on a
// system of that language: a tag that package assets has.
func languageOf(s settings.Settings, system string) string {
	if tag := s.Desktop.Language; tag != "" && tag != settings.FromSystem {
		return assets.Nearest(tag)
	}
	return assets.Nearest(system)
}

func (k *Keyport) languageOf(s settings.Settings) string { return languageOf(s, k.opts.Language) }

// speak makes this program speak the language of the settings. The tray and the
// window follow by the state, which names the language too.
func (k *Keyport) speak() { assets.SetLanguage(k.languageOf(k.effective())) }

package app

import (
	"keyport/app/settings"
	"keyport/assets"
)

// languageOf gives the language that Keyport speaks under these settings: a tag
// that package assets has.
func (k *Keyport) languageOf(s settings.Settings) string {
	if tag := s.Desktop.Language; tag != "" && tag != settings.FromSystem {
		return assets.Nearest(tag)
	}
	return assets.Nearest(k.opts.Language)
}

// speak makes this program speak the language of the settings. The tray and the
// window follow by the state, which names the language too.
func (k *Keyport) speak() { assets.SetLanguage(k.languageOf(k.effective())) }

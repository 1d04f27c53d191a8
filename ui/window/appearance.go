package window

import (
	"fyne.io/fyne/v2/theme"

	"keyport/assets"
	"keyport/ui/window/kit"
)

// paint follows the person's choice of light or dark, and says whether the colours are others now.
func (w *Window) paint(look string) bool {
	if look == w.look {
		return false
	}
	was := theme.Color(theme.ColorNameBackground)
	w.look = look
	w.host.App.Settings().SetTheme(kit.Look{Theme: theme.DefaultTheme(), Choice: look})
	return theme.Color(theme.ColorNameBackground) != was
}

// speak follows the language that Keyport speaks, "" when that is not known, and
// says whether it is another one than before.
func (w *Window) speak(language string) bool {
	if language == "" || language == w.language {
		return false
	}
	w.language = language
	assets.SetLanguage(language)
	return true
}

// rebuild draws everything anew, for another language or other colours: Fyne
// repaints only what is in sight, and a picture on another page would stay white
// on white. What was typed and not saved is lost; who changes the language or the
// look has just chosen it in a list.
func (w *Window) rebuild() {
	at := w.current
	w.host.Dismiss()
	w.pages[at].Leave()
	if w.guide != nil {
		w.guide.Leave()
	}
	w.build()
	w.nav.Select(at)
	if w.host.Session.Loaded {
		w.settingsChanged()
	}
	if w.guide != nil {
		w.begin(w.guide.Step())
	}
}

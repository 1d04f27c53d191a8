package kit

import (
	"net/url"

	"fyne.io/fyne/v2"

	"keyport/app/control"
)

// Host is what a page is given: Keyport, the window it stands in, and the ways
// out of the page. Everything in it belongs to the user interface's goroutine.
type Host struct {
	Session *Session
	Calls   *Calls
	App     fyne.App
	Win     fyne.Window
	// Open turns to another page, one of control.Page...; an unknown name changes nothing.
	Open func(page string)
	// Browse shows a page of the web in the person's browser.
	Browse func(page *url.URL) error

	asked *Question
}

// NewHost connects a window with Keyport. ui takes a function to the goroutine that may touch widgets: fyne.Do.
func NewHost(app fyne.App, win fyne.Window, api control.API, ui func(func())) *Host {
	calls := NewCalls(ui)
	return &Host{Session: NewSession(api, calls), Calls: calls, App: app, Win: win, Open: func(string) {}, Browse: app.OpenURL}
}

// Copy puts a text, often a secret, on the clipboard.
func (h *Host) Copy(text string) { h.App.Clipboard().SetContent(text) }

// Focus puts the cursor where something is to be entered.
func (h *Host) Focus(field fyne.Focusable) { h.Win.Canvas().Focus(field) }

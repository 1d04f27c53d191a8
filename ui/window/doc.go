// Package window is Keyport's window: a frame with four pages that show the
// settings and the state of the running Keyport and hand changes back to it.
// It talks to control.API alone. It refuses to know the keychain, the settings
// file, the proxy and the display: whoever creates the fyne.App decides what it
// is drawn on, so that every page is tested without a screen.
package window

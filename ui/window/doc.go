// Package window is the frame of Keyport's window: the list of pages, the slot
// that shows one of them, the banner above it and the status line below. It is
// the only one that knows which pages there are. It talks to control.API alone and
// refuses to know the keychain, the settings file, the proxy and the display:
// whoever creates the fyne.App decides what it is drawn on, so that every page is
// tested without a screen.
package window

// Package assets holds what Keyport shows and does not compute: the icon of each
// state, the icon of the program, and every sentence for people in the person's
// language. Pictures are drawn beforehand by gen from the SVG sources, so no
// program of Keyport carries a rasterizer for its tray. The package is a leaf:
// it knows no state machine and no toolkit, only names and bytes.
package assets

//go:generate go run ./gen

import _ "embed"

// The states of the tray icon. Each is a shape of its own, because a colour
// alone says nothing to many people and nothing at all in the macOS menu bar.
const (
	Starting  = "starting"  // key, hollow
	Setup     = "setup"     // key, hollow, with a plus
	Ready     = "ready"     // key, solid
	Working   = "working"   // key with a dot
	Paused    = "paused"    // key with two bars
	Attention = "attention" // key with an exclamation mark
	Blocked   = "blocked"   // key, struck
	Open      = "open"      // key with waves
)

// States lists the states that have an icon.
func States() []string {
	return []string{Starting, Setup, Ready, Working, Paused, Attention, Blocked, Open}
}

// Icon gives the tray icon of a state in the form that this system's tray takes:
// PNG with 44 pixels on Linux and the BSDs, PNG with 32 pixels on macOS, ICO with
// 16 to 64 pixels on Windows. An unknown state gets the icon of Attention. The
// bytes are shared: do not change them.
func Icon(state string) []byte { return trayIcon(state) }

// TemplateIcon gives the icon of a state as a macOS template image (PNG, 32
// pixels: black and alpha, which the menu bar paints in its own colour); nil on
// the other systems, which have no such thing.
func TemplateIcon(state string) []byte { return templateIcon(state) }

//go:embed app/keyport-512.png
var appPNG []byte

//go:embed app/keyport.svg
var appSVG []byte

//go:embed tray/ready.svg
var readySVG []byte

// TrayDrawing gives the tray icon of Ready as SVG in its own colour, to show what to look for. Do not change the bytes.
func TrayDrawing() []byte { return readySVG }

// AppIcon gives the icon of the program as PNG with 512 pixels. Do not change the bytes.
func AppIcon() []byte { return appPNG }

// AppIconSVG gives the icon of the program as SVG. Do not change the bytes.
func AppIconSVG() []byte { return appSVG }

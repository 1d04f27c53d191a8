//go:build !windows && !darwin

package assets

import "embed"

// One picture per state: the tray protocol of the freedesktop world takes several
// sizes, the library sends one. 44 pixels is a panel's 22 at scale 2, and what a
// panel at scale 1 halves without blur.
//
//go:embed tray/png/*-44.png
var trayFiles embed.FS

func trayIcon(state string) []byte {
	data, err := trayFiles.ReadFile("tray/png/" + state + "-44.png")
	if err != nil {
		data, _ = trayFiles.ReadFile("tray/png/" + Attention + "-44.png")
	}
	return data
}

func templateIcon(string) []byte { return nil }

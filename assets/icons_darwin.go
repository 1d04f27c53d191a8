package assets

import "embed"

// 32 pixels are the 16 points of the menu bar at scale 2, the scale of every screen Apple sells.
//
//go:embed tray/png/*-32.png tray/template/*-32.png
var trayFiles embed.FS

func trayIcon(state string) []byte { return picture("png", state) }

func templateIcon(state string) []byte { return picture("template", state) }

func picture(kind, state string) []byte {
	data, err := trayFiles.ReadFile("tray/" + kind + "/" + state + "-32.png")
	if err != nil {
		data, _ = trayFiles.ReadFile("tray/" + kind + "/" + Attention + "-32.png")
	}
	return data
}

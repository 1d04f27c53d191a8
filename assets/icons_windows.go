package assets

import "embed"

//go:embed tray/ico/*.ico
var trayFiles embed.FS

func trayIcon(state string) []byte {
	data, err := trayFiles.ReadFile("tray/ico/" + state + ".ico")
	if err != nil {
		data, _ = trayFiles.ReadFile("tray/ico/" + Attention + ".ico")
	}
	return data
}

func templateIcon(string) []byte { return nil }

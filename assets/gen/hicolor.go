package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// hicolorSizes are the sizes in pixels that desktops look for: menus, task bars,
// docks and software centres, at scale 1 and 2.
var hicolorSizes = []int{16, 22, 24, 32, 48, 64, 128, 256, 512}

// Hicolor draws the icon of the program as a part of the theme hicolor, which
// every Linux desktop falls back to: names below share/icons, and their bytes.
// Packages are built with it; nothing of it is committed.
func Hicolor(root, name string) (map[string][]byte, error) {
	drawing, err := os.ReadFile(filepath.Join(root, "app", "keyport.svg"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"hicolor/scalable/apps/" + name + ".svg": drawing}
	for _, size := range hicolorSizes {
		picture, err := Draw(drawing, size)
		if err != nil {
			return nil, err
		}
		files[fmt.Sprintf("hicolor/%dx%[1]d/apps/%s.png", size, name)] = encode(picture)
	}
	return files, nil
}

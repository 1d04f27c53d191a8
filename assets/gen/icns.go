package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
)

// icnsKinds are the entries of the macOS icon that hold a PNG everywhere, by
// their size in pixels. The small ones for scale 1 (icp4, icp5) are left out: the
// Finder shows them garbled when they are PNG, and shrinks the next larger one
// when they are missing.
var icnsKinds = []struct {
	kind string
	size int
}{
	{"ic11", 32},   // 16 points at scale 2
	{"ic12", 64},   // 32 points at scale 2
	{"ic07", 128},  // 128 points
	{"ic13", 256},  // 128 points at scale 2
	{"ic08", 256},  // 256 points
	{"ic14", 512},  // 256 points at scale 2
	{"ic09", 512},  // 512 points
	{"ic10", 1024}, // 512 points at scale 2
}

// bodySize is how many of 1024 pixels the shape of a macOS icon takes up; the
// rest is air, so that icons stand in line in the Dock. (Apple, Human Interface
// Guidelines, App icons.)
const bodySize = 824

// ICNS packs pictures, by their size in pixels, into a macOS icon.
func ICNS(pictures map[int]*image.NRGBA) []byte {
	var entries bytes.Buffer
	for _, k := range icnsKinds {
		body := encode(pictures[k.size])
		entries.WriteString(k.kind)
		_ = binary.Write(&entries, binary.BigEndian, uint32(8+len(body)))
		entries.Write(body)
	}
	out := binary.BigEndian.AppendUint32([]byte("icns"), uint32(8+entries.Len()))
	return append(out, entries.Bytes()...)
}

// macIcon is the name of the icon for macOS below the assets folder.
const macIcon = "app/keyport.icns"

// MacIcon draws the icon for macOS of the assets folder root. It is apart from
// Files because packing its large pictures takes as long as all the others.
func MacIcon(root string) ([]byte, error) {
	pictures, err := drawMac(root)
	if err != nil {
		return nil, err
	}
	return ICNS(pictures), nil
}

// drawMac draws the icon in every size that ICNS wants, with air around it.
func drawMac(root string) (map[int]*image.NRGBA, error) {
	drawing, err := os.ReadFile(filepath.Join(root, "app", "keyport.svg"))
	if err != nil {
		return nil, err
	}
	pictures := map[int]*image.NRGBA{}
	for _, k := range icnsKinds {
		if pictures[k.size] != nil {
			continue
		}
		// The shape takes 480 of the drawing's 512 units.
		inner := k.size * bodySize * 512 / (1024 * 480)
		inner -= inner % 2 // as much air on both sides
		shape, err := Draw(drawing, inner)
		if err != nil {
			return nil, fmt.Errorf("app/keyport.svg: %w", err)
		}
		picture := image.NewNRGBA(image.Rect(0, 0, k.size, k.size))
		air := (k.size - inner) / 2
		draw.Draw(picture, shape.Rect.Add(image.Pt(air, air)), shape, image.Point{}, draw.Src)
		pictures[k.size] = picture
	}
	return pictures, nil
}

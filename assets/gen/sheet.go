package main

import (
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
)

// The contact sheet: every drawing at every size that a panel asks for, on a
// light and on a dark panel, and as macOS paints a template. Each picture is
// enlarged so that its pixels can be counted. It is for looking at; nothing of
// it is committed.
var (
	sheetSizes = []int{16, 18, 22, 32, 64}
	panels     = []color.NRGBA{{0xf3, 0xf3, 0xf3, 0xff}, {0x20, 0x20, 0x20, 0xff}}
)

const (
	sheetCell = 136 // pixels of a cell; pictures are enlarged by whole numbers up to this
	sheetRoom = 4
)

// Sheet draws the contact sheet of the assets folder root: a row per drawing;
// for each panel the colours at all sizes and then the template at 16 and 32.
func Sheet(root string) (image.Image, error) {
	sources, err := filepath.Glob(filepath.Join(root, "tray", "*.svg"))
	if err != nil {
		return nil, err
	}
	columns := len(sheetSizes) + 2
	sheet := image.NewNRGBA(image.Rect(0, 0, len(panels)*columns*sheetCell, len(sources)*sheetCell))
	for row, source := range sources {
		drawing, err := os.ReadFile(source)
		if err != nil {
			return nil, err
		}
		for p, panel := range panels {
			area := image.Rect(p*columns*sheetCell, row*sheetCell, (p+1)*columns*sheetCell, (row+1)*sheetCell)
			draw.Draw(sheet, area, image.NewUniform(panel), image.Point{}, draw.Src)
			for column := range columns {
				size := append(sheetSizes, 16, 32)[column]
				picture, err := Draw(drawing, size)
				if err != nil {
					return nil, err
				}
				if column >= len(sheetSizes) {
					paint(picture, panels[1-p]) // macOS takes dark ink on a light bar
				}
				enlarge(sheet, area.Min.Add(image.Pt(column*sheetCell, 0)), picture)
			}
		}
	}
	return sheet, nil
}

// paint gives every pixel the ink's colour and leaves the shape.
func paint(picture *image.NRGBA, ink color.NRGBA) {
	for i := 0; i < len(picture.Pix); i += 4 {
		picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2] = ink.R, ink.G, ink.B
	}
}

// enlarge draws a picture with pixels several times as large.
func enlarge(sheet draw.Image, at image.Point, picture *image.NRGBA) {
	size := picture.Rect.Dx()
	times := max(1, (sheetCell-2*sheetRoom)/size)
	at = at.Add(image.Pt((sheetCell-times*size)/2, (sheetCell-times*size)/2))
	for y := range size {
		for x := range size {
			dot := image.Rect(0, 0, times, times).Add(at).Add(image.Pt(x*times, y*times))
			draw.Draw(sheet, dot, image.NewUniform(picture.NRGBAAt(x, y)), image.Point{}, draw.Over)
		}
	}
}

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

const root = ".." // the assets folder

// TestCommittedPicturesAreThoseOfTheDrawings fails when a drawing changed and go generate was not run.
func TestCommittedPicturesAreThoseOfTheDrawings(t *testing.T) {
	files, err := Files(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Errorf("%s is not committed: %v", name, err)
			continue
		}
		if filepath.Ext(name) != ".png" {
			if len(got) != len(want) {
				t.Errorf("%s is old; run go generate ./assets", name)
			}
			continue
		}
		if far(t, got, want) {
			t.Errorf("%s is old; run go generate ./assets", name)
		}
	}
}

// far compares pixels, not bytes: another processor rounds the last bit
// otherwise, another Go version compresses otherwise.
func far(t *testing.T, a, b []byte) bool {
	t.Helper()
	return differs(decode(t, a), decode(t, b))
}

func differs(first, second *image.NRGBA) bool {
	if first.Rect != second.Rect {
		return true
	}
	for i := range first.Pix {
		if d := int(first.Pix[i]) - int(second.Pix[i]); d > 3 || d < -3 {
			return true
		}
	}
	return false
}

func decode(t *testing.T, data []byte) *image.NRGBA {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if out, ok := picture.(*image.NRGBA); ok {
		return out
	}
	out := image.NewNRGBA(picture.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, picture.At(x, y))
		}
	}
	return out
}

func drawAll(t *testing.T, size int) map[string]*image.NRGBA {
	t.Helper()
	sources, _ := filepath.Glob(filepath.Join(root, "tray", "*.svg"))
	pictures := map[string]*image.NRGBA{}
	for _, source := range sources {
		drawing, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := Draw(drawing, size)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		pictures[filepath.Base(source)] = picture
	}
	if len(pictures) != 8 {
		t.Fatalf("%d drawings, want 8", len(pictures))
	}
	return pictures
}

// TestStatesDifferInShape compares alpha alone: what is left of an icon for a
// person who sees no colours, and in the macOS menu bar. A pixel counts when it
// is nearly there in one and nearly gone in the other, so that what melts into
// grey at a small size does not pass for a shape.
func TestStatesDifferInShape(t *testing.T) {
	for size, want := range map[int]int{16: 12, 18: 12, 22: 14, 32: 48} {
		differ(t, size, want, func(a, b []uint8) bool { return apart(a[3], b[3]) > 160 })
	}
}

// TestStatesDifferInColour compares what is seen on a light and on a dark panel.
func TestStatesDifferInColour(t *testing.T) {
	for _, panel := range []uint8{0xf3, 0x20} {
		over := func(c []uint8, i int) uint8 {
			return uint8((int(c[i])*int(c[3]) + int(panel)*(255-int(c[3]))) / 255)
		}
		differ(t, 16, 12, func(a, b []uint8) bool {
			return apart(over(a, 0), over(b, 0))+apart(over(a, 1), over(b, 1))+apart(over(a, 2), over(b, 2)) > 120
		})
	}
}

// differ wants every two drawings to differ in so many pixels.
func differ(t *testing.T, size, want int, other func(a, b []uint8) bool) {
	t.Helper()
	pictures := drawAll(t, size)
	for a, first := range pictures {
		for b, second := range pictures {
			if a >= b {
				continue
			}
			differing := 0
			for i := 0; i < len(first.Pix); i += 4 {
				if other(first.Pix[i:i+4], second.Pix[i:i+4]) {
					differing++
				}
			}
			if differing < want {
				t.Errorf("at %d pixels %s and %s differ in %d of them, want at least %d", size, a, b, differing, want)
			}
		}
	}
}

func apart(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }

// TestColoursShowOnLightAndDark asks for the contrast of 3 to 1 that WCAG 2.1
// (1.4.11) wants of graphics, on a light and on a dark panel: nobody tells a
// program on Linux which one it is.
func TestColoursShowOnLightAndDark(t *testing.T) {
	for name, picture := range drawAll(t, 64) {
		seen := map[[3]uint8]bool{}
		for i := 0; i < len(picture.Pix); i += 4 {
			if picture.Pix[i+3] == 255 {
				seen[[3]uint8(picture.Pix[i:i+3])] = true
			}
		}
		for colour := range seen {
			for _, panel := range [][3]uint8{{0xf3, 0xf3, 0xf3}, {0x20, 0x20, 0x20}} {
				if c := contrast(colour, panel); c < 3 {
					t.Errorf("%s: %x on %x has a contrast of %.2f", name, colour, panel, c)
				}
			}
		}
	}
}

func contrast(a, b [3]uint8) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c [3]uint8) float64 {
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.03928 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func TestMaskCutsTheGap(t *testing.T) {
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10">
		<mask id="m"><rect x="0" y="0" width="10" height="10" fill="#ffffff"/><rect x="0" y="0" width="5" height="10" fill="#000000"/></mask>
		<g mask="url(#m)"><rect x="0" y="0" width="10" height="10" fill="#ff0000"/></g>
		<rect x="0" y="0" width="2" height="10" fill="#0000ff"/></svg>`
	picture, err := Draw([]byte(drawing), 10)
	if err != nil {
		t.Fatal(err)
	}
	for x, want := range map[int]string{0: "0000ffff", 3: "00000000", 7: "ff0000ff"} {
		if got := fmt.Sprintf("%x", picture.Pix[picture.PixOffset(x, 5):][:4]); got != want {
			t.Errorf("pixel %d is %s, want %s", x, got, want)
		}
	}
}

func TestSheetShowsEveryDrawing(t *testing.T) {
	sheet, err := Sheet(root)
	if err != nil {
		t.Fatal(err)
	}
	if want := image.Rect(0, 0, 2*(len(sheetSizes)+2)*sheetCell, 8*sheetCell); sheet.Bounds() != want {
		t.Errorf("the sheet is %v, want %v", sheet.Bounds(), want)
	}
}

func TestIconFileHoldsEverySize(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "tray", "ico", "ready.ico"))
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	if le.Uint16(data[2:]) != 1 || int(le.Uint16(data[4:])) != len(icoSizes) {
		t.Fatalf("the header is % x", data[:6])
	}
	end := 6 + 16*len(icoSizes)
	for i, size := range icoSizes {
		entry := data[6+16*i:]
		length, offset := int(le.Uint32(entry[8:])), int(le.Uint32(entry[12:]))
		if int(entry[0]) != size || le.Uint16(entry[6:]) != 32 || offset != end {
			t.Errorf("entry %d is % x, want %d pixels at %d", i, entry[:16], size, end)
		}
		if le.Uint32(data[offset:]) != 40 || int(le.Uint32(data[offset+8:])) != 2*size {
			t.Errorf("the bitmap of %d pixels has the header % x", size, data[offset:offset+16])
		}
		end = offset + length
	}
	if end != len(data) {
		t.Errorf("the file has %d bytes, the entries end at %d", len(data), end)
	}
}

func TestEveryDesktopIconHasItsSize(t *testing.T) {
	files, err := Hicolor(root, "some.app")
	if err != nil {
		t.Fatal(err)
	}
	if len(files["hicolor/scalable/apps/some.app.svg"]) == 0 {
		t.Error("there is no drawing")
	}
	for _, size := range hicolorSizes {
		name := fmt.Sprintf("hicolor/%dx%[1]d/apps/some.app.png", size)
		if got := decode(t, files[name]).Rect.Max; got != image.Pt(size, size) {
			t.Errorf("%s is %v", name, got)
		}
	}
}

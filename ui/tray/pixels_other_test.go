//go:build !windows && !darwin

package tray

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"keyport/assets"
)

// systrayPixels does with an icon what systray does, byte for byte.
func systrayPixels(t *testing.T, data []byte) (w, h int, argb []byte) {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	w, h = picture.Bounds().Dx(), picture.Bounds().Dy()
	for y := range h {
		for x := range w {
			r, g, b, a := picture.At(x, y).RGBA()
			argb = append(argb, byte(a), byte(r), byte(g), byte(b))
		}
	}
	return w, h, argb
}

func TestSoftEdgesKeepTheirColour(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(0, 0, 256, 1))
	for x := range 256 {
		picture.SetNRGBA(x, 0, color.NRGBA{R: 0x12, G: 0x90, B: 0x8a, A: uint8(x)})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	_, _, argb := systrayPixels(t, straightPixels(file.Bytes()))
	for x := 1; x < 256; x++ {
		if want := []byte{uint8(x), 0x12, 0x90, 0x8a}; !bytes.Equal(argb[4*x:4*x+4], want) {
			t.Fatalf("with alpha %d systray sends % x, want % x", x, argb[4*x:4*x+4], want)
		}
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(straightPixels(file.Bytes())))
	if err != nil || config.Width != 256 || format != "keyport-tray" {
		t.Errorf("the config is %+v, %q, %v", config, format, err)
	}
}

func TestEveryIconReachesSystray(t *testing.T) {
	for _, state := range assets.States() {
		w, h, argb := systrayPixels(t, straightPixels(assets.Icon(state)))
		if w != 44 || h != 44 || len(argb) != 4*w*h {
			t.Errorf("%s is %d by %d with %d bytes", state, w, h, len(argb))
		}
	}
}

func TestWhatIsNoIconIsRefused(t *testing.T) {
	for _, data := range [][]byte{nil, []byte(pixelMagic), straightPixels([]byte("no PNG"))} {
		if _, _, err := image.Decode(bytes.NewReader(data)); err == nil {
			t.Errorf("%q was taken for an icon", data)
		}
	}
}

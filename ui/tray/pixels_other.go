//go:build !windows && !darwin

package tray

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
)

// pixelMagic marks a PNG that is to be decoded into straight pixels.
const pixelMagic = "keyport-tray-pixels\n"

// straightPixels wraps a PNG so that systray sends its colours unharmed. systray
// takes the low byte of each 16-bit channel that color.Color.RGBA gives, which
// is multiplied by alpha: at soft edges that byte is noise, seen as coloured
// specks around the icon. The StatusNotifierItem hosts want ARGB that is not
// multiplied. So this package decodes the icon itself, into an image whose
// channels hold the plain value in both bytes.
func straightPixels(icon []byte) []byte {
	return append([]byte(pixelMagic), icon...)
}

func init() {
	image.RegisterFormat("keyport-tray", pixelMagic, decodeStraight, decodeStraightConfig)
}

func decodeStraight(r io.Reader) (image.Image, error) {
	body, err := unwrap(r)
	if err != nil {
		return nil, err
	}
	picture, err := png.Decode(body)
	if err != nil {
		return nil, err
	}
	return straightImage{picture}, nil
}

func decodeStraightConfig(r io.Reader) (image.Config, error) {
	body, err := unwrap(r)
	if err != nil {
		return image.Config{}, err
	}
	return png.DecodeConfig(body)
}

func unwrap(r io.Reader) (io.Reader, error) {
	magic := make([]byte, len(pixelMagic))
	if _, err := io.ReadFull(r, magic); err != nil {
		return nil, err
	}
	if !bytes.Equal(magic, []byte(pixelMagic)) {
		return nil, errors.New("not a tray icon")
	}
	return r, nil
}

// straightImage gives straightColor for every pixel.
type straightImage struct{ image.Image }

func (p straightImage) At(x, y int) color.Color {
	return straightColor(color.NRGBAModel.Convert(p.Image.At(x, y)).(color.NRGBA))
}

// straightColor breaks the rule of color.Color on purpose: it is not multiplied by alpha.
type straightColor color.NRGBA

func (c straightColor) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0x101, uint32(c.G) * 0x101, uint32(c.B) * 0x101, uint32(c.A) * 0x101
}

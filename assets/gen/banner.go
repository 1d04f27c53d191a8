package main

import (
	"bytes"
	"encoding/binary"
	"image/color"
)

// The picture beside the first and the last page of the Windows installer, in
// pixels: what NSIS shows without stretching it.
const (
	bannerWidth, bannerHeight = 164, 314
	bannerIcon, bannerTop     = 96, 64
)

var bannerGround = color.NRGBA{R: 0xe0, G: 0xf1, B: 0xef, A: 0xff} // a breath of the icon's green

// Banner draws the icon on a plain ground, as a bitmap of 24 bits.
func Banner(drawing []byte) ([]byte, error) {
	icon, err := Draw(drawing, bannerIcon)
	if err != nil {
		return nil, err
	}
	const stride = (3*bannerWidth + 3) / 4 * 4 // rows end at four bytes
	const head = 14 + 40
	var out bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&out, binary.LittleEndian, v)
		}
	}
	put([]byte("BM"), uint32(head+stride*bannerHeight), uint32(0), uint32(head)) // BITMAPFILEHEADER
	put(uint32(40), int32(bannerWidth), int32(bannerHeight), uint16(1), uint16(24), [6]uint32{})
	for y := bannerHeight - 1; y >= 0; y-- { // from the bottom up
		row := make([]byte, stride)
		for x := range bannerWidth {
			c := icon.NRGBAAt(x-(bannerWidth-bannerIcon)/2, y-bannerTop) // nothing outside of it
			over := func(icon, ground uint8) byte {
				return byte((int(icon)*int(c.A) + int(ground)*(255-int(c.A)) + 127) / 255)
			}
			copy(row[3*x:], []byte{over(c.B, bannerGround.B), over(c.G, bannerGround.G), over(c.R, bannerGround.R)})
		}
		out.Write(row)
	}
	return out.Bytes(), nil
}

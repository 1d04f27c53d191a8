package main

import (
	"bytes"
	"encoding/binary"
	"image"
)

// ICO packs pictures into a Windows icon. Up to 64 pixels they are bitmaps, the
// one form that every LoadImage (and Wine's) reads from a file; larger ones are
// PNG, which Windows takes since Vista and which keeps the file small.
func ICO(pictures []*image.NRGBA) []byte {
	var directory, bodies bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&directory, binary.LittleEndian, v)
		}
	}
	put(uint16(0), uint16(1), uint16(len(pictures))) // reserved, type icon, count
	offset := 6 + 16*len(pictures)
	for _, picture := range pictures {
		size := picture.Rect.Dx()
		body := encode(picture)
		if size <= 64 {
			body = bitmap(picture)
		}
		put(uint8(size), uint8(size), uint8(0), uint8(0)) // 256 is written as 0
		put(uint16(1), uint16(32), uint32(len(body)), uint32(offset+bodies.Len()))
		bodies.Write(body)
	}
	return append(directory.Bytes(), bodies.Bytes()...)
}

// bitmap is a BITMAPINFOHEADER, BGRA rows from the bottom up, and the one-bit
// mask for those who ignore alpha; the header counts both halves in its height.
func bitmap(picture *image.NRGBA) []byte {
	size := picture.Rect.Dx()
	var out bytes.Buffer
	header := struct {
		Size                        uint32
		Width, Height               int32
		Planes, Bits                uint16
		Compression, Image          uint32
		PerMeterX, PerMeterY        int32
		ColorsUsed, ColorsImportant uint32
	}{Size: 40, Width: int32(size), Height: int32(2 * size), Planes: 1, Bits: 32}
	_ = binary.Write(&out, binary.LittleEndian, header)
	for y := size - 1; y >= 0; y-- {
		for x := range size {
			c := picture.NRGBAAt(x, y)
			out.Write([]byte{c.B, c.G, c.R, c.A})
		}
	}
	stride := (size + 31) / 32 * 4
	for y := size - 1; y >= 0; y-- {
		row := make([]byte, stride)
		for x := range size {
			if picture.NRGBAAt(x, y).A == 0 {
				row[x/8] |= 0x80 >> (x % 8)
			}
		}
		out.Write(row)
	}
	return out.Bytes()
}

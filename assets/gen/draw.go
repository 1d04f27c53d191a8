package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"io"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// Draw gives the drawing as a square picture of the given size in pixels.
//
// The rasterizer knows no masks, so the one mask of a drawing (the gap beside
// the stroke of the struck key) is laid here: what wears the mask is drawn
// alone, thinned by the brightness of the mask, and the rest comes over it.
func Draw(drawing []byte, size int) (*image.NRGBA, error) {
	masked, err := keep(drawing, func(n *node) bool { return n.attr("mask") != "" })
	if err != nil {
		return nil, err
	}
	if masked == nil {
		picture, err := rasterize(drawing, size)
		if err != nil {
			return nil, err
		}
		return straight(picture), nil
	}
	mask, err := keep(drawing, func(n *node) bool { return n.XMLName.Local == "mask" })
	if err != nil {
		return nil, err
	}
	rest, err := drop(drawing, func(n *node) bool { return n.XMLName.Local == "mask" || n.attr("mask") != "" })
	if err != nil {
		return nil, err
	}
	if mask == nil {
		return nil, errors.New("a group wears a mask that is not there")
	}
	below, err := rasterize(masked, size)
	if err != nil {
		return nil, err
	}
	thin, err := rasterize(mask, size)
	if err != nil {
		return nil, err
	}
	above, err := rasterize(rest, size)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(below.Pix); i += 4 {
		light := uint32(thin.Pix[i]) // the masks are grey
		over := 255 - uint32(above.Pix[i+3])
		for c := range 4 {
			kept := (uint32(below.Pix[i+c])*light + 127) / 255
			below.Pix[i+c] = above.Pix[i+c] + uint8((kept*over+127)/255)
		}
	}
	return straight(below), nil
}

// rasterize draws what the rasterizer understands of an SVG.
func rasterize(drawing []byte, size int) (*image.RGBA, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(drawing), oksvg.StrictErrorMode)
	if err != nil {
		return nil, err
	}
	// oksvg scales the points of a path, but not the width of its stroke.
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= float64(size) / icon.ViewBox.W
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	scanner := rasterx.NewScannerGV(size, size, picture, picture.Bounds())
	icon.Draw(rasterx.NewDasher(size, size, scanner), 1)
	return picture, nil
}

// straight undoes the multiplication by alpha, as PNG and ICO want it.
func straight(picture *image.RGBA) *image.NRGBA {
	out := image.NewNRGBA(picture.Rect)
	for i := 0; i < len(picture.Pix); i += 4 {
		alpha := uint32(picture.Pix[i+3])
		if alpha == 0 {
			continue
		}
		for c := range 3 {
			out.Pix[i+c] = uint8(min(255, (uint32(picture.Pix[i+c])*255+alpha/2)/alpha))
		}
		out.Pix[i+3] = uint8(alpha)
	}
	return out
}

// node is an element of an SVG.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// keep gives the drawing with only those children that match, as plain groups; nil when there is none.
func keep(drawing []byte, match func(*node) bool) ([]byte, error) {
	found := false
	out, err := edit(drawing, func(n *node) bool {
		hit := match(n)
		found = found || hit
		return hit
	})
	if err != nil || !found {
		return nil, err
	}
	return out, nil
}

// drop gives the drawing without those children that match.
func drop(drawing []byte, match func(*node) bool) ([]byte, error) {
	return edit(drawing, func(n *node) bool { return !match(n) })
}

func edit(drawing []byte, stay func(*node) bool) ([]byte, error) {
	var root node
	if err := xml.NewDecoder(bytes.NewReader(drawing)).Decode(&root); err != nil && err != io.EOF {
		return nil, err
	}
	var kept []node
	for _, child := range root.Nodes {
		if !stay(&child) {
			continue
		}
		if child.XMLName.Local == "mask" || child.attr("mask") != "" {
			child.XMLName.Local, child.Attrs = "g", nil
		}
		kept = append(kept, child)
	}
	root.Nodes = kept
	return xml.Marshal(root)
}

//go:build linux

package desktoptest

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// The X client tells on stderr that there is no authority file; none is needed
// on a socket, and the lines would stand in every test's output.
func init() { xgb.Logger.SetOutput(io.Discard) }

// startX starts the X server on a free display that it finds by itself, with
// OpenGL in software or with none. It listens on its Unix socket only.
func (d *Desktop) startX() {
	d.t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	defer read.Close()
	gl := "+extension"
	if d.opts.NoGL {
		gl = "-extension"
	}
	p := d.start(nil, []*os.File{write}, "Xvfb", "-displayfd", "3",
		"-screen", "0", fmt.Sprintf("%dx%dx24", d.opts.Width, d.opts.Height), "-dpi", "96",
		"-nolisten", "tcp", "-noreset", gl, "GLX", "+extension", "RANDR")
	write.Close()
	// The server writes the number when it takes connections, or ends and closes the pipe.
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		<-p.ended
		d.t.Fatalf("Xvfb did not start:\n%s", d.logs())
	}
	d.display = ":" + strings.TrimSpace(number)
}

// Display is the X display of the desktop, ":7".
func (d *Desktop) Display() string { return d.display }

// Image is what the screen shows now.
func (d *Desktop) Image() *image.RGBA {
	d.t.Helper()
	conn, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		d.t.Fatalf("the display cannot be read: %v", err)
	}
	defer conn.Close()
	screen := xproto.Setup(conn).DefaultScreen(conn)
	w, h := screen.WidthInPixels, screen.HeightInPixels
	reply, err := xproto.GetImage(conn, xproto.ImageFormatZPixmap, xproto.Drawable(screen.Root), 0, 0, w, h, 0xffffffff).Reply()
	if err != nil {
		d.t.Fatalf("the screen cannot be read: %v", err)
	}
	img := image.NewRGBA(image.Rect(0, 0, int(w), int(h)))
	for i := 0; i+3 < len(reply.Data) && i+3 < len(img.Pix); i += 4 { // BGRX of a 24-bit screen
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = reply.Data[i+2], reply.Data[i+1], reply.Data[i], 0xff
	}
	return img
}

// Screenshot writes what the screen shows as a PNG file.
func (d *Desktop) Screenshot(path string) {
	d.t.Helper()
	f, err := os.Create(path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, d.Image()); err != nil {
		d.t.Fatal(err)
	}
}

// Shot keeps a screenshot as NAME.png in the folder that KEYPORT_SHOTS names,
// for a person to look at; without the variable it does nothing.
func (d *Desktop) Shot(name string) {
	d.t.Helper()
	dir := os.Getenv("KEYPORT_SHOTS")
	if dir == "" || d.display == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.Screenshot(filepath.Join(dir, name+".png"))
}

// WaitStill waits until a part of the screen has not changed for a third of a
// second: what was asked for has been drawn. A text cursor that blinks in it never ends.
func (d *Desktop) WaitStill(r image.Rectangle) {
	d.t.Helper()
	var last *image.RGBA
	since := time.Now()
	d.WaitFor("a still picture", func() bool {
		now := d.Image()
		if last == nil || Differ(last, now, r) > 0 {
			last, since = now, time.Now()
		}
		return time.Since(since) > 300*time.Millisecond
	})
}

// Differ counts the pixels inside r that are not the same in both images.
func Differ(a, b *image.RGBA, r image.Rectangle) int {
	n := 0
	r = r.Intersect(a.Rect).Intersect(b.Rect)
	if a.Rect == b.Rect && bytes.Equal(a.Pix, b.Pix) {
		return 0
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				n++
			}
		}
	}
	return n
}

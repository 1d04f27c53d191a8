// Command gen draws the icons of Keyport from their SVG sources, so that the
// program itself carries finished pictures and no rasterizer. It is run by hand
// (go generate) after a drawing changed; a test compares its work with what is
// committed.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
)

// The sizes of the pictures, in pixels.
var (
	traySizes = []int{22, 32, 44, 64}               // 44 is 22 at scale 2: what the Linux panels want
	icoSizes  = []int{16, 20, 24, 32, 40, 48, 64}   // Windows' small icon at 100 to 400 %
	appSizes  = []int{512}                          // desktop entry, window
	appIco    = []int{16, 24, 32, 48, 64, 128, 256} // Explorer
	templates = []int{32}                           // 16 points of the macOS menu bar at scale 2
)

func main() {
	sheet := flag.String("sheet", "", "draw the tray icons at all sizes into this PNG `file`, to look at, and nothing else")
	icons := flag.String("icons", "", "draw the program's icon for Linux desktops into this `folder`, share/icons of a package, and nothing else")
	flag.Parse()
	root := "."
	if flag.NArg() > 0 {
		root = flag.Arg(0)
	}
	var files map[string][]byte
	var err error
	to := root
	if *icons != "" {
		to = *icons
		files, err = Hicolor(root, "app.keyport.Keyport")
	} else if *sheet == "" {
		if files, err = Files(root); err == nil {
			files[macIcon], err = MacIcon(root)
		}
	} else if picture, failed := Sheet(root); failed != nil {
		err = failed
	} else {
		err = os.WriteFile(*sheet, encode(picture), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
	for name, data := range files {
		path := filepath.Join(to, filepath.FromSlash(name))
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
			err = os.WriteFile(path, data, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

// Files draws every picture of the assets folder root but the icon of macOS: slash-separated names below root, and their bytes.
func Files(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	sources, err := filepath.Glob(filepath.Join(root, "tray", "*.svg"))
	if err != nil {
		return nil, err
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("no tray/*.svg below %s", root)
	}
	for _, source := range sources {
		drawing, err := os.ReadFile(source)
		if err != nil {
			return nil, err
		}
		state := strings.TrimSuffix(filepath.Base(source), ".svg")
		if err := tray(files, state, drawing); err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
	}
	drawing, err := os.ReadFile(filepath.Join(root, "app", "keyport.svg"))
	if err != nil {
		return nil, err
	}
	if err := app(files, drawing); err != nil {
		return nil, fmt.Errorf("app/keyport.svg: %w", err)
	}
	return files, nil
}

// tray draws one state in every form that a tray takes.
func tray(files map[string][]byte, state string, drawing []byte) error {
	for _, size := range traySizes {
		picture, err := Draw(drawing, size)
		if err != nil {
			return err
		}
		files[fmt.Sprintf("tray/png/%s-%d.png", state, size)] = encode(picture)
	}
	for _, size := range templates {
		picture, err := Draw(drawing, size)
		if err != nil {
			return err
		}
		files[fmt.Sprintf("tray/template/%s-%d.png", state, size)] = encode(template(picture))
	}
	ico, err := drawICO(drawing, icoSizes)
	if err != nil {
		return err
	}
	files["tray/ico/"+state+".ico"] = ico
	return nil
}

// app draws the icon of the program.
func app(files map[string][]byte, drawing []byte) error {
	for _, size := range appSizes {
		picture, err := Draw(drawing, size)
		if err != nil {
			return err
		}
		files[fmt.Sprintf("app/keyport-%d.png", size)] = encode(picture)
	}
	ico, err := drawICO(drawing, appIco)
	if err != nil {
		return err
	}
	files["app/keyport.ico"] = ico
	files["package/windows/banner.bmp"], err = Banner(drawing)
	return err
}

func drawICO(drawing []byte, sizes []int) ([]byte, error) {
	var pictures []*image.NRGBA
	for _, size := range sizes {
		picture, err := Draw(drawing, size)
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, picture)
	}
	return ICO(pictures), nil
}

// template keeps the shape and drops the colours: macOS paints template images itself.
func template(picture *image.NRGBA) *image.NRGBA {
	black := image.NewNRGBA(picture.Rect)
	for i := 3; i < len(picture.Pix); i += 4 {
		black.Pix[i] = picture.Pix[i]
	}
	return black
}

func encode(picture image.Image) []byte {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	_ = encoder.Encode(&out, picture) // a bytes.Buffer takes everything, and the sizes are ours
	return out.Bytes()
}

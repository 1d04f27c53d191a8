//go:build !windows

package assets

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

func TestEveryStateHasAnIconOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, state := range States() {
		data := Icon(state)
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", state, err)
		}
		if size := picture.Bounds().Size(); size.X != size.Y || size.X < 32 {
			t.Errorf("%s is %v, want a square of at least 32", state, size)
		}
		if transparent(picture.(*image.NRGBA)) {
			t.Errorf("%s shows nothing", state)
		}
		if other, ok := seen[string(data)]; ok {
			t.Errorf("%s looks like %s", state, other)
		}
		seen[string(data)] = state
	}
}

func TestUnknownStateGetsTheIconOfAttention(t *testing.T) {
	for _, state := range []string{"", "no-such", "../../app/keyport"} {
		if !bytes.Equal(Icon(state), Icon(Attention)) {
			t.Errorf("Icon(%q) is not the icon of attention", state)
		}
	}
}

func TestProgramHasAnIcon(t *testing.T) {
	picture, err := png.Decode(bytes.NewReader(AppIcon()))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, 512, 512) {
		t.Errorf("the icon of the program is %v, want 512 by 512", picture.Bounds())
	}
	if !bytes.HasPrefix(AppIconSVG(), []byte("<svg ")) {
		t.Error("the drawing of the program's icon is no SVG")
	}
}

func transparent(picture *image.NRGBA) bool {
	for i := 3; i < len(picture.Pix); i += 4 {
		if picture.Pix[i] != 0 {
			return false
		}
	}
	return true
}

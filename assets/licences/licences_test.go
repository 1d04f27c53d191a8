package licences

import (
	"strings"
	"testing"
)

func TestEveryPartHasNamesAndATerms(t *testing.T) {
	parts := Parts()
	if len(parts) < 20 {
		t.Fatalf("%d parts", len(parts))
	}
	names := ""
	for _, p := range parts {
		if len(p.Names) == 0 || p.Names[0] == "" || len(p.Text) < 40 {
			t.Errorf("%q has %d letters of text", p.Names, len(p.Text))
		}
		names += strings.Join(p.Names, "\n") + "\n"
	}
	for _, want := range []string{"fyne.io/fyne/v2 v", "github.com/go-gl/glfw/", "Go, its standard library", "Fonts inside Fyne"} {
		if !strings.Contains(names, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if !strings.Contains(Own(), "MIT") {
		t.Error("the licence of Keyport is missing")
	}
}

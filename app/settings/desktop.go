package settings

import (
	"slices"
	"strings"

	"keyport/assets"
)

// Desktop is how Keyport shows itself to the person.
type Desktop struct {
	Language string `toml:"language" json:"language"` // system, or a language of package assets: "de"
	Look     string `toml:"look" json:"look"`         // system | light | dark
	// Notifications lets the desktop show a message when Keyport needs the person; Linux only.
	Notifications bool `toml:"notifications" json:"notifications"`
}

// FromSystem leaves a choice of Desktop to the operating system; "" is the same.
const FromSystem = "system"

// The looks of the window besides FromSystem.
const (
	LookLight = "light"
	LookDark  = "dark"
)

// Looks lists what Desktop.Look may be.
func Looks() []string { return []string{FromSystem, LookLight, LookDark} }

// normal spells "as the system says" in one way.
func (d Desktop) normal() Desktop {
	if d.Language == "" {
		d.Language = FromSystem
	}
	if d.Look == "" {
		d.Look = FromSystem
	}
	return d
}

func (c *checker) desktop() {
	d := c.s.Desktop.normal()
	if d.Language != FromSystem && !slices.Contains(assets.Languages(), d.Language) {
		c.err("desktop.language", assets.T("settings.language", "languages", strings.Join(assets.Languages(), ", ")))
	}
	if !slices.Contains(Looks(), d.Look) {
		c.err("desktop.look", assets.T("settings.look"))
	}
}

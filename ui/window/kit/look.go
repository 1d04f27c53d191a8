package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Look is Fyne's theme with the colours that are too faint to read made
// stronger: secondary and switched-off text, and the colours of messages, have
// at least 4.5:1 against the page in light and in dark (WCAG 2.2, 1.4.3).
type Look struct {
	fyne.Theme
	// Choice is the person's: light or dark; anything else is as the system has it.
	Choice string
}

// variant is light or dark, as the person or else the system wants it.
func (l Look) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch l.Choice {
	case "light":
		return theme.VariantLight
	case "dark":
		return theme.VariantDark
	}
	return system
}

type shade struct{ light, dark color.NRGBA }

var shades = map[fyne.ThemeColorName]shade{
	theme.ColorNameForeground:        {rgb(0x29292d), rgb(0xf3f3f3)},
	theme.ColorNamePrimary:           {rgb(0x2367e5), rgb(0x2a6ef0)},
	theme.ColorNameHyperlink:         {rgb(0x1f5fd6), rgb(0x6ea8ff)},
	theme.ColorNameDisabled:          {rgb(0x6b6b6b), rgb(0x9c9ca3)},
	theme.ColorNamePlaceHolder:       {rgb(0x5c5c60), rgb(0x9c9ca3)},
	theme.ColorNameSuccess:           {rgb(0x2e7d32), rgb(0x6fcf77)},
	theme.ColorNameWarning:           {rgb(0x9a5b00), rgb(0xffb74d)},
	theme.ColorNameError:             {rgb(0xc62828), rgb(0xff8078)},
	theme.ColorNameForegroundOnError: {rgb(0xffffff), rgb(0x1a0000)},
	theme.ColorNameInputBorder:       {rgb(0x909090), rgb(0x66666e)}, // 3:1, also the edge of an empty check box
	theme.ColorNameButton:            {rgb(0xeaeaec), rgb(0x2e2e33)},
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// Color is part of fyne.Theme.
func (l Look) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	variant = l.variant(variant)
	s, ours := shades[name]
	switch {
	case !ours:
		return l.Theme.Color(name, variant)
	case variant == theme.VariantLight:
		return s.light
	default:
		return s.dark
	}
}

package models

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// presets are rules that people look for and whose parameters they do not know.
var presets = []struct {
	text string // "params.preset."+text
	rule control.Rule
}{
	{"effort_low", control.Rule{Force: control.Values{"reasoning_effort": "low"}}},
	{"effort_medium", control.Rule{Force: control.Values{"reasoning_effort": "medium"}}},
	{"effort_high", control.Rule{Force: control.Values{"reasoning_effort": "high"}}},
	{"no_thinking", control.Rule{Force: control.Values{"chat_template_kwargs": map[string]any{"enable_thinking": false}}}},
}

// newPreset is the button that offers them.
func newPreset(p *rulesPart) *widget.Button {
	b := widget.NewButtonWithIcon(kit.T("params.preset"), theme.MenuDropDownIcon(), nil)
	b.IconPlacement = widget.ButtonIconTrailingText
	b.OnTapped = func() {
		var items []*fyne.MenuItem
		for _, one := range presets {
			items = append(items, fyne.NewMenuItem(kit.T("params.preset."+one.text), func() { p.begin(one.rule) }))
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), p.h.Win.Canvas())
		menu.ShowAtPosition(at.AddXY(0, b.Size().Height))
		p.h.Win.Canvas().Focus(menu)
	}
	return b
}

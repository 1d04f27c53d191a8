package about

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// keyboard lists what can be done without a mouse.
func keyboard() fyne.CanvasObject {
	with := "Ctrl+"
	if runtime.GOOS == "darwin" {
		with = "⌘"
	}
	rows := container.New(&kit.Column{Gap: -12})
	for _, r := range []struct{ key, does string }{
		{with + "1 … 9", kit.T("about.keys.page")},
		{with + "F", kit.T("about.keys.find")},
		{with + "W", kit.T("about.keys.close")},
		{"Tab", kit.T("about.keys.next")},
		{"␣", kit.T("about.keys.press")},
		{"⏎", kit.T("about.keys.enter")},
		{"Esc", kit.T("about.keys.escape")},
	} {
		key, does := widget.NewLabel(r.key), widget.NewLabel(r.does)
		does.Wrapping = fyne.TextWrapWord
		rows.Add(container.New(&kit.Columns{Cells: []kit.Cell{{Width: 96}, {Share: 1}}}, key, does))
	}
	return container.New(&kit.Column{Gap: -6}, kit.Section(kit.T("about.keys"), ""), kit.Flush(rows))
}

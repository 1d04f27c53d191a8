package apps

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// copilotLines say how GitHub Copilot in VS Code is connected.
func copilotLines() fyne.CanvasObject {
	lines := container.New(&kit.Column{Gap: -12})
	for i := 1; i <= 3; i++ {
		number := widget.NewLabel(strconv.Itoa(i) + ".")
		text := widget.NewLabel(kit.T("copilot." + strconv.Itoa(i)))
		text.Wrapping = fyne.TextWrapWord
		lines.Add(container.NewBorder(nil, nil, container.NewVBox(number), nil, text))
	}
	return container.New(&kit.Column{}, kit.Section(kit.T("copilot.title"), ""),
		container.New(layout.NewCustomPaddedLayout(0, 0, -6, 0), lines))
}

package thinking

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// output shows a text of which the end is what matters.
type output struct {
	field  *kit.Field
	label  *widget.Label
	scroll *container.Scroll
	text   string
}

const (
	outputHeight float32 = 110
	outputRunes          = kit.PlainRunes - 1 // laying out more makes the window slow
)

func newOutput() *output {
	o := &output{label: widget.NewLabel("")}
	o.label.Wrapping = fyne.TextWrapWord
	o.scroll = container.NewVScroll(o.label)
	frame := kit.NewPanel(container.New(&kit.AtLeast{Size: fyne.NewSize(0, outputHeight)}, o.scroll))
	o.field = kit.NewField(kit.T("bench.answer"), frame)
	return o
}

func (o *output) show(text string) {
	o.text = text
	runes := []rune(text)
	if len(runes) > outputRunes {
		text = "…" + string(runes[len(runes)-outputRunes+1:])
	}
	o.label.SetText(plainLines(text))
	o.scroll.Refresh()
}

func (o *output) add(text string) {
	if text != "" {
		o.show(o.text + text)
		o.scroll.ScrollToBottom()
	}
}

// plainLines is kit.Plain for a text of several lines.
func plainLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = kit.Plain(lines[i])
	}
	return strings.Join(lines, "\n")
}

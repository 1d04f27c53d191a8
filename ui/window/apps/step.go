package apps

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// fetcher gives a value of a guide, secrets filled in.
type fetcher func(id string, use func(string), fail func(error))

// newStep is one numbered step, with what is to be copied for it.
func newStep(h *kit.Host, number int, s control.GuideStep, fetch fetcher) fyne.CanvasObject {
	n := widget.NewLabelWithStyle(strconv.Itoa(number), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	circle := kit.NewDisc(theme.ColorNameInputBackground)
	badge := container.NewVBox(container.New(&kit.AtLeast{Size: fyne.NewSquareSize(28)}, circle, container.NewCenter(n)))
	body := container.New(&kit.Column{Gap: 6}, container.New(layout.NewCustomPaddedLayout(-1, -4, 0, 0), wrapped(s.Text)))
	if s.Value != nil {
		body.Add(container.New(layout.NewCustomPaddedLayout(0, 0, theme.InnerPadding(), 0), newValue(h, s.Value, fetch)))
	}
	return kit.Border(nil, nil, badge, nil, body)
}

// newValue is a text to copy. What is shown has a placeholder for each secret;
// the filled text goes to the clipboard and nowhere else.
func newValue(h *kit.Host, v *control.GuideValue, fetch fetcher) fyne.CanvasObject {
	note := kit.NewMessage()
	text := widget.NewLabel(lines(v.Shown))
	text.TextStyle.Monospace = true
	text.Selectable = !v.Secret
	many := strings.Contains(v.Shown, "\n")
	if many {
		text.Wrapping = fyne.TextWrapBreak
	} else {
		text.Truncation = fyne.TextTruncateEllipsis
	}
	var busy *kit.Busy
	copyIt := widget.NewButtonWithIcon(kit.T("copy"), theme.ContentCopyIcon(), func() {
		note.Clear()
		busy.Start()
		fetch(v.ID, func(value string) {
			busy.Stop()
			h.Copy(value)
			if v.Secret {
				note.Good(kit.T("copied"))
			} else {
				note.Good(kit.T("apps.copied"))
			}
		}, func(err error) {
			busy.Stop()
			note.Fail(kit.Sentence(err))
		})
	})
	busy = kit.NewBusy(copyIt)
	label := caption(v.Label)
	label.Truncation = fyne.TextTruncateEllipsis
	head := kit.Border(nil, nil, nil, container.NewHBox(busy.Spin, copyIt), container.New(layout.NewCustomPaddedLayout(0, 0, -6, 0), label))
	inside := container.New(layout.NewCustomPaddedLayout(-4, -4, -6, 0), text)
	if many {
		return kit.NewPanel(head, inside, note.Box)
	}
	one := kit.Border(nil, nil, nil, container.NewCenter(container.NewHBox(busy.Spin, copyIt)),
		container.New(layout.NewCustomPaddedLayout(-4, -4, -6, 0), container.New(&kit.Column{Gap: -14}, label, text)))
	return kit.NewPanel(one, note.Box)
}

// mostLines is how much of a file is shown; all of it is copied.
const mostLines = 24

// lines makes a text with several lines fit for a label: each is plain.
func lines(text string) string {
	all := strings.Split(text, "\n")
	if len(all) > mostLines {
		all = append(all[:mostLines-1], "…")
	}
	for i := range all {
		all[i] = kit.Plain(all[i])
	}
	return strings.Join(all, "\n")
}

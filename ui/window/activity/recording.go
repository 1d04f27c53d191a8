package activity

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// recording is the red banner that stands over the list while requests are recorded.
type recording struct {
	label *widget.Label
	stop  *widget.Button
	box   fyne.CanvasObject
}

func newRecording(stop func()) *recording {
	r := &recording{label: widget.NewLabel("")}
	r.label.Wrapping = fyne.TextWrapWord
	r.label.Importance = widget.DangerImportance
	r.stop = widget.NewButton(kit.T("activity.recording.stop"), stop)
	panel := kit.NewPanel(kit.Border(nil, nil,
		container.NewCenter(widget.NewIcon(theme.NewErrorThemedResource(theme.MediaRecordIcon()))),
		container.NewCenter(r.stop), r.label))
	panel.SetEdge(theme.ColorNameError)
	r.box = panel
	r.box.Hide()
	return r
}

func (r *recording) put(text string) {
	if r.label.Text != text {
		r.label.SetText(text)
	}
}

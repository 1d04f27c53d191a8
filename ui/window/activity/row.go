package activity

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// The columns of a row.
const (
	colIcon = iota
	colTime
	colApp
	colModel
	colOutcome
	colTook
	colFirst
	colTokens
	colCancel
	columns
)

// row is one line of the list. The list has as many as fit on the screen, and
// gives them other requests when it is scrolled.
type row struct {
	widget.BaseWidget
	back   *canvas.Rectangle
	icon   *widget.Icon
	cells  [columns]*widget.Label // but for the icon and the button
	cancel *widget.Button
	box    *fyne.Container

	id       uint64
	cancelID func(id uint64)
}

func newRow(layout *rowLayout, cancel func(id uint64)) *row {
	r := &row{back: canvas.NewRectangle(nil), icon: widget.NewIcon(nil), cancelID: cancel}
	r.back.CornerRadius = 4
	r.back.Hide()
	r.cancel = kit.LowButton(theme.CancelIcon(), func() { r.cancelID(r.id) })
	objects := make([]fyne.CanvasObject, columns)
	for i := range r.cells {
		switch i {
		case colIcon:
			objects[i] = r.icon
		case colCancel:
			objects[i] = r.cancel
		default:
			r.cells[i] = cell(i)
			objects[i] = r.cells[i]
		}
	}
	r.box = container.NewStack(r.back, container.New(layout, objects...))
	r.ExtendBaseWidget(r)
	return r
}

// cell is a label of one column: cut where there is no room, numbers on the right.
func cell(column int) *widget.Label {
	label := widget.NewLabel("")
	label.Truncation = fyne.TextTruncateEllipsis
	if column == colTook || column == colFirst || column == colTokens {
		label.Alignment = fyne.TextAlignTrailing
	}
	return label
}

// CreateRenderer is part of fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

// put shows a request; chosen says that the details below are its own.
func (r *row) put(a control.ActivityRow, took int64, chosen bool) {
	r.id = a.ID
	r.icon.SetResource(outcomeIcon(a.Outcome))
	texts := [columns]string{
		colTime: clock(a.Start), colApp: appWord(a), colModel: modelWord(a), colOutcome: outcomeWord(a),
		colTook: tookWord(took), colFirst: tookWord(a.First), colTokens: tokensWord(a),
	}
	for i, label := range r.cells {
		if label != nil && label.Text != texts[i] { // most of what is on the screen stays as it is
			label.SetText(texts[i])
		}
	}
	kit.SetVisible(r.cancel, a.Outcome == control.OutcomeRunning)
	if chosen != r.back.Visible() {
		r.back.FillColor = theme.Color(theme.ColorNameSelection)
		kit.SetVisible(r.back, chosen)
	}
}

// heading is the line above the list, with the words of the columns.
func heading(layout *rowLayout) fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, columns)
	for i, key := range map[int]string{
		colTime: "time", colApp: "app", colModel: "model", colOutcome: "outcome", colTook: "took", colFirst: "first", colTokens: "tokens",
	} {
		label := cell(i)
		label.Importance = widget.LowImportance
		label.SetText(kit.T("activity.col." + key))
		objects[i] = label
	}
	objects[colIcon], objects[colCancel] = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	return container.New(layout, objects...)
}

// rowLayout puts the columns beside each other, the same for all rows. In a
// small window the first token and the tokens go: the details have them.
type rowLayout struct {
	all, letters float32 // what it was made for
	widths       [columns]float32
}

const (
	rowGap float32 = 5
	// beside is left free for the list's scroll bar.
	beside float32 = 6
	// leastOutcome is what the usual results need, in any language.
	leastOutcome float32 = 116
	// wideRow is from which width on there is room for all columns.
	wideRow float32 = 660
)

// measure gives the width of each column; 0 is none.
func (l *rowLayout) measure(all float32) [columns]float32 {
	if l.all == all && l.letters == theme.TextSize() {
		return l.widths
	}
	l.all, l.letters = all, theme.TextSize()
	var w [columns]float32
	text := func(s string) float32 {
		return fyne.MeasureText(s, theme.TextSize(), fyne.TextStyle{}).Width + 2*dense + 1
	}
	w[colIcon], w[colCancel] = 20, 24
	took := max(text(tookWord(999)), text(tookWord(99_900)), text(tookWord(999_000)))
	w[colTime], w[colTook] = text("00:00:00"), max(took, text(kit.T("activity.col.took")))
	if all >= wideRow {
		w[colFirst] = max(took, text(kit.T("activity.col.first")))
		w[colTokens] = max(text("99 999 / ~999"), text(kit.T("activity.col.tokens")))
	}
	for _, o := range control.Outcomes() {
		w[colOutcome] = max(w[colOutcome], text(kit.T("activity.outcome."+string(o))))
	}
	w[colOutcome] = min(w[colOutcome], max(all/5, leastOutcome))
	rest := all - rowGap - beside // app and model have one gap more, and none behind the last column
	for _, taken := range w {
		if taken > 0 {
			rest -= taken + rowGap
		}
	}
	w[colApp] = max(rest*0.36, 0)
	w[colModel] = max(rest*0.64, 0)
	l.widths = w
	return w
}

// Layout is part of fyne.Layout.
func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, width := range l.measure(size.Width) {
		o := objects[i]
		if i != colCancel {
			kit.SetVisible(o, width > 0)
		}
		height := o.MinSize().Height
		if i == colIcon {
			height = width
		}
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos(x, (size.Height-height)/2))
		if width > 0 {
			x += width + rowGap
		}
	}
}

// MinSize is part of fyne.Layout.
func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, objects[colTime].MinSize().Height)
}

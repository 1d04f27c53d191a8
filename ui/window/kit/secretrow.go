package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Dots stand for a secret that is not shown; their number says nothing about it.
const Dots = "••••••••••••"

// SecretRow is a secret: masked, shown while asked, copied, renewed. The text is
// held by the label while it is shown, and by nothing else.
type SecretRow struct {
	// Mask is what stands there while the secret is not shown.
	Mask func() string
	// Get fetches the secret and hands it to use, unless that fails.
	Get func(use func(secret string))
	// Copy takes the secret on its way to the clipboard.
	Copy func(secret string)
	// Eye is the button that shows and hides it.
	Eye *widget.Button
	// Box is what is put on the page.
	Box fyne.CanvasObject

	value  *widget.Label
	shown  bool
	wanted bool // asked for, and not hidden since
}

// NewSecretRow is a row under that title; renew is the third button. The buttons are off while busy runs.
func NewSecretRow(title string, busy *Busy, renew func()) *SecretRow {
	r := &SecretRow{value: widget.NewLabel("")}
	r.value.TextStyle.Monospace = true
	r.value.Truncation = fyne.TextTruncateEllipsis
	r.Eye = widget.NewButtonWithIcon(T("show"), theme.VisibilityIcon(), r.eyeTapped)
	copyIt := widget.NewButtonWithIcon(T("copy"), theme.ContentCopyIcon(), func() { r.Get(r.Copy) })
	again := widget.NewButtonWithIcon(T("renew"), theme.ViewRefreshIcon(), renew)
	busy.Add(r.Eye, copyIt, again)
	r.Box = Border(nil, nil, nil, container.NewCenter(container.NewHBox(r.Eye, copyIt, again)),
		container.New(layout.NewCustomPaddedLayout(-4, -4, -6, 0), container.New(&Column{Gap: -14}, widget.NewLabel(title), r.value)))
	return r
}

// Shown says whether the secret can be read now.
func (r *SecretRow) Shown() bool { return r.shown }

// Update puts a mask that has become another one in its place.
func (r *SecretRow) Update() {
	if !r.shown {
		r.value.SetText(r.Mask())
	}
}

// Hide masks the secret; what is still on its way is not shown any more.
func (r *SecretRow) Hide() {
	r.shown, r.wanted = false, false
	r.value.SetText(r.Mask())
	r.Eye.SetText(T("show"))
	r.Eye.SetIcon(theme.VisibilityIcon())
}

// Reveal shows the secret.
func (r *SecretRow) Reveal(secret string) {
	r.shown = true
	r.value.SetText(secret)
	r.Eye.SetText(T("hide"))
	r.Eye.SetIcon(theme.VisibilityOffIcon())
}

func (r *SecretRow) eyeTapped() {
	if r.shown {
		r.Hide()
		return
	}
	r.wanted = true
	r.Get(func(secret string) {
		// The answer may come after the person went to another page: nothing is shown behind their back.
		if r.wanted {
			r.Reveal(secret)
		}
	})
}

package about

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/assets/licences"
	"keyport/ui/window/kit"
)

// licenceHeight is how much of a licence is in sight at once, in Fyne's units.
const licenceHeight float32 = 220

type licenceText struct{ names, text string }

// licencesPanel shows one licence at a time: all of them together are longer than
// what a window lays out in a blink.
type licencesPanel struct {
	open  *widget.Button
	panel *kit.Panel
	which *kit.Select
	text  *widget.Label
	all   []licenceText
}

func newLicences() *licencesPanel {
	l := &licencesPanel{text: widget.NewLabel("")}
	l.text.Wrapping = fyne.TextWrapWord
	l.text.SizeName = theme.SizeNameCaptionText
	l.which = kit.NewSelect(nil, func(string) { l.show() })
	scroll := container.NewVScroll(l.text)
	l.panel = kit.NewPanel(l.which, container.New(&kit.AtLeast{Size: fyne.NewSize(0, licenceHeight)}, scroll))
	l.panel.Hide()
	l.open = widget.NewButton(kit.T("about.licence.show"), l.tapped)
	return l
}

func (l *licencesPanel) tapped() {
	if l.panel.Visible() {
		l.panel.Hide()
		l.open.SetText(kit.T("about.licence.show"))
		return
	}
	l.fill()
	l.panel.Show()
	l.open.SetText(kit.T("about.licence.hide"))
}

// fill gathers the texts at the first look.
func (l *licencesPanel) fill() {
	if l.all != nil {
		return
	}
	l.all = []licenceText{{kit.T("about.licence.own"), licences.Own()}}
	for _, part := range licences.Parts() {
		name, _, _ := strings.Cut(strings.TrimPrefix(part.Names[0], "github.com/"), " v")
		if more := len(part.Names) - 1; more > 0 {
			name = kit.T("about.licence.more", "name", name, "count", more)
		}
		l.all = append(l.all, licenceText{name, strings.Join(part.Names, "\n") + "\n\n" + part.Text})
	}
	var names []string
	for _, one := range l.all {
		names = append(names, one.names)
	}
	l.which.SetOptions(names)
	l.which.SetSelectedIndex(0)
}

func (l *licencesPanel) show() {
	if i := l.which.SelectedIndex(); i >= 0 {
		l.text.SetText(l.all[i].text)
	}
}

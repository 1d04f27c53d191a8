package models

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// grid shows a request before and after: what went is marked with - and what came
// with +, each with the number of the rule, and only then by a colour.
type grid struct {
	text *widget.TextGrid
	box  fyne.CanvasObject
}

// gridHeight is the height of what scrolls.
const gridHeight float32 = 190

func newGrid() *grid {
	g := &grid{text: widget.NewTextGrid()}
	g.text.Scroll = fyne.ScrollBoth
	g.box = container.New(&kit.AtLeast{Size: fyne.NewSize(0, gridHeight)}, g.text)
	return g
}

func (g *grid) show(lines []control.Line) {
	rows := make([]widget.TextGridRow, 0, len(lines))
	for _, l := range lines {
		rows = append(rows, gridRow(l))
	}
	g.text.Rows = rows
	g.text.Refresh()
}

func gridRow(l control.Line) widget.TextGridRow {
	mark, style := "  ", lineStyle(theme.ColorNameForeground)
	switch l.Mark {
	case control.LineGone:
		mark, style = "- ", lineStyle(theme.ColorNameError)
	case control.LineAdded:
		mark, style = "+ ", lineStyle(theme.ColorNameSuccess)
	}
	text := mark + kit.Plain(l.Text)
	if l.Rule > 0 {
		text += "   ← " + kit.T("params.rule", "number", strconv.Itoa(l.Rule))
	}
	var row widget.TextGridRow
	for _, r := range text {
		row.Cells = append(row.Cells, widget.TextGridCell{Rune: r})
	}
	row.Style = style
	return row
}

// lineStyle asks the theme for its colour whenever it is drawn.
type lineStyle fyne.ThemeColorName

// Style is part of widget.TextGridStyle.
func (s lineStyle) Style() fyne.TextStyle { return fyne.TextStyle{Monospace: true} }

// TextColor is part of widget.TextGridStyle.
func (s lineStyle) TextColor() color.Color { return theme.Color(fyne.ThemeColorName(s)) }

// BackgroundColor is part of widget.TextGridStyle.
func (s lineStyle) BackgroundColor() color.Color { return color.Transparent }

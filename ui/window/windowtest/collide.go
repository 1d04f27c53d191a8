package windowtest

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/ui/window/kit"
)

// area is a rectangle in the window, in Fyne's units.
type area struct{ left, top, right, bottom float32 }

func areaOf(at fyne.Position, size fyne.Size) area {
	return area{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

func (a area) within(b area) area {
	return area{max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom)}
}

func (a area) empty() bool { return a.right-a.left < 1 || a.bottom-a.top < 1 }

// written is a piece of text, or a control, as it stands in the window.
type written struct {
	what string
	at   area
	text bool
}

// Collisions tells of everything in sight that stands on something else, or that
// is cut at its side: of each two texts that overlap, and of each text and
// control that does not fit between the left and the right edge of where it stands.
func (b *Bench) Collisions() (faults []string) {
	for _, root := range b.roots() {
		var all []written
		seen := areaOf(fyne.Position{}, root.Size())
		collect(root, fyne.Position{}, seen, &all, &faults)
		for i, one := range all {
			for _, other := range all[:i] {
				if one.text && other.text && !one.at.within(other.at).empty() {
					faults = append(faults, fmt.Sprintf("%q stands on %q at %.0f,%.0f", one.what, other.what, one.at.left, one.at.top))
				}
			}
		}
	}
	return faults
}

func collect(o fyne.CanvasObject, at fyne.Position, clip area, all *[]written, faults *[]string) {
	if o == nil || !o.Visible() {
		return
	}
	add := func(what string, where area, text bool) {
		const slack = 1.5
		seen := where.within(clip)
		if where.bottom-where.top < 1 || seen.bottom-seen.top < 1 {
			return // scrolled out of sight
		}
		if where.left < clip.left-slack || where.right > clip.right+slack {
			*faults = append(*faults, fmt.Sprintf("%q at %.0f,%.0f reaches out of what holds it", what, where.left, where.top))
		}
		if !seen.empty() {
			*all = append(*all, written{what, seen, text})
		}
	}
	switch o := o.(type) {
	case *canvas.Text:
		if size, where := fyne.MeasureText(o.Text, o.TextSize, o.TextStyle), at; size.Width > 0 {
			switch spare := o.Size().Width - size.Width; o.Alignment {
			case fyne.TextAlignCenter:
				where.X += spare / 2
			case fyne.TextAlignTrailing:
				where.X += spare
			}
			// Above and below the letters there is room that two lines may share.
			inset := size.Height * 0.2
			where.Y += (o.Size().Height-size.Height)/2 + inset
			size.Height -= 2 * inset
			add(o.Text, areaOf(where, size), true)
		}
		return
	case *kit.Entry:
		add("field "+o.Text+o.PlaceHolder, areaOf(at, o.Size()), false)
		return // what is longer scrolls in it
	case *kit.Choice:
		add("field "+o.Text+o.PlaceHolder, areaOf(at, o.Size()), false)
		return
	case *widget.Button, *widget.Check, *kit.Select:
		add(fmt.Sprintf("%T", o), areaOf(at, o.Size()), false)
	case *container.Scroll:
		clip = clip.within(areaOf(at, o.Size()))
		collect(o.Content, at.Add(o.Content.Position()), clip, all, faults)
		return
	}
	for _, part := range partsOf(o) {
		collect(part, at.Add(part.Position()), clip, all, faults)
	}
}

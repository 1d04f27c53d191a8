package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// laid is what a layout was last done for. Fyne's canvas lays out anew the parent
// of whatever has another smallest size than in the frame before, but it keeps only
// one such parent while it goes through the tree (Canvas.EnsureMinSize in Fyne
// 2.8.1): that the upper part of a page has grown is forgotten when something has
// changed inside the part below, such as a list whose rows were just filled, and
// then the two stand on each other. Fyne asks every container for its smallest
// size in every frame, so there the layouts of this package notice it themselves.
type laid struct {
	size      fyne.Size
	then, now []fyne.Size
}

// gone is the smallest size of what is hidden.
var gone = fyne.NewSize(-1, -1)

// done remembers a layout that has just been done.
func (l *laid) done(objects []fyne.CanvasObject, size fyne.Size) {
	l.size, l.then = size, sizes(objects, l.then)
}

// least gives the smallest sizes of objects, gone for hidden ones. When they
// are others than those that were laid out, again is called first.
func (l *laid) least(objects []fyne.CanvasObject, again func([]fyne.CanvasObject, fyne.Size)) []fyne.Size {
	l.now = sizes(objects, l.now)
	if l.size.Width <= 0 || slices.Equal(l.now, l.then) {
		return l.now
	}
	again(objects, l.size)
	return l.then
}

func sizes(objects []fyne.CanvasObject, into []fyne.Size) []fyne.Size {
	into = into[:0]
	for _, o := range objects {
		size := gone
		if o.Visible() {
			size = o.MinSize()
		}
		into = append(into, size)
	}
	return into
}

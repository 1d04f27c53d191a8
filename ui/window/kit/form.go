package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Form is a sheet with a save bar at the bottom. The bar is there only while
// something waits to be saved: it says what changes, and offers Undo and Save. The
// sentence that tells how saving went stays in it for a while without the buttons.
type Form struct {
	*Sheet
	// Message is the sentence in the bar.
	Message *Message
	// Busy covers Save and Undo. Its spinner is in the bar.
	Busy *Busy

	host       *Host
	save, undo *widget.Button
	bar        *container.Clip
	place      *formLayout
	all        *fyne.Container

	what  string // what waits to be saved, "" when nothing does
	open  bool
	said  int // counts the sentences, so that only the one that was meant is taken away
	slide *fyne.Animation
}

const (
	lingerTime = 8 * time.Second        // how long "Saved." stays
	slideTime  = 150 * time.Millisecond // how long the bar takes to come and go
)

// NewForm is a page whose fields are saved by save and set back by undo.
func NewForm(h *Host, title, intro string, save, undo func()) *Form {
	f := &Form{Sheet: newSheet(title, intro), host: h, Message: NewMessage(), place: &formLayout{}}
	f.save = widget.NewButton(T("save"), save)
	f.save.Importance = widget.HighImportance
	f.undo = widget.NewButton(T("undo"), undo)
	f.Busy = NewBusy(f.save, f.undo)
	buttons := container.New(layout.NewCustomPaddedLayout(0, 0, 8, 0), container.NewHBox(f.Busy.Spin, f.undo, f.save))
	row := Border(nil, nil, nil, container.NewCenter(buttons), f.Message.Box)
	f.bar = container.NewClip(container.NewVBox(widget.NewSeparator(), container.New(layout.NewCustomPaddedLayout(8, 10, 20, 20),
		container.New(&Column{Width: ColumnWidth}, row))))
	f.bar.Hide()
	f.all = container.New(f.place, f.head, f.Scroll, f.bar)
	f.box = f.all
	f.Message.changed = f.spoken
	f.Busy.changed = f.arrange
	return f
}

// Unsaved says in one sentence what waits to be saved; "" when nothing does. A
// report of a save that failed stays until the page clears the message.
func (f *Form) Unsaved(what string) {
	was := f.what
	f.what = what
	switch now := f.Message.Text(); {
	case what != "" && (now == "" || now == was):
		f.Message.Hint(what)
	case what == "" && was != "" && now == was:
		f.Message.Clear()
	}
	f.arrange()
}

// CanSave says whether something waits to be saved and nothing is being saved.
func (f *Form) CanSave() bool { return f.what != "" && !f.Busy.Running() }

// Saved reports the end of a save: the error's sentence, or good.
func (f *Form) Saved(err error, good string) {
	if err != nil {
		f.Message.Fail(SaveSentence(err))
		return
	}
	f.Message.Good(good)
}

// spoken follows the message: a success is not left standing.
func (f *Form) spoken() {
	f.said++
	if said := f.said; f.Message.good {
		f.host.Calls.After(lingerTime, func() {
			if said == f.said {
				f.Message.Clear()
			}
		})
	}
	f.arrange()
}

// arrange shows of the bar what there is a reason for.
func (f *Form) arrange() {
	busy := f.Busy.Running() && f.open // it does not go while it turns
	SetVisible(f.save, f.what != "" || busy && f.save.Visible())
	SetVisible(f.undo, f.save.Visible())
	f.turn(f.what != "" || f.Message.Text() != "" || busy)
}

// turn slides the bar in or out.
func (f *Form) turn(open bool) {
	if f.open == open {
		f.layOut() // its height may be another one
		return
	}
	f.open = open
	if f.slide != nil {
		f.slide.Stop()
	}
	from, to := f.place.share, float32(0)
	if open {
		to = 1
		f.bar.Show()
	}
	move := func(done float32) {
		f.place.share = from + (to-from)*done
		SetVisible(f.bar, f.place.share > 0)
		f.layOut()
	}
	if !f.host.App.Settings().ShowAnimations() {
		move(1)
		return
	}
	f.slide = fyne.NewAnimation(slideTime, move)
	f.slide.Curve = fyne.AnimationEaseOut
	f.slide.Start()
}

// layOut puts the parts in their places; nothing of the page is drawn anew for it.
func (f *Form) layOut() { f.place.Layout(f.all.Objects, f.all.Size()) }

// formLayout puts the heading on top, the share of the bar that is in sight at
// the bottom, and what scrolls between them.
type formLayout struct{ share float32 }

func (l *formLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top := fit(o[0], size.Width)
	bar := fit(o[2].(*container.Clip).Content, size.Width)
	seen := bar * l.share
	o[1].Move(fyne.NewPos(0, top))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-top-seen))
	o[2].Move(fyne.NewPos(0, size.Height-seen))
	o[2].Resize(fyne.NewSize(size.Width, seen))
}

// fit makes o that wide and as high as it needs to be then: wrapping labels
// know their height only once they know their width.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	return height
}

// MinSize has room for the bar also while it is away: a page that fits keeps fitting.
func (l *formLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	head, rest, bar := o[0].MinSize(), o[1].MinSize(), o[2].(*container.Clip).Content.MinSize()
	return fyne.NewSize(max(head.Width, rest.Width, bar.Width), head.Height+rest.Height+bar.Height)
}

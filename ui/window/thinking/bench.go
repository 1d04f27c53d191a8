package thinking

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// bench is the workbench: a pasted answer goes through the settings as they stand
// on the page, whole or piece by piece as a stream brings it.
type bench struct {
	page *page
	box  *kit.Panel

	model  *kit.Choice
	sample *kit.Entry
	split  *kit.Select
	speed  *kit.Select
	play   *widget.Button
	count  *widget.Label
	note   *kit.Message
	answer *output
	mind   *output

	out    control.TriedThink
	round  int // counts edits, so that only the last one is tried
	runs   bool
	again  bool
	step   int // the piece that is shown next while it plays
	played int // counts the plays, so that only the last one goes on
	on     bool
}

// splits are the lengths of pieces that are offered, in characters; 0 is all at once.
var splits = []int{1, 3, 8, 20, 0}

// speeds are how long a piece stands before the next one comes.
var speeds = []struct {
	text  string // "bench.speed."+text
	pause time.Duration
}{{"slow", 400 * time.Millisecond}, {"normal", 120 * time.Millisecond}, {"fast", 30 * time.Millisecond}}

// pause is how long nothing must be typed before the answer is tried.
const pause = 300 * time.Millisecond

func newBench(p *page) *bench {
	b := &bench{page: p, note: kit.NewMessage(), answer: newOutput(), mind: newOutput()}
	b.model = kit.NewChoice(nil, kit.T("bench.model_any"))
	b.sample = kit.NewTextArea("", 4)
	b.sample.SetText(kit.T("bench.sample"))
	var pieces, paces []string
	for _, n := range splits {
		label := kit.T("bench.split_all")
		switch n {
		case 0:
		case 1:
			label = kit.T("bench.split_one")
		default:
			label = kit.T("bench.split", "number", n)
		}
		pieces = append(pieces, label)
	}
	for _, s := range speeds {
		paces = append(paces, kit.T("bench.speed."+s.text))
	}
	b.split, b.speed = kit.NewSelect(pieces, nil), kit.NewSelect(paces, nil)
	b.split.SetSelectedIndex(1)
	b.speed.SetSelectedIndex(1)
	b.play = widget.NewButtonWithIcon(kit.T("bench.play"), theme.MediaPlayIcon(), b.playTapped)
	b.count = widget.NewLabel("")
	b.count.Importance = widget.LowImportance
	reset := widget.NewButtonWithIcon(kit.T("try.example"), theme.ContentUndoIcon(), func() { b.sample.SetText(kit.T("bench.sample")) })
	reset.Importance = widget.LowImportance

	b.model.OnChanged = func(string) { b.later() }
	b.sample.OnChanged = func(string) { b.later() }
	b.split.OnChanged = func(string) { b.later() }
	b.box = kit.NewPanel(
		kit.Border(nil, nil, nil, reset, kit.Section(kit.T("try.title"), "")),
		container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 1}, {Share: 1}}},
			kit.NewField(kit.T("bench.model"), b.model).Box, kit.NewField(kit.T("bench.pieces"), b.split).Box),
		kit.NewField(kit.T("bench.text"), b.sample).Box,
		container.NewHBox(b.play, b.speed, b.count),
		container.New(&kit.Columns{Gap: 12, Cells: []kit.Cell{{Share: 1}, {Share: 1}}}, b.answer.field.Box, b.mind.field.Box),
		b.note.Box,
	)
	return b
}

// later tries the answer once nothing was changed for a moment.
func (b *bench) later() {
	b.stop()
	b.round++
	round := b.round
	b.page.h.Calls.After(pause, func() {
		if round == b.round {
			b.now()
		}
	})
}

// now tries the answer with the settings as they stand on the page. One trial runs at a time.
func (b *bench) now() {
	if !b.page.h.Session.Loaded {
		return
	}
	if b.runs {
		b.again = true
		return
	}
	b.runs = true
	draft := b.page.current().Think
	all, _ := b.page.merged()
	if all == nil {
		all = []control.Rule{}
	}
	try := control.TryThink{Think: &draft, Rules: all, Model: strings.TrimSpace(b.model.Text), Sample: b.sample.Text, Split: splits[max(0, b.split.SelectedIndex())]}
	kit.Request(b.page.h.Calls, kit.QuickCall, func(ctx context.Context) (control.TriedThink, error) {
		return b.page.h.Session.API.TryThink(ctx, try)
	}, func(out control.TriedThink, err error) {
		b.runs = false
		b.took(out, err)
		if b.again {
			b.again = false
			b.now()
		}
	})
}

func (b *bench) took(out control.TriedThink, err error) {
	b.stop()
	b.out = out
	b.note.Clear()
	switch {
	case err != nil:
		b.note.Fail(kit.Sentence(err))
	case len(out.Problems) > 0:
		b.note.Fail(out.Problems[0].Message)
	case len(out.Warnings) > 0:
		b.note.Warn(out.Warnings[0].Sentence)
	case out.Unclosed:
		b.note.Warn(kit.T("bench.unclosed"))
	}
	if out.Mode != "" {
		b.mind.field.Title.SetText(kit.T("bench.mind." + out.Mode))
	}
	b.whole()
}

// whole shows what there is in the end.
func (b *bench) whole() {
	b.answer.show(b.out.Answer)
	b.mind.show(b.out.Thinking)
	b.count.SetText("")
}

func (b *bench) playTapped() {
	if b.on {
		b.stop()
		b.whole()
		return
	}
	if len(b.out.Pieces) == 0 {
		return
	}
	b.on, b.step = true, 0
	b.played++
	b.play.SetIcon(theme.MediaStopIcon())
	b.play.SetText(kit.T("bench.stop"))
	b.answer.show("")
	b.mind.show("")
	b.next(b.played)
}

// next shows one more piece, and waits for the one behind it.
func (b *bench) next(play int) {
	if !b.on || play != b.played {
		return
	}
	if b.step == len(b.out.Pieces) {
		b.stop()
		b.count.SetText("")
		return
	}
	piece := b.out.Pieces[b.step]
	b.step++
	b.answer.add(piece.Answer)
	b.mind.add(piece.Thinking)
	b.count.SetText(kit.T("bench.count", "number", strconv.Itoa(b.step), "of", strconv.Itoa(len(b.out.Pieces))))
	b.page.h.Calls.After(speeds[max(0, b.speed.SelectedIndex())].pause, func() { b.next(play) })
}

// stop ends playing.
func (b *bench) stop() {
	if b.on {
		b.on = false
		b.play.SetIcon(theme.MediaPlayIcon())
		b.play.SetText(kit.T("bench.play"))
	}
}

package tray

import (
	"context"
	"sync"

	"fyne.io/systray"
	"github.com/rs/zerolog"

	"keyport/assets"
)

// native draws on the notification area through systray.
type native struct {
	log    zerolog.Logger
	clicks chan<- string
	rows   map[string]*systray.MenuItem
	hidden map[string]bool
	group  sync.WaitGroup // the goroutines that carry clicks
}

func newNative(log zerolog.Logger, clicks chan<- string) *native {
	return &native{log: log, clicks: clicks, rows: map[string]*systray.MenuItem{}, hidden: map[string]bool{}}
}

// build makes every row of the skeleton, hidden, with a goroutine each that
// carries its clicks until ctx ends: systray drops a click that nobody waits for.
func (n *native) build(ctx context.Context) {
	for _, slot := range skeleton {
		if slot.Separator {
			systray.AddSeparator()
			continue
		}
		row := systray.AddMenuItem("", "")
		n.add(ctx, slot.ID, row)
		for _, sub := range slot.Sub {
			n.add(ctx, sub.ID, row.AddSubMenuItem("", ""))
		}
	}
	// Only now: on Windows a submenu cannot be hung on a row that is hidden.
	each(skeleton, func(slot Item) { n.hide(slot.ID) })
}

func (n *native) add(ctx context.Context, id string, row *systray.MenuItem) {
	n.rows[id] = row
	n.group.Go(func() {
		for {
			select {
			case <-row.ClickedCh:
				n.clicked(ctx, id)
			case <-ctx.Done():
				return
			}
		}
	})
}

func (n *native) clicked(ctx context.Context, id string) {
	select {
	case n.clicks <- id:
	case <-ctx.Done():
	}
}

// tapped makes a click on the icon itself open the window. It is called by
// systray on its event loop or in a D-Bus call, neither of which may be held.
func (n *native) tapped(ctx context.Context) {
	taps := make(chan struct{}, 1)
	systray.SetOnTapped(func() {
		select {
		case taps <- struct{}{}:
		default:
		}
	})
	n.opens(ctx, taps)
}

// opens makes what comes out of asked open the window, until ctx ends.
func (n *native) opens(ctx context.Context, asked <-chan struct{}) {
	n.group.Go(func() {
		for {
			select {
			case <-asked:
				n.clicked(ctx, idOpen)
			case <-ctx.Done():
				return
			}
		}
	})
}

// wait waits for the goroutines of build and tapped, whose context has ended.
func (n *native) wait() { n.group.Wait() }

func (n *native) setIcon(state string) { showIcon(assets.Icon(state), assets.TemplateIcon(state)) }

func (n *native) setTooltip(text string) { showTooltip(text) }

func (n *native) show(id, label string) {
	row := n.rows[id]
	if row == nil {
		return
	}
	row.SetTitle(escape(label))
	if n.hidden[id] {
		n.hidden[id] = false
		row.Show()
	}
}

func (n *native) hide(id string) {
	row := n.rows[id]
	if row == nil || n.hidden[id] {
		return
	}
	n.hidden[id] = true
	clearTitle(row)
	row.Hide()
}

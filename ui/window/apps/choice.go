package apps

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// choice is the programs to choose from, those that are installed first.
type choice struct {
	*kit.Sheet
	p        *page
	box      fyne.CanvasObject
	here     *fyne.Container
	rest     *fyne.Container
	hereHead fyne.CanvasObject
	restHead fyne.CanvasObject
	wait     *widget.Label
	shown    int // cards that are shown
	tiles    []*tile
}

func newChoice(p *page) *choice {
	c := &choice{p: p, Sheet: kit.NewSheet(kit.T("apps.choose"), kit.T("apps.choose_intro"))}
	c.box = under(func() { p.turn(p.list) }, c.Content())
	c.here, c.rest = container.New(&grid{gap: 10, least: 250}), container.New(&grid{gap: 10, least: 250})
	c.hereHead, c.restHead = kit.Section(kit.T("apps.installed"), ""), kit.Section(kit.T("apps.all"), "")
	c.wait = caption(kit.T("apps.looking"))
	c.Add(kit.Flush(c.wait), c.hereHead, c.here, c.restHead, c.rest)
	c.hereHead.Hide()
	c.restHead.Hide()
	return c
}

func (c *choice) content() fyne.CanvasObject { return c.box }
func (c *choice) about() string              { return "" }
func (c *choice) load()                      {}
func (c *choice) leave()                     {}

// show fills the cards in once they are known. Later they stay where they are: nobody likes a
// button that moves away under the pointer.
func (c *choice) show() {
	if c.shown > 0 || len(c.p.cards) == 0 {
		return
	}
	c.shown = len(c.p.cards)
	for _, card := range c.p.cards {
		t := newTile(card.Title, card.About, card.Possible, func() { c.take(card) })
		c.tiles = append(c.tiles, t)
		if card.Installed && card.Possible {
			c.here.Add(t)
		} else {
			c.rest.Add(t)
		}
	}
	c.wait.Hide()
	kit.SetVisible(c.hereHead, len(c.here.Objects) > 0)
	kit.SetVisible(c.here, len(c.here.Objects) > 0)
	c.restHead.Show()
	c.Scroll.Refresh()
}

// take goes on with a program: to the app that waits for it already (the first
// run makes one for VS Code), or to the name of a new one.
func (c *choice) take(card control.GuideCard) {
	if !card.Possible {
		c.p.turn(newGuide(c.p, "", card.Kind))
		return
	}
	for _, app := range c.p.h.Session.View.Settings.Clients {
		if app.Kind == card.Kind && !app.Off && c.p.h.Session.App(app.Name).LastUsed == nil {
			c.p.turn(newGuide(c.p, app.Name, card.Kind))
			return
		}
	}
	s := newStart(c.p, card)
	c.p.turn(s)
	c.p.h.Focus(s.name)
}

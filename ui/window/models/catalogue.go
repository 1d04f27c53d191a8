package models

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// catalogue is the list of models. What a row shows is drawn only while it is in
// sight: a router's account has hundreds.
type catalogue struct {
	page *page
	box  fyne.CanvasObject

	search  *kit.Entry
	busy    *kit.Busy
	health  *health
	list    *widget.List
	nothing *nothing
	hide    *hideField

	shown []control.Model // what the search leaves
	came  bool            // models were fetched once
	err   error           // of the last fetch
}

func newCatalogue(p *page) *catalogue {
	c := &catalogue{page: p}
	c.search = kit.NewEntry(kit.T("models.search"))
	c.search.OnChanged = func(string) { c.filter() }
	refresh := widget.NewButtonWithIcon(kit.T("models.refresh"), theme.ViewRefreshIcon(), c.refresh)
	c.busy = kit.NewBusy(refresh)
	c.health = newHealth(p)
	c.nothing = newNothing()
	c.hide = newHideField(p)
	c.list = widget.NewList(func() int { return len(c.shown) }, func() fyne.CanvasObject { return newRow(c) }, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < len(c.shown) {
			o.(*row).set(c.shown[i])
		}
	})
	c.list.HideSeparators = true
	c.list.OnSelected = func(i widget.ListItemID) {
		c.list.UnselectAll()
		if i < len(c.shown) {
			c.edit(c.shown[i])
		}
	}
	top := container.New(&kit.Column{Gap: 6, Width: kit.ColumnWidth},
		kit.Border(nil, nil, nil, container.NewHBox(c.busy.Spin, refresh), c.search), c.health.box)
	c.box = kit.Border(
		container.New(layout.NewCustomPaddedLayout(2, 4, 20, 20), top),
		container.New(layout.NewCustomPaddedLayout(4, 10, 20, 20), container.New(&kit.Column{Width: kit.ColumnWidth}, c.hide.box)),
		nil, nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 12, 12), container.New(&upTo{kit.ColumnWidth + 16}, container.NewStack(c.list, c.nothing.box))))
	return c
}

func (c *catalogue) load() { c.hide.load() }

// fetch asks Keyport for what it knows; no provider is asked for it.
func (p *page) fetch() {
	p.keys = p.accounts()
	c := p.catalogue
	c.busy.Start()
	kit.Request(p.h.Calls, kit.CheckCall, func(ctx context.Context) (fetched, error) {
		models, err := p.h.Session.API.Models(ctx) // waits for a first list; health is told behind it
		lists, healthErr := p.h.Session.API.ModelLists(ctx)
		if healthErr != nil {
			err = healthErr
		}
		return fetched{models, lists}, err
	}, func(f fetched, err error) {
		c.busy.Stop()
		c.took(f, err)
	})
}

type fetched struct {
	models []control.Model
	lists  []control.ModelList
}

// refresh asks the providers.
func (c *catalogue) refresh() {
	if c.busy.Running() {
		return
	}
	c.busy.Start()
	kit.Request(c.page.h.Calls, kit.CheckCall, c.page.h.Session.API.RefreshModels, func(_ []control.ModelList, err error) {
		c.busy.Stop()
		if err != nil {
			c.took(fetched{models: c.page.models}, err)
			return
		}
		c.page.fetch()
	})
}

func (c *catalogue) took(f fetched, err error) {
	c.came, c.err = true, err
	c.page.took(f.models)
	c.health.show(f.lists)
	c.filter()
}

// filter shows the models whose name has all words of the search in it.
func (c *catalogue) filter() {
	words := strings.Fields(strings.ToLower(c.search.Text))
	c.shown = c.shown[:0]
	for _, m := range c.page.models {
		if has(m, words) {
			c.shown = append(c.shown, m)
		}
	}
	c.list.Refresh()
	c.list.ScrollToTop()
	c.explain()
}

func has(m control.Model, words []string) bool {
	text := strings.ToLower(m.ID + " " + m.Target + " " + m.Upstream)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// explain says why the list is empty, with the one button that helps.
func (c *catalogue) explain() {
	open := c.page.h.Open
	defer func() {
		kit.SetVisible(c.health.box, len(c.health.lists) > 0 && (len(c.page.models) > 0 || !c.nothing.box.Visible()))
	}()
	switch {
	case !c.came || len(c.shown) > 0:
		c.nothing.hide()
	case len(c.page.models) > 0:
		c.nothing.say(kit.T("models.none_found"), kit.T("models.show_all"), func() { c.search.SetText("") })
	case c.page.h.Session.View.Settings.Access == passthrough:
		c.nothing.say(kit.T("models.passthrough"), "", nil)
	case len(c.page.h.Session.View.Settings.Upstreams) == 0, c.health.all(codeNoKey):
		c.nothing.say(kit.T("models.no_key"), kit.T("models.add_key"), func() { open(control.PageKey) })
	case c.health.all(keyCodes...):
		c.nothing.say(c.health.trouble(), kit.T("models.check_key"), func() { open(control.PageKey) })
	case c.health.trouble() != "":
		c.nothing.say(c.health.trouble(), kit.T("models.again"), c.refresh)
	case c.err != nil:
		c.nothing.say(kit.Sentence(c.err), kit.T("models.again"), c.refresh)
	default:
		c.nothing.say(kit.T("models.none"), kit.T("models.again"), c.refresh)
	}
}

// nothing stands where the list would.
type nothing struct {
	box    *fyne.Container
	label  *widget.Label
	button *widget.Button
}

func newNothing() *nothing {
	n := &nothing{label: widget.NewLabel(""), button: widget.NewButton("", nil)}
	n.label.Wrapping, n.label.Alignment = fyne.TextWrapWord, fyne.TextAlignCenter
	n.button.Importance = widget.HighImportance
	n.box = container.New(&kit.Column{Gap: 8}, container.NewGridWrap(fyne.NewSize(0, 24)), n.label, container.NewCenter(n.button))
	n.box.Hide()
	return n
}

func (n *nothing) hide() { n.box.Hide() }

func (n *nothing) say(sentence, verb string, do func()) {
	n.label.SetText(kit.Plain(sentence))
	n.button.SetText(verb)
	n.button.OnTapped = do
	kit.SetVisible(n.button, verb != "")
	n.box.Show()
	n.box.Refresh()
}

// upTo gives its object all the height there is and a width up to a limit.
type upTo struct{ width float32 }

func (l *upTo) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, one := range o {
		one.Resize(fyne.NewSize(min(size.Width, l.width), size.Height))
	}
}

func (l *upTo) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// ago says how long ago something was.
func ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case d < time.Minute:
		return kit.T("models.ago.now")
	case d < 2*time.Minute:
		return kit.T("models.ago.minute")
	case d < time.Hour:
		return kit.T("models.ago.minutes", "number", int(d.Minutes()))
	case d < 2*time.Hour:
		return kit.T("models.ago.hour")
	case d < 24*time.Hour:
		return kit.T("models.ago.hours", "number", int(d.Hours()))
	case d < 48*time.Hour:
		return kit.T("models.ago.day")
	default:
		return kit.T("models.ago.days", "number", int(d.Hours()/24))
	}
}

// tokens writes a context length as people do: "128k", "1M".
func tokens(n int) string {
	switch {
	case n >= 1_000_000:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1_000_000), ".0") + "M"
	case n >= 1000:
		return strconv.Itoa((n+500)/1000) + "k"
	}
	return strconv.Itoa(n)
}

// passthrough is the access mode in which Keyport has no key of its own.
const passthrough = "passthrough"

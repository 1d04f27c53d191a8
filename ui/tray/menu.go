package tray

import (
	"fmt"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// Item is one row of the menu, as data.
type Item struct {
	ID        string // stable, see the constants; "" for a separator
	Label     string // printable, at most 60 runes, not yet escaped for a platform
	Page      string // the page of the window that a click opens, for the status row
	Client    string // whose address a click copies
	Separator bool
	Sub       []Item
}

// The rows. The rows below idCopies are called idCopies.0, idCopies.1 and so on.
const (
	idStatus       = "status"
	idOpen         = "open"
	idPause        = "pause"
	idPauseHour    = "pause.hour"
	idPauseMorning = "pause.morning"
	idPauseHold    = "pause.hold"
	idResume       = "resume"
	idCopy         = "copy"   // the only app's address
	idCopies       = "copies" // a submenu with a row per app
	idDemo         = "demo"
	idQuit         = "quit"
)

// maxCopies is how many apps have a row; the window lists them all.
const maxCopies = 8

// skeleton is every row there can be, in order. Menu gives some of them, and
// never another: a test holds it to that.
var skeleton = func() []Item {
	rows := make([]Item, maxCopies)
	for i := range rows {
		rows[i] = Item{ID: copyRow(i)}
	}
	return []Item{
		{ID: idStatus},
		{Separator: true},
		{ID: idOpen},
		{ID: idPause, Sub: []Item{{ID: idPauseHour}, {ID: idPauseMorning}, {ID: idPauseHold}}},
		{ID: idResume},
		{ID: idCopy},
		{ID: idCopies, Sub: rows},
		{ID: idDemo},
		{Separator: true},
		{ID: idQuit},
	}
}()

func copyRow(i int) string { return fmt.Sprintf("%s.%d", idCopies, i) }

// Menu gives the rows that fit the state. What does not apply is left out, not
// greyed out. now tells which morning "until 08:00" means.
func Menu(s control.Status, now time.Time) []Item {
	items := []Item{
		{ID: idStatus, Label: label(sentence(s)), Page: page(s)},
		{Separator: true},
		{ID: idOpen, Label: assets.T("tray.menu.open")},
	}
	if paused(s) {
		items = append(items, Item{ID: idResume, Label: assets.T("tray.menu.resume")})
	} else {
		items = append(items, Item{ID: idPause, Label: assets.T("tray.menu.pause"), Sub: []Item{
			{ID: idPauseHour, Label: assets.T("tray.menu.pause_hour")},
			{ID: idPauseMorning, Label: morningLabel(now)},
			{ID: idPauseHold, Label: assets.T("tray.menu.pause_hold")},
		}})
	}
	items = append(items, copies(s)...)
	if s.State == control.StateSetup {
		items = append(items, Item{ID: idDemo, Label: assets.T("tray.menu.demo")})
	}
	return append(items, Item{Separator: true}, Item{ID: idQuit, Label: assets.T("tray.menu.quit")})
}

// copies gives the row or the submenu that copies addresses; nothing while
// Keyport does not listen, for an address with no port would be wrong later.
func copies(s control.Status) []Item {
	switch {
	case s.Address == "" || len(s.Clients) == 0:
		return nil
	case len(s.Clients) == 1:
		return []Item{{ID: idCopy, Label: assets.T("tray.menu.copy"), Client: s.Clients[0].Name}}
	}
	var rows []Item
	for i, client := range s.Clients[:min(len(s.Clients), maxCopies)] {
		name := label(client.Name)
		if name == "" {
			name = assets.T("tray.menu.unnamed")
		}
		rows = append(rows, Item{ID: copyRow(i), Label: name, Client: client.Name})
	}
	return []Item{{ID: idCopies, Label: assets.T("tray.menu.copy"), Sub: rows}}
}

func paused(s control.Status) bool { return s.Paused || s.State == control.StatePaused }

// page is where the window explains the first row.
func page(s control.Status) string {
	switch s.State {
	case control.StateSetup:
		return control.PageKey
	case control.StateAttention, control.StateBlocked:
		if len(s.Problems) > 0 && s.Problems[0].Page != "" {
			return s.Problems[0].Page
		}
	}
	return control.PageOverview
}

// sentence is the first row: the running program's own sentence, or a general one for the state.
func sentence(s control.Status) string {
	if printable(s.Sentence) != "" {
		return s.Sentence
	}
	switch s.State {
	case control.StateStarting:
		return assets.T("tray.state.starting")
	case control.StateSetup:
		return assets.T("tray.state.setup")
	case control.StatePaused:
		return assets.T("tray.state.paused")
	case control.StateBlocked:
		return assets.T("tray.state.blocked")
	case control.StateOpen:
		return assets.T("tray.state.open")
	case control.StateReady:
		switch s.Running {
		case 0:
			return assets.T("tray.state.ready")
		case 1:
			return assets.T("tray.state.ready_one")
		}
		return assets.T("tray.state.ready_many", "count", s.Running)
	}
	return assets.T("tray.state.attention")
}

// morningHour is when a pause "until the morning" ends, local time.
const morningHour = 8

// morning is the next 08:00 of the person's clock, across changes of summer time.
func morning(now time.Time) time.Time {
	today := time.Date(now.Year(), now.Month(), now.Day(), morningHour, 0, 0, 0, now.Location())
	if now.Before(today) {
		return today
	}
	return time.Date(now.Year(), now.Month(), now.Day()+1, morningHour, 0, 0, 0, now.Location())
}

func morningLabel(now time.Time) string {
	if morning(now).Day() == now.Day() {
		return assets.T("tray.menu.pause_today")
	}
	return assets.T("tray.menu.pause_tomorrow")
}

package tray

import (
	"fmt"
	"slices"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// Item is one row of the menu, as data.
type Item struct {
	ID        string // stable, see the constants; "" for a separator
	Label     string // printable, at most 60 runes, not yet escaped for a platform
	Page      string // the page of the window that a click opens
	Client    string // whose address a click copies
	Fix       fix    // what a click on the fix row does
	Separator bool
	Sub       []Item
}

// The rows. The rows below idCopies are called idCopies.0, idCopies.1 and so on.
// A row never changes from one with a submenu to one without: each has a place
// of its own in the skeleton.
const (
	idStatus       = "status"
	idFix          = "fix"
	idOpen         = "open"
	idPause        = "pause"
	idPauseHour    = "pause.hour"
	idPauseMorning = "pause.morning"
	idPauseHold    = "pause.hold"
	idResume       = "resume"
	idKeep         = "keep"   // takes the quitting back
	idCopies       = "copies" // a submenu with a row per app
	idCopyConnect  = "copies.connect"
	idConnect      = "connect" // instead of the submenu while there is no app
	idDemo         = "demo"
	idActivity     = "activity"
	idSettings     = "settings"
	idUpdate       = "update"
	idQuit         = "quit"
	idQuits        = "quits" // a submenu, while requests run
	idQuitIdle     = "quits.idle"
	idQuitNow      = "quits.now"
	idQuitAnyway   = "quit.anyway" // instead of both while Keyport waits for requests to end
)

// maxCopies is how many apps have a row; the window lists them all.
const maxCopies = 8

// skeleton is every row there can be, in order. Menu gives some of them, and
// never another: a test holds it to that.
var skeleton = func() []Item {
	rows := make([]Item, maxCopies, maxCopies+1)
	for i := range rows {
		rows[i] = Item{ID: copyRow(i)}
	}
	return []Item{
		{ID: idStatus},
		{ID: idFix},
		{Separator: true},
		{ID: idOpen},
		{ID: idPause, Sub: []Item{{ID: idPauseHour}, {ID: idPauseMorning}, {ID: idPauseHold}}},
		{ID: idResume},
		{ID: idKeep},
		{ID: idCopies, Sub: append(rows, Item{ID: idCopyConnect})},
		{ID: idConnect},
		{ID: idDemo},
		{Separator: true},
		{ID: idActivity},
		{ID: idSettings},
		{ID: idUpdate},
		{Separator: true},
		{ID: idQuit},
		{ID: idQuits, Sub: []Item{{ID: idQuitIdle}, {ID: idQuitNow}}},
		{ID: idQuitAnyway},
	}
}()

func copyRow(i int) string { return fmt.Sprintf("%s.%d", idCopies, i) }

// Menu gives the rows that fit the state. What does not apply is left out, not
// greyed out. Some desktops (GNOME's extensions) show a submenu's rows among
// the others, so each of them says all that it does. now tells which morning
// "until 08:00" means.
func Menu(s control.Status, now time.Time) []Item {
	items := []Item{{ID: idStatus, Label: label(sentence(s)), Page: page(s)}}
	if f, ok := fixOf(s); ok {
		items = append(items, Item{ID: idFix, Label: label(f.label()), Fix: f})
	}
	items = append(items, Item{Separator: true}, Item{ID: idOpen, Label: assets.T("tray.menu.open")}, hold(s, now))
	items = append(items, copies(s)...)
	if s.State == control.StateSetup {
		items = append(items, Item{ID: idDemo, Label: assets.T("tray.menu.demo")})
	}
	items = append(
		items, Item{Separator: true},
		Item{ID: idActivity, Label: assets.T("tray.menu.activity"), Page: control.PageActivity},
		Item{ID: idSettings, Label: assets.T("tray.menu.settings"), Page: control.PageGeneral},
	)
	return append(append(items, newer(s)...), Item{Separator: true}, quit(s))
}

// newer gives the row that opens the page of a newer version, while Keyport tells of one.
func newer(s control.Status) []Item {
	told := slices.ContainsFunc(s.Problems, func(p control.Problem) bool { return p.Code == control.CodeUpdate })
	if !told || s.Updates == nil || s.Updates.Newer == nil {
		return nil
	}
	return []Item{{ID: idUpdate, Label: label(assets.T("tray.menu.update", "version", printable(s.Updates.Newer.Version)))}}
}

// hold gives the row that stops requests, or the one that lets them through again.
func hold(s control.Status, now time.Time) Item {
	switch {
	case s.Quitting:
		return Item{ID: idKeep, Label: assets.T("tray.menu.keep")}
	case s.Paused || s.State == control.StatePaused:
		return Item{ID: idResume, Label: assets.T("tray.menu.resume")}
	}
	return Item{ID: idPause, Label: assets.T("tray.menu.pause"), Sub: []Item{
		{ID: idPauseHour, Label: assets.T("tray.menu.pause_hour")},
		{ID: idPauseMorning, Label: morningLabel(now)},
		{ID: idPauseHold, Label: assets.T("tray.menu.pause_hold")},
	}}
}

// copies gives the submenu that copies addresses. There is none while Keyport
// does not listen, for an address with no port would be wrong later, and none
// without a key.
func copies(s control.Status) []Item {
	connect := Item{ID: idCopyConnect, Label: assets.T("tray.menu.connect"), Page: control.PageApps}
	switch {
	case s.Address == "" || s.State == control.StateSetup:
		return nil
	case len(s.Clients) == 0:
		connect.ID = idConnect
		return []Item{connect}
	}
	var rows []Item
	for i, client := range s.Clients[:min(len(s.Clients), maxCopies)] {
		name := printable(client.Name)
		if name == "" {
			name = assets.T("tray.menu.unnamed")
		}
		rows = append(rows, Item{ID: copyRow(i), Label: label(assets.T("tray.menu.copy_for", "app", name)), Client: client.Name})
	}
	return []Item{{ID: idCopies, Label: assets.T("tray.menu.copy"), Sub: append(rows, connect)}}
}

// quit gives the one row that ends Keyport. A menu cannot ask back, so while
// requests run the choice stands in the menu itself.
func quit(s control.Status) Item {
	switch {
	case s.Running == 0:
		return Item{ID: idQuit, Label: assets.T("tray.menu.quit")}
	case s.Quitting:
		return Item{ID: idQuitAnyway, Label: cutLabel(s.Running)}
	}
	wait := assets.T("tray.menu.quit_idle_many", "count", s.Running)
	if s.Running == 1 {
		wait = assets.T("tray.menu.quit_idle_one")
	}
	return Item{ID: idQuits, Label: assets.T("tray.menu.quit"), Sub: []Item{
		{ID: idQuitIdle, Label: wait}, {ID: idQuitNow, Label: cutLabel(s.Running)},
	}}
}

func cutLabel(running int) string {
	if running == 1 {
		return assets.T("tray.menu.quit_now_one")
	}
	return assets.T("tray.menu.quit_now_many", "count", running)
}

package tray

import (
	"reflect"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// look is all that a person sees of the tray.
type look struct {
	icon    string
	tooltip string
	menu    []Item
}

func lookOf(s control.Status, now time.Time) look {
	return look{icon: Icon(s), tooltip: Tooltip(s, now), menu: Menu(s, now)}
}

func (l look) same(other look) bool { return reflect.DeepEqual(l, other) }

// Icon gives the name of the icon (package assets) for the state. That Keyport
// is open to everybody wins over Ready and Working: it must not be overlooked.
func Icon(s control.Status) string {
	switch s.State {
	case control.StateStarting:
		return assets.Starting
	case control.StateSetup:
		return assets.Setup
	case control.StateReady:
		if s.Running > 0 {
			return assets.Working
		}
		return assets.Ready
	case control.StatePaused:
		return assets.Paused
	case control.StateBlocked:
		return assets.Blocked
	case control.StateOpen:
		return assets.Open
	}
	return assets.Attention
}

// Tooltip gives the text beside the icon, at most 127 UTF-16 units. now decides
// whether the end of a pause needs its day.
func Tooltip(s control.Status, now time.Time) string {
	return tooltip(tip(s, now))
}

func tip(s control.Status, now time.Time) string {
	if s.Quitting {
		return assets.T("tray.tip.problem", "problem", sentence(s))
	}
	switch s.State {
	case control.StateStarting:
		return assets.T("tray.tip.starting")
	case control.StateSetup:
		return assets.T("tray.tip.setup")
	case control.StatePaused:
		return pausedTip(s.PausedUntil, now)
	case control.StateOpen:
		return assets.T("tray.tip.open")
	case control.StateReady:
		switch {
		case s.Running == 1:
			return assets.T("tray.tip.working_one")
		case s.Running > 1:
			return assets.T("tray.tip.working_many", "count", s.Running)
		case s.Address != "":
			return assets.T("tray.tip.ready_on", "address", strings.TrimPrefix(s.Address, "http://"))
		}
		return assets.T("tray.tip.ready")
	}
	return assets.T("tray.tip.problem", "problem", sentence(s))
}

func pausedTip(until *time.Time, now time.Time) string {
	if until == nil || until.IsZero() {
		return assets.T("tray.tip.paused")
	}
	end := until.In(now.Location())
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch day(end) {
	case day(now):
		return assets.T("tray.tip.paused_until", "time", end.Format("15:04"))
	case day(now.AddDate(0, 0, 1)):
		return assets.T("tray.tip.paused_tomorrow", "time", end.Format("15:04"))
	}
	return assets.T("tray.tip.paused_until", "time", end.Format("2006-01-02 15:04"))
}

package tray

import (
	"time"

	"keyport/assets"
)

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

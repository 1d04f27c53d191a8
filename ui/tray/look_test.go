package tray

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"keyport/app/control"
)

func TestTooltip(t *testing.T) {
	at := func(day, hour int) *time.Time {
		end := time.Date(2026, 3, day, hour, 30, 0, 0, time.UTC)
		return &end
	}
	one := ready()
	one.Running = 1
	prefixed := ready()
	prefixed.Address = "http://127.0.0.1:11434/work"
	open := ready()
	open.State, open.Running = control.StateOpen, 3
	for want, s := range map[string]control.Status{
		"Keyport – ready on 127.0.0.1:11434":                  ready(),
		"Keyport – ready on 127.0.0.1:11434/work":             prefixed,
		"Keyport – ready":                                     {State: control.StateReady},
		"Keyport – 1 request running":                         one,
		"Keyport – paused":                                    {State: control.StatePaused},
		"Keyport – paused until 16:30":                        {State: control.StatePaused, PausedUntil: at(10, 16)},
		"Keyport – paused until tomorrow 08:30":               {State: control.StatePaused, PausedUntil: at(11, 8)},
		"Keyport – paused until 2026-03-14 08:30":             {State: control.StatePaused, PausedUntil: at(14, 8)},
		"Keyport – open to every program on this computer":    open,
		"Keyport – The provider refused the key":              attention("The provider refused the key"),
		"Keyport – Keyport cannot answer at the moment":       {State: control.StateBlocked},
		"Keyport – Something needs your attention":            {},
		"Keyport – no [31m colours, no bell, no sides change": attention("no \x1b[31m colours,\nno bell\a, no \u202esides change"),
	} {
		if got := Tooltip(s, afternoon); got != want {
			t.Errorf("the tooltip is %q, want %q", got, want)
		}
	}
}

func TestTooltipFitsWindows(t *testing.T) {
	for _, sentence := range []string{
		strings.Repeat("a", 300), strings.Repeat("é", 300), strings.Repeat("🔑", 300), "a" + strings.Repeat("🔑", 300),
		strings.Repeat("a", tooltipSize-len("Keyport - ")), strings.Repeat("a", tooltipSize-len("Keyport - ")+1),
	} {
		got := Tooltip(attention(sentence), afternoon)
		if n := len(utf16.Encode([]rune(got))); n > 127 || n < 100 {
			t.Errorf("a sentence of %d bytes gives a tooltip of %d units", len(sentence), n)
		}
		if strings.ContainsRune(got, '\uFFFD') {
			t.Errorf("the tooltip %q is cut inside a character", got)
		}
	}
}

func TestOpenWinsOverWorking(t *testing.T) {
	s := ready()
	s.State, s.Running = control.StateOpen, 2
	if got := Icon(s); got != "open" {
		t.Errorf("the icon is %q", got)
	}
}

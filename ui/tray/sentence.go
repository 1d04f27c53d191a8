package tray

import (
	"keyport/app/control"
	"keyport/assets"
)

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

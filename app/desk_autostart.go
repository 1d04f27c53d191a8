package app

import (
	"context"
	"errors"
	"runtime"

	"keyport/app/autostart"
	"keyport/app/control"
	"keyport/assets"
)

// systemPages are the pages of system settings where start at login was switched off.
var systemPages = map[string]string{
	"windows": "ms-settings:startupapps",
	"darwin":  "x-apple.systempreferences:com.apple.LoginItems-Settings.extension",
}

// Autostart implements control.API.
func (d *desk) Autostart(ctx context.Context) (control.Autostart, error) {
	entry, err := autostart.Here()
	if err != nil { // without a place for entries there is none
		return sayAutostart(autostart.Status{State: autostart.Unavailable, Why: err}), nil
	}
	return sayAutostart(entry.Look(ctx)), nil
}

// SetAutostart implements control.API.
func (d *desk) SetAutostart(ctx context.Context, on bool) (control.Autostart, error) {
	entry, err := autostart.Here()
	if err != nil {
		return control.Autostart{}, autostartError(err)
	}
	s, err := entry.Set(ctx, on)
	if err != nil {
		return control.Autostart{}, autostartError(err)
	}
	return sayAutostart(s), nil
}

// sayAutostart puts what the system has into words.
func sayAutostart(s autostart.Status) control.Autostart {
	a := control.Autostart{State: control.AutostartState(s.State), Program: s.Program, Entry: s.Where}
	switch s.State {
	case autostart.On:
		a.Starts = true
	case autostart.Off:
		if s.ByDesktop {
			a.Sentence = assets.T("autostart.by_desktop")
		}
	case autostart.Blocked:
		a.Sentence = assets.T("autostart.blocked")
		if runtime.GOOS == "windows" {
			a.Sentence = assets.T("autostart.blocked_windows")
		}
		a.SystemPage = systemPages[runtime.GOOS]
	case autostart.Elsewhere:
		a.Starts = !s.Gone
		switch {
		case s.Program == "":
			a.Sentence = assets.T("autostart.nothing", "entry", s.Where)
		case s.Gone:
			a.Sentence = assets.T("autostart.gone", "program", s.Program)
		default:
			a.Sentence = assets.T("autostart.elsewhere", "program", s.Program)
		}
	case autostart.Unavailable:
		a.Sentence = autostartError(s.Why).Message
	}
	return a
}

func autostartError(err error) *control.Error {
	said := &control.Error{Code: control.CodeAutostart, Cause: err}
	why := &autostart.Error{Why: autostart.Failed}
	errors.As(err, &why)
	switch why.Why {
	case autostart.NoFolder:
		said.Message = assets.T("autostart.error.no_folder")
	case autostart.ReadOnly:
		said.Message = assets.T("autostart.error.read_only", "path", why.Path)
	case autostart.NotPlain:
		said.Message = assets.T("autostart.error.not_plain", "path", why.Path)
	case autostart.Translocated:
		said.Message = assets.T("autostart.error.translocated")
	case autostart.BadPath:
		said.Message = assets.T("autostart.error.bad_path", "path", why.Path)
	default:
		said.Message = assets.T("autostart.error.failed")
	}
	return said
}

package windowtest

import (
	"context"
	"strconv"

	"keyport/app/control"
)

// fakeAutostart is start at login.
type fakeAutostart struct {
	Login control.Autostart // what the system has
	Stays bool              // SetAutostart changes nothing
}

// Autostart is part of control.API.
func (f *Fake) Autostart(context.Context) (control.Autostart, error) {
	f.Lock()
	defer f.Unlock()
	return f.Login, f.Fail["Autostart"]
}

// SetAutostart is part of control.API.
func (f *Fake) SetAutostart(_ context.Context, on bool) (control.Autostart, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("SetAutostart "+strconv.FormatBool(on), "SetAutostart"); err != nil {
		return control.Autostart{}, err
	}
	if !f.Stays {
		f.Login = control.Autostart{State: control.AutostartOff}
		if on {
			f.Login = control.Autostart{State: control.AutostartOn, Starts: true}
		}
	}
	return f.Login, nil
}

package windowtest

import (
	"context"

	"keyport/app/control"
)

// fakeSettings is the part of the settings.
type fakeSettings struct {
	View  control.SettingsView
	Saved []control.Settings // every save that went well
}

func newFakeSettings() fakeSettings {
	return fakeSettings{View: control.SettingsView{Revision: 1, Settings: control.Settings{
		Version: 1, Access: control.AccessClients, Listen: control.Listen{Port: 11434},
		Think: control.Think{Mode: "strip", Tags: []string{"<think>", "</think>"}},
	}}}
}

// Settings is part of control.API.
func (f *Fake) Settings(context.Context) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	return f.View, f.Fail["Settings"]
}

// SaveSettings is part of control.API.
func (f *Fake) SaveSettings(_ context.Context, v control.SettingsView) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("SaveSettings", "SaveSettings"); err != nil {
		return control.SettingsView{}, err
	}
	if v.Revision != f.View.Revision {
		return control.SettingsView{}, &control.Error{Code: control.CodeConflict, Message: "The settings are others now."}
	}
	f.Saved = append(f.Saved, v.Settings)
	f.View.Settings = v.Settings
	f.View.Revision++
	f.Bump()
	return f.View, nil
}

// UseDemo is part of control.API.
func (f *Fake) UseDemo(_ context.Context, on bool) error {
	f.Lock()
	defer f.Unlock()
	call := "UseDemo off"
	if on {
		call = "UseDemo on"
	}
	if err := f.Enter(call, "UseDemo"); err != nil {
		return err
	}
	var rest []control.Account
	for _, u := range f.View.Settings.Upstreams {
		if u.Kind != control.KindDemo {
			rest = append(rest, u)
		}
	}
	if on {
		rest = append(rest, control.Account{Name: "demo", Kind: control.KindDemo})
	}
	f.View.Settings.Upstreams = rest
	f.View.Revision++
	f.Bump()
	return nil
}

// RestoreSettings is part of control.API.
func (f *Fake) RestoreSettings(context.Context) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	return f.View, f.Enter("RestoreSettings", "RestoreSettings")
}

// Import is part of control.API.
func (f *Fake) Import(_ context.Context, text string) (control.ImportReport, error) {
	f.Lock()
	defer f.Unlock()
	f.Given = append(f.Given, text)
	return f.Report, f.Enter("Import", "Import")
}

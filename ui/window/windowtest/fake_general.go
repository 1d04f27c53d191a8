package windowtest

import (
	"context"

	"keyport/app/control"
)

// fakeGeneral is the part of the settings as a whole, and of keys that lie about.
type fakeGeneral struct {
	Exported string                 // what ExportSettings gives
	Review   control.SettingsReview // what ReviewSettings answers
	Given    []string               // texts that were reviewed, applied or imported
	Report   control.ImportReport   // what Import answers
	Found    []control.FoundKey
}

// ExportSettings is part of control.API.
func (f *Fake) ExportSettings(context.Context) (string, error) {
	f.Lock()
	defer f.Unlock()
	return f.Exported, f.Fail["ExportSettings"]
}

// ReviewSettings is part of control.API.
func (f *Fake) ReviewSettings(_ context.Context, text string) (control.SettingsReview, error) {
	f.Lock()
	defer f.Unlock()
	f.Given = append(f.Given, text)
	return f.Review, f.Fail["ReviewSettings"]
}

// ApplySettings is part of control.API.
func (f *Fake) ApplySettings(_ context.Context, text string, _ uint64) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	f.Given = append(f.Given, text)
	return f.View, f.Enter("ApplySettings", "ApplySettings")
}

// ResetSettings is part of control.API.
func (f *Fake) ResetSettings(_ context.Context, keys bool) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	call := "ResetSettings"
	if keys {
		call += " keys"
	}
	return f.View, f.Enter(call, "ResetSettings")
}

// Diagnostics is part of control.API.
func (f *Fake) Diagnostics(context.Context) (string, error) {
	f.Lock()
	defer f.Unlock()
	return "keyport    1.2.3\n", f.Fail["Diagnostics"]
}

// FoundKeys is part of control.API.
func (f *Fake) FoundKeys(context.Context) ([]control.FoundKey, error) {
	f.Lock()
	defer f.Unlock()
	return f.Found, f.Fail["FoundKeys"]
}

// UseFoundKey is part of control.API.
func (f *Fake) UseFoundKey(_ context.Context, variable, upstream string) error {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("UseFoundKey "+variable+" "+upstream, "UseFoundKey"); err != nil {
		return err
	}
	f.setState(control.Upstream{Name: upstream, Key: control.KeyPresent})
	return nil
}

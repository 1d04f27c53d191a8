package app

import (
	"context"
	"errors"

	"keyport/app/control"
	"keyport/app/settings"
)

// RestoreSettings implements control.API. No secret is taken away: what the
// restored settings do not name lies in the keychain and opens nothing.
func (d *desk) RestoreSettings(ctx context.Context) (control.SettingsView, error) {
	d.change.Lock()
	defer d.change.Unlock()
	err := d.store.RestoreBackup()
	d.told(err)
	if d.reloaded != nil && (err == nil || errors.Is(err, settings.ErrConflict)) {
		d.reloaded(ctx)
	}
	if err != nil {
		return control.SettingsView{}, storeError(err)
	}
	return d.view(), nil
}

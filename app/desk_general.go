package app

import (
	"context"
	"errors"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// ExportSettings implements control.API.
func (d *desk) ExportSettings(context.Context) (string, error) {
	text, err := settings.Export(d.store.Current())
	if err != nil {
		return "", storeError(err)
	}
	return string(text), nil
}

// ReviewSettings implements control.API.
func (d *desk) ReviewSettings(_ context.Context, text string) (control.SettingsReview, error) {
	next, warnings, err := readSettings(text)
	if err != nil {
		return control.SettingsReview{}, err
	}
	now, revision := d.store.Snapshot()
	if next.Listen.Port == 0 {
		next.Listen.Port = now.Listen.Port // as save does
	}
	review := control.SettingsReview{Revision: revision, Changes: changeSentences(settings.Changes(now, next))}
	for _, w := range warnings {
		review.Warnings = append(review.Warnings, assets.T("settings.invalid.one", "field", w.Field, "message", w.Message))
	}
	return review, nil
}

// ApplySettings implements control.API.
func (d *desk) ApplySettings(ctx context.Context, text string, revision uint64) (control.SettingsView, error) {
	d.change.Lock()
	defer d.change.Unlock()
	next, _, err := readSettings(text)
	if err != nil {
		return control.SettingsView{}, err
	}
	// An app that stands in the place of another one is no renamed one: it gets secrets of its own.
	return d.saveMoving(ctx, next, revision, nil)
}

// readSettings reads the text that a person brings.
func readSettings(text string) (settings.Settings, []settings.Problem, error) {
	if strings.TrimSpace(text) == "" {
		return settings.Settings{}, nil, invalid("text", assets.T("review.empty"))
	}
	next, warnings, err := settings.Read([]byte(text))
	var broken *settings.Error
	if errors.As(err, &broken) && !errors.Is(err, settings.ErrNewer) {
		return next, nil, invalid("text", assets.T("review.no_settings"))
	}
	return next, warnings, storeError(err)
}

// ResetSettings implements control.API. The keys go first: a reset that could not
// forget them must not look as if it had, and after one that was broken off in
// the middle nobody would know their names any more.
func (d *desk) ResetSettings(ctx context.Context, keys bool) (control.SettingsView, error) {
	d.change.Lock()
	defer d.change.Unlock()
	old, revision := d.store.Snapshot()
	next := settings.Default()
	next.Listen.Port = old.Listen.Port
	if err := d.owned(); err != nil { // the save would fail, and the keys would be gone all the same
		return control.SettingsView{}, err
	}
	if keys {
		lost := keyAccounts(old, next)
		if err := d.need(ctx, lost...); err != nil {
			return control.SettingsView{}, err
		}
		defer d.tell() // also when it ends in the middle: what is forgotten is not sent any more
		for _, account := range lost {
			if err := d.vault.remove(ctx, account); err != nil {
				return control.SettingsView{}, keychainError(err)
			}
		}
	}
	if _, err := d.saveMoving(ctx, next, revision, nil); err != nil {
		return control.SettingsView{}, err
	}
	err := d.freshApps(ctx, old, next)
	for _, u := range append(old.Upstreams, next.Upstreams...) {
		if d.forget != nil {
			d.forget(u.Name)
		}
	}
	d.tell()
	return d.view(), err
}

// keyAccounts are the places of the keys of all accounts.
func keyAccounts(all ...settings.Settings) []string {
	var accounts []string
	for _, s := range all {
		for _, u := range s.Upstreams {
			accounts = append(accounts, keyAccount(u.Name), originAccount(u.Name))
		}
	}
	return accounts
}

// freshApps gives an app that is there before and after a reset new secrets: who
// begins anew does not expect an old password to open anything.
func (d *desk) freshApps(ctx context.Context, old, next settings.Settings) error {
	if d.vault.waiting() {
		return nil // a locked keychain is asked for a password by nobody here
	}
	for _, c := range next.Clients {
		for _, o := range old.Clients {
			if o.Name != c.Name {
				continue
			}
			if err := d.renew(ctx, c, control.RotateBoth, false); err != nil {
				return err
			}
		}
	}
	return nil
}

package app

import (
	"context"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// ChangeClient implements control.API. A new name is written in this order:
// secrets under the new name, settings, secrets under the old name away. So
// there is a whole set for whichever name the settings hold, wherever this ends.
func (d *desk) ChangeClient(ctx context.Context, name string, change control.ClientChange) error {
	d.change.Lock()
	defer d.change.Unlock()
	if change.Name != nil {
		trimmed := strings.TrimSpace(*change.Name)
		change.Name = &trimmed
		if done, err := d.resumeRename(ctx, name, trimmed); err != nil {
			return err
		} else if done {
			name = trimmed
		}
	}
	if err := d.mayChange(name, change); err != nil {
		return err
	}
	if change.Name != nil && !strings.EqualFold(*change.Name, name) {
		// What a removed app of that name, or a copy that was broken off, left in the keychain is not this
		// app's. Not where only the case differs: Windows would take that for the app's own.
		if err := d.need(ctx, clientAccounts(*change.Name)...); err != nil {
			return err
		}
		if err := d.clear(ctx, *change.Name); err != nil {
			return keychainError(err)
		}
	}
	return d.modify(ctx, func(next *settings.Settings) error {
		i := slices.IndexFunc(next.Clients, func(c settings.Client) bool { return c.Name == name })
		if i < 0 {
			return noSuchApp(name)
		}
		applyChange(&next.Clients[i], change)
		return nil
	})
}

func applyChange(c *settings.Client, change control.ClientChange) {
	set(&c.Name, change.Name)
	set(&c.Kind, change.Kind)
	set(&c.Off, change.Off)
	set(&c.Cursor, change.Cursor)
	if change.Origins != nil {
		c.Origins = slices.Clone(*change.Origins)
	}
}

func set[T any](field, to *T) {
	if to != nil {
		*field = *to
	}
}

// mayChange refuses before anything is touched.
func (d *desk) mayChange(name string, change control.ClientChange) error {
	if _, err := d.client(name); err != nil || name == "" {
		return noSuchApp(name)
	}
	if !d.saved(name) {
		return invalid("client", assets.T("appchange.from_variable", "name", name))
	}
	if change.Kind != nil && *change.Kind != "" && !slices.Contains(settings.Kinds(), *change.Kind) {
		return invalid("kind", assets.T("appchange.no_such_kind", "kinds", strings.Join(settings.Kinds(), ", ")))
	}
	if change.Name == nil {
		return nil
	}
	for _, c := range d.effective().Clients {
		if strings.EqualFold(c.Name, *change.Name) && c.Name != name {
			return &control.Error{Code: control.CodeExists, Message: assets.T("appchange.taken", "name", c.Name)}
		}
	}
	next := d.store.Current()
	for i := range next.Clients {
		if next.Clients[i].Name == name {
			applyChange(&next.Clients[i], change)
		}
	}
	return check(next)
}

// resumeRename finishes a rename that ended after the settings were saved: the
// old name stands in no settings any more, but its secrets, which are those of
// the new name, still lie in the keychain.
func (d *desk) resumeRename(ctx context.Context, from, to string) (bool, error) {
	if d.saved(from) || !d.saved(to) {
		return false, nil
	}
	if err := d.need(ctx, append(clientAccounts(from), clientAccounts(to)...)...); err != nil {
		return false, err
	}
	interrupted := false
	for i, account := range clientAccounts(from) {
		left, _ := d.vault.get(account)
		now, _ := d.vault.get(clientAccounts(to)[i])
		interrupted = interrupted || !left.IsZero() && left.Reveal() == now.Reveal()
	}
	if !interrupted {
		return false, nil
	}
	if err := d.clear(ctx, from); err != nil {
		return false, keychainError(err)
	}
	return true, nil
}

func noSuchApp(name string) error {
	return &control.Error{Code: control.CodeNotFound, Message: assets.T("appchange.none_called", "name", name)}
}

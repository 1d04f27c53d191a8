package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy/secret"
)

// Access implements control.API. A client that has no secrets yet gets them.
func (d *desk) Access(ctx context.Context, name string) (control.Access, error) {
	d.change.Lock()
	defer d.change.Unlock()
	c, err := d.client(name)
	if err != nil {
		return control.Access{}, err
	}
	if err := d.need(ctx, clientAccounts(c.Name)...); err != nil {
		return control.Access{}, err
	}
	if err := d.ensure(ctx, c); err != nil {
		return control.Access{}, err
	}
	d.tell()
	a := d.access(c)
	if a.Base == "" {
		return a, &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.no_port_yet")}
	}
	return a, nil
}

// access puts together what an app needs. Before the first run there is no
// port, and so no address yet.
func (d *desk) access(c settings.Client) control.Access {
	a := control.Access{Client: c.Name, Base: d.base(), Old: d.vault.oldUntil(c.Name)}
	password, _ := d.vault.get(passwordAccount(c.Name))
	a.Password = password.Reveal()
	if address, _ := d.vault.get(addressAccount(c.Name)); !address.IsZero() && a.Base != "" {
		a.Address = a.Base + "/" + address.Reveal()
	}
	return a
}

// AddClient implements control.API. The secrets are made first: an app that is
// in the list can be connected.
func (d *desk) AddClient(ctx context.Context, name string) (control.Access, error) {
	d.change.Lock()
	defer d.change.Unlock()
	if err := d.chosen(); err != nil { // before the keychain is touched
		return control.Access{}, err
	}
	name = strings.TrimSpace(name)
	for _, c := range d.effective().Clients {
		if strings.EqualFold(c.Name, name) {
			return control.Access{}, &control.Error{Code: control.CodeExists, Message: assets.T("appchange.taken", "name", c.Name)}
		}
	}
	c := settings.Client{Name: name}
	add := func(next *settings.Settings) error {
		next.Clients = append(next.Clients, c)
		return check(*next)
	}
	if next := d.store.Current(); len(d.store.Problems()) == 0 {
		if err := add(&next); err != nil { // before the keychain is touched
			return control.Access{}, err
		}
	}
	if err := d.renew(ctx, c, control.RotateBoth, false); err != nil {
		return control.Access{}, err
	}
	if err := d.modify(ctx, add); err != nil {
		_ = d.clear(ctx, name)
		return control.Access{}, err
	}
	return d.access(c), nil
}

// RotateClient implements control.API. Running streams keep going.
func (d *desk) RotateClient(ctx context.Context, name, what string, options ...control.RotateOption) (control.Access, error) {
	d.change.Lock()
	defer d.change.Unlock()
	c, err := d.client(name)
	if err != nil {
		return control.Access{}, err
	}
	switch what {
	case control.RotatePassword, control.RotateAddress, control.RotateBoth:
	default:
		return control.Access{}, invalid("what", assets.T("errors.renew_what"))
	}
	for _, o := range options {
		if o != control.KeepOld {
			return control.Access{}, invalid("options", assets.T("errors.keep_old"))
		}
	}
	if err := d.need(ctx, clientAccounts(c.Name)...); err != nil {
		return control.Access{}, err
	}
	defer d.tell() // also when the keychain gave up in the middle: what was renewed counts
	if err := d.renew(ctx, c, what, slices.Contains(options, control.KeepOld)); err != nil {
		return control.Access{}, err
	}
	if err := d.ensure(ctx, c); err != nil {
		return control.Access{}, err
	}
	return d.access(c), nil
}

// renew makes new secrets. What is to be kept is put by first: wherever this is
// interrupted, no secret is lost that should count.
func (d *desk) renew(ctx context.Context, c settings.Client, what string, keepOld bool) error {
	if err := d.vault.retire(ctx, c.Name, what, keepOld); err != nil {
		return keychainError(err)
	}
	if what != control.RotateAddress {
		if err := d.vault.set(ctx, passwordAccount(c.Name), secret.Generate(secret.PasswordPrefix)); err != nil {
			return keychainError(err)
		}
	}
	if what != control.RotatePassword {
		if err := d.vault.set(ctx, addressAccount(c.Name), secret.Generate("")); err != nil {
			return keychainError(err)
		}
	}
	return nil
}

// RemoveClient implements control.API.
func (d *desk) RemoveClient(ctx context.Context, name string) error {
	d.change.Lock()
	defer d.change.Unlock()
	if name == "" {
		return invalid("client", assets.T("errors.name_app"))
	}
	if _, err := d.client(name); err != nil {
		return err
	}
	if !d.saved(name) {
		return invalid("client", assets.T("errors.app_of_variable", "name", name))
	}
	return d.modify(ctx, func(next *settings.Settings) error {
		next.Clients = slices.DeleteFunc(next.Clients, func(c settings.Client) bool { return c.Name == name })
		return nil
	})
}

// clear deletes the secrets of a client. Its access is gone with the settings
// already, so what the keychain does not delete now opens nothing.
func (d *desk) clear(ctx context.Context, client string) error {
	var all error
	for _, account := range clientAccounts(client) {
		all = errors.Join(all, d.vault.remove(ctx, account))
	}
	return all
}

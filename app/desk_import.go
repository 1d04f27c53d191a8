package app

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy/secret"
)

// Import implements control.API. The keychain is asked first: an import whose
// secrets have nowhere to go changes nothing.
func (d *desk) Import(ctx context.Context, env string) (control.ImportReport, error) {
	d.change.Lock()
	defer d.change.Unlock()
	if err := d.owned(); err != nil {
		return control.ImportReport{}, err
	}
	values, warnings := settings.ParseDotEnv(env)
	if problems := d.store.Problems(); len(problems) > 0 {
		return control.ImportReport{}, invalidSettings(problems)
	}
	old := d.store.Current()
	next, found, done, more := settings.Import(values, old)
	report := control.ImportReport{Done: done, Warnings: append(warnings, more...)}
	if err := check(next); err != nil {
		return report, err
	}
	if err := d.need(ctx, importAccounts(found)...); err != nil {
		return report, err
	}
	if !reflect.DeepEqual(old, next) {
		if _, err := d.save(ctx, next, d.store.Revision()); err != nil {
			return report, err
		}
	}
	if err := d.importSecrets(ctx, next, found, &report); err != nil {
		return report, err
	}
	d.tell()
	return report, nil
}

func importAccounts(found settings.Secrets) []string {
	var all []string
	for name := range found.Keys {
		all = append(all, keyAccount(name), originAccount(name))
	}
	for name := range found.Passwords {
		all = append(all, passwordAccount(name))
	}
	for name := range found.Addresses {
		all = append(all, addressAccount(name))
	}
	return all
}

func (d *desk) importSecrets(ctx context.Context, s settings.Settings, found settings.Secrets, report *control.ImportReport) error {
	for _, name := range slices.Sorted(maps.Keys(found.Keys)) {
		i := slices.IndexFunc(s.Upstreams, func(u settings.Upstream) bool { return u.Name == name })
		key, err := cleanKey(found.Keys[name])
		if err != nil || i < 0 {
			report.Warnings = append(report.Warnings, assets.T("import.left.key", "name", name))
			continue
		}
		// Bound to the address in the file: a variable of this run may point elsewhere.
		if err := d.storeKey(ctx, s.Upstreams[i], key); err != nil {
			return err
		}
	}
	for kind, secrets := range map[string]map[string]secret.Secret{"password": found.Passwords, "address": found.Addresses} {
		for name, s := range secrets {
			account := passwordAccount(name)
			if kind == "address" {
				account = addressAccount(name)
			}
			if err := d.vault.set(ctx, account, s); err != nil {
				return keychainError(err)
			}
		}
	}
	return nil
}

package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"

	"keyport/app/connect"
	"keyport/app/control"
	"keyport/app/settings"
	"keyport/app/update"
	"keyport/assets"
	"keyport/keystore"
	"keyport/proxy/catalog"
	"keyport/proxy/secret"
)

// desk keeps settings and secrets in step. It is what a running Keyport and an
// offline command line have in common: everything that changes the settings
// file or the keychain is written once, here and in the desk_ files.
type desk struct {
	store    *settings.Store
	vault    *vault
	override func(settings.Settings) settings.Settings // flags and variables of this run
	fields   map[string]string                         // which fields they decide, and by what

	// verify lets the running program veto new settings before anything is
	// written; commit or abort is called afterwards. Nil offline.
	verify func(ctx context.Context, s settings.Settings) (commit, abort func(), err error)
	// reloaded tells it that the file was changed by hand, and is what counts
	// now. Nil offline.
	reloaded func(ctx context.Context)
	// wrote tells it how writing the settings file went. Nil offline.
	wrote func(err error)
	// changed tells it that secrets have changed. Nil offline.
	changed func()
	// base gives B, the address that apps use; "" while there is none.
	base func() string
	// models gives the models that apps see. Nil offline.
	models func(context.Context) []control.Model
	// computer is where installed programs are looked for; nil is this one.
	computer *connect.Here
	// renamed tells it that an app has another name. Nil offline.
	renamed func(from, to string)
	// forget tells it that an upstream's key or address is a new one. Nil offline.
	forget func(upstream string)
	// checker looks for newer versions; nil in a copy that was built without.
	checker *update.Checker
	// known gives the models that are known by now. Nil offline.
	known func() []catalog.Model

	// change serialises changes. It is held over the disk and the keychain, so
	// never by what answers for the state.
	change sync.Mutex
}

// effective is what runs: the file with flags and variables on top.
func (d *desk) effective() settings.Settings {
	s := d.store.Current().Clone()
	if d.override != nil {
		s = d.override(s)
	}
	return s
}

func (d *desk) upstream(name string) (settings.Upstream, error) {
	s := d.effective()
	if name == "" && len(s.Upstreams) > 0 {
		return s.Upstreams[0], nil
	}
	// An upstream of the file that a flag hides in this run can be given a key all the same.
	for _, u := range append(s.Upstreams, d.store.Current().Upstreams...) {
		if u.Name == name {
			return u, nil
		}
	}
	return settings.Upstream{}, &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.no_account", "name", strconv.Quote(name))}
}

func (d *desk) client(name string) (settings.Client, error) {
	s := d.effective()
	if name == "" && len(s.Clients) > 0 {
		return s.Clients[0], nil
	}
	for _, c := range s.Clients {
		if c.Name == name {
			return c, nil
		}
	}
	if name == "" {
		return settings.Client{}, &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.no_app_yet", "command", "keyport client add NAME")}
	}
	return settings.Client{}, &control.Error{Code: control.CodeNotFound, Message: assets.T("appchange.none_called", "name", strconv.Quote(name))}
}

// saved reports whether the client stands in the file, rather than in variables of this run only.
func (d *desk) saved(client string) bool {
	return slices.ContainsFunc(d.store.Current().Clients, func(c settings.Client) bool { return c.Name == client })
}

// need reads accounts from the keychain that are not known yet. The caller holds change.
func (d *desk) need(ctx context.Context, accounts ...string) error {
	if err := d.vault.load(ctx, accounts); err != nil {
		return keychainError(err)
	}
	return nil
}

// ensure makes the password and the private address of clients that have none.
// The caller holds change. A client of this run has what its variables gave.
func (d *desk) ensure(ctx context.Context, clients ...settings.Client) error {
	for _, c := range clients {
		if !d.saved(c.Name) {
			continue
		}
		for account, prefix := range map[string]string{passwordAccount(c.Name): secret.PasswordPrefix, addressAccount(c.Name): ""} {
			if _, kind := d.vault.get(account); kind == keystore.NotFound {
				if err := d.vault.invent(ctx, account, prefix); err != nil {
					return keychainError(err)
				}
			}
		}
	}
	return nil
}

// write saves settings as they are, without telling anybody.
func (d *desk) write(next settings.Settings, revision uint64) error {
	_, err := d.store.Save(next, revision, nil)
	d.told(err)
	return err
}

func (d *desk) told(err error) {
	if d.wrote != nil {
		d.wrote(err)
	}
}

// openSettings opens the settings file; "" is the usual one.
func openSettings(path string) (*settings.Store, settings.Report, error) {
	var err error
	if path == "" {
		if path, err = settings.DefaultPath(); err != nil {
			return nil, settings.Report{}, storeError(err)
		}
	}
	store, report, err := settings.Open(path)
	return store, report, storeError(err)
}

func (d *desk) tell() {
	if d.changed != nil {
		d.changed()
	}
}

// keychainError words a failure of the keychain for the person.
func keychainError(err error) error {
	var e *control.Error
	if err == nil || errors.As(err, &e) {
		return err
	}
	e = &control.Error{Cause: err}
	switch keystore.KindOf(err) {
	case keystore.Missing:
		e.Code, e.Message = control.CodeKeychainMissing, assets.T("errors.keychain_missing")
	case keystore.Locked:
		e.Code, e.Message = control.CodeKeychainLocked, assets.T("errors.keychain_locked")
	case keystore.TooBig:
		e.Code, e.Message = control.CodeTooBig, assets.T("errors.keychain_too_big")
	case keystore.Refused:
		e.Code, e.Message = control.CodeKeychainRefused, assets.T("errors.keychain_refused")
	default:
		e.Code, e.Message = control.CodeKeychainRefused, assets.T("errors.keychain_failed")
	}
	return e
}

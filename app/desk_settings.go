package app

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/keystore"
)

// Settings implements control.API.
func (d *desk) Settings(context.Context) (control.SettingsView, error) {
	return d.view(), nil
}

// view gives what stands in the file: what is edited must not be what a
// variable says for one run.
func (d *desk) view() control.SettingsView {
	s, revision := d.store.Current(), d.store.Revision()
	_, warnings := s.Validate()
	return control.SettingsView{Revision: revision, Settings: s.Clone(), Overridden: d.fields, Warnings: fieldErrors(warnings)}
}

// SaveSettings implements control.API.
func (d *desk) SaveSettings(ctx context.Context, view control.SettingsView) (control.SettingsView, error) {
	d.change.Lock()
	defer d.change.Unlock()
	return d.save(ctx, view.Settings.Clone(), view.Revision)
}

// save verifies, writes and publishes; whatever fails, the old settings go on
// running and stand in the file. The caller holds change.
//
// Names in the keychain follow: an app or an upstream that was renamed keeps
// its secrets, a removed app loses them. The key of a removed upstream stays
// until RemoveKey: bound to its origin it can go nowhere else, and undoing the
// removal does not cost the key.
func (d *desk) save(ctx context.Context, next settings.Settings, revision uint64) (control.SettingsView, error) {
	return d.saveMoving(ctx, next, revision, renames(d.store.Current(), next))
}

// saveMoving is save with the accounts of the keychain that get another name.
func (d *desk) saveMoving(ctx context.Context, next settings.Settings, revision uint64, moves map[string]string) (control.SettingsView, error) {
	if err := d.owned(); err != nil {
		return control.SettingsView{}, err
	}
	old := d.store.Current()
	if next.Listen.Port == 0 {
		next.Listen.Port = old.Listen.Port // 0 means "not chosen yet", and it has been
	}
	if err := check(next); err != nil {
		return control.SettingsView{}, err
	}
	if d.store.Revision() != revision {
		return control.SettingsView{}, storeError(settings.ErrConflict)
	}
	if err := d.copySecrets(ctx, moves); err != nil {
		return control.SettingsView{}, err
	}
	commit, abort := func() {}, func() {}
	if d.verify != nil {
		var err error
		running := next.Clone()
		if d.override != nil {
			running = d.override(running)
		}
		if commit, abort, err = d.verify(ctx, running); err != nil {
			return control.SettingsView{}, err
		}
	}
	if err := d.write(next, revision); err != nil {
		abort()
		if errors.Is(err, settings.ErrConflict) && d.reloaded != nil {
			d.reloaded(ctx) // the store has taken over what stands in the file
		}
		return control.SettingsView{}, storeError(err)
	}
	d.settle(ctx, old, next, moves)
	commit()
	return d.view(), nil
}

// modify changes the settings on the person's behalf, on top of what stands in
// the file now. A file with mistakes in it is left alone: what is written would
// be less than what the person wrote. The caller holds change.
func (d *desk) modify(ctx context.Context, change func(*settings.Settings) error) error {
	for tries := 0; ; tries++ {
		if err := d.chosen(); err != nil {
			return err
		}
		if problems := d.store.Problems(); len(problems) > 0 {
			return invalidSettings(problems)
		}
		next, revision := d.store.Snapshot()
		if err := change(&next); err != nil {
			return err
		}
		_, err := d.save(ctx, next, revision)
		var e *control.Error
		if !errors.As(err, &e) || e.Code != control.CodeConflict || tries == 3 {
			return err
		}
	}
}

// owned fails while the file is one of a newer Keyport, before the keychain is
// touched for a change that cannot be saved: what this version does not
// understand in that file may have its secrets there under any name.
func (d *desk) owned() error {
	if d.store.ReadOnly() {
		return storeError(settings.ErrNewer)
	}
	return nil
}

// chosen fails while the settings stand in for a damaged file: a change to them
// would choose fresh ones, which is for the person to do.
func (d *desk) chosen() error {
	if err := d.owned(); err != nil {
		return err
	}
	if d.store.Damaged() {
		return &control.Error{Code: control.CodeDamaged, Message: assets.T("errors.damaged")}
	}
	return nil
}

// copySecrets puts the secrets of renamed things under their new names.
func (d *desk) copySecrets(ctx context.Context, moves map[string]string) error {
	for from, to := range moves {
		if err := d.need(ctx, from); err != nil {
			return err
		}
		text, kind := d.vault.get(from)
		switch {
		case d.vault.isGiven(from) || kind == keystore.NotFound:
		case !text.IsZero():
			if err := d.vault.set(ctx, to, text); err != nil {
				return keychainError(err)
			}
		}
	}
	return nil
}

// settle brings the keychain in line with settings that are saved. What fails
// here is put right at the next chance: secrets that nobody asks for open nothing.
func (d *desk) settle(ctx context.Context, old, next settings.Settings, moves map[string]string) {
	for from, to := range moves {
		if runtime.GOOS == "windows" && strings.EqualFold(from, to) {
			continue // Windows does not tell the names of credentials apart by case: this is the new one
		}
		_ = d.vault.remove(ctx, from)
	}
	if d.renamed != nil {
		for from, to := range renamedClients(old, next) {
			d.renamed(from, to)
		}
	}
	for _, c := range old.Clients {
		if !slices.ContainsFunc(next.Clients, func(n settings.Client) bool { return n.Name == c.Name }) {
			_ = d.clear(ctx, c.Name)
		}
	}
	// A keychain that is locked is not asked: saving must not wait for a
	// password. The running program makes what is missing once it is open.
	for _, c := range next.Clients {
		fresh := !slices.ContainsFunc(old.Clients, func(o settings.Client) bool { return o.Name == c.Name })
		if fresh && !d.vault.waiting() && d.need(ctx, clientAccounts(c.Name)...) == nil {
			_ = d.ensure(ctx, c)
		}
	}
	for _, u := range next.Upstreams { // one that comes back may have its key there still
		if needsKey(u) && !d.vault.waiting() {
			_ = d.need(ctx, keyAccount(u.Name), originAccount(u.Name))
		}
	}
	for _, u := range old.Upstreams {
		if !slices.ContainsFunc(next.Upstreams, func(n settings.Upstream) bool { return n.Name == u.Name && n.URL == u.URL }) && d.forget != nil {
			d.forget(u.Name)
		}
	}
}

// renames finds the accounts that move because something got another name. An
// entry that kept its place while its name went and a new one came was renamed;
// anything else is a removal and an addition.
func renames(old, next settings.Settings) map[string]string {
	moves := map[string]string{}
	upstreams := func(s settings.Settings) (names []string) {
		for _, u := range s.Upstreams {
			names = append(names, u.Name)
		}
		return names
	}
	for from, to := range renamedClients(old, next) {
		for i, account := range clientAccounts(from) {
			moves[account] = clientAccounts(to)[i]
		}
	}
	for from, to := range renamed(upstreams(old), upstreams(next)) {
		moves[keyAccount(from)], moves[originAccount(from)] = keyAccount(to), originAccount(to)
	}
	return moves
}

func renamedClients(old, next settings.Settings) map[string]string {
	names := func(s settings.Settings) (names []string) {
		for _, c := range s.Clients {
			names = append(names, c.Name)
		}
		return names
	}
	return renamed(names(old), names(next))
}

func renamed(old, next []string) map[string]string {
	pairs := map[string]string{}
	if len(old) != len(next) {
		return pairs
	}
	for i := range old {
		if old[i] != next[i] && !slices.Contains(next, old[i]) && !slices.Contains(old, next[i]) {
			pairs[old[i]] = next[i]
		}
	}
	return pairs
}

// demoName is the name of the built-in upstream and the prefix of its model.
const (
	demoName  = "demo"
	demoModel = "keyport-demo"
)

// UseDemo implements control.API.
func (d *desk) UseDemo(ctx context.Context, on bool) error {
	d.change.Lock()
	defer d.change.Unlock()
	isDemo := func(u settings.Upstream) bool { return u.Kind == settings.KindDemo }
	if on == slices.ContainsFunc(d.store.Current().Upstreams, isDemo) {
		return nil
	}
	return d.modify(ctx, func(next *settings.Settings) error {
		next.Upstreams = slices.DeleteFunc(next.Upstreams, isDemo)
		if on { // first in the list: the first upstream that matches a model wins, and most match everything
			next.Upstreams = append([]settings.Upstream{demoUpstream()}, next.Upstreams...)
		}
		return nil
	})
}

func demoUpstream() settings.Upstream {
	u := settings.NewUpstream(demoName, "")
	u.Kind, u.Auth, u.Models = settings.KindDemo, "none", []string{demoModel}
	return u
}

func check(s settings.Settings) error {
	errs, _ := s.Validate()
	if len(errs) == 0 {
		return nil
	}
	return invalidSettings(errs)
}

func invalidSettings(problems []settings.Problem) error {
	e := &control.Error{Code: control.CodeInvalid, Fields: fieldErrors(problems)}
	e.Message = (&settings.Invalid{Problems: problems}).Error()
	return e
}

func fieldErrors(problems []settings.Problem) []control.FieldError {
	var all []control.FieldError
	for _, p := range problems {
		all = append(all, control.FieldError{Field: p.Field, Message: p.Message})
	}
	return all
}

// storeError words a failure of the settings file for the person.
func storeError(err error) error {
	var own *control.Error
	var wrong *settings.Invalid
	var e *settings.Error
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case errors.As(err, &wrong):
		return invalidSettings(wrong.Problems)
	case errors.Is(err, settings.ErrConflict):
		return &control.Error{Code: control.CodeConflict, Message: err.Error()}
	case errors.Is(err, settings.ErrNoBackup):
		return &control.Error{Code: control.CodeNotFound, Message: err.Error()}
	case errors.Is(err, settings.ErrNewer):
		return &control.Error{Code: control.CodeReadOnly, Message: err.Error()}
	case errors.As(err, &e):
		return &control.Error{Code: control.CodeReadOnly, Message: e.Error(), Cause: err}
	}
	return &control.Error{Code: control.CodeReadOnly, Message: assets.T("errors.unwritten"), Cause: err}
}

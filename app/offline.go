package app

import (
	"context"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// Offline implements control.API for a command line when no Keyport runs: it
// acts on the settings file and the keychain. What needs a running Keyport
// fails with control.CodeNotRunning. It holds the seat, so that no Keyport
// starts while it writes, until Close.
type Offline struct {
	*desk
	seat *control.Seat
}

var _ control.API = (*Offline)(nil)

// NewOffline opens settings and keychain, and makes this program speak the
// language of the settings. It fails with control.CodeExists when Keyport runs.
func NewOffline(opts Options) (*Offline, error) {
	seat, err := control.Lock(opts.ControlDir)
	if err != nil {
		return nil, err
	}
	store, _, err := openSettings(opts.Settings)
	if err != nil {
		_ = seat.Close()
		return nil, err
	}
	assets.SetLanguage(languageOf(store.Current(), opts.Language))
	if opts.Keystore == nil {
		opts.Keystore = keystore.System()
	}
	mask := func(...secret.Secret) {}
	if opts.Redactor != nil {
		mask = opts.Redactor.Add
	}
	v := newVault(opts.Keystore, nil, mask)
	v.strict = true // a secret that is gone when the command ends would help nobody
	d := &desk{store: store, vault: v}
	d.base = func() string {
		s := store.Current()
		return baseURL(s.Listen.Port, s.Listen.Prefix)
	}
	d.checker = d.newChecker(opts, opts.Log, nil)
	return &Offline{desk: d, seat: seat}, nil
}

// Close gives the seat back.
func (o *Offline) Close() error { return o.seat.Close() }

func notRunning() error {
	return &control.Error{Code: control.CodeNotRunning, Message: assets.T("errors.not_running")}
}

// Status implements control.API.
func (o *Offline) Status(context.Context) (control.Status, error) {
	return control.Status{}, notRunning()
}

// WaitStatus implements control.API.
func (o *Offline) WaitStatus(context.Context, uint64) (control.Status, error) {
	return control.Status{}, notRunning()
}

// Pause implements control.API.
func (o *Offline) Pause(context.Context, time.Time) error { return notRunning() }

// Resume implements control.API.
func (o *Offline) Resume(context.Context) error { return notRunning() }

// OpenWindow implements control.API.
func (o *Offline) OpenWindow(context.Context, string) error { return notRunning() }

// Quit implements control.API.
func (o *Offline) Quit(context.Context) error { return notRunning() }

// CheckClient implements control.API.
func (o *Offline) CheckClient(context.Context, string) ([]control.Step, error) {
	return nil, notRunning()
}

// TestClient implements control.API.
func (o *Offline) TestClient(context.Context, string, string, func(control.Step)) error {
	return notRunning()
}

// Models implements control.API.
func (o *Offline) Models(context.Context) ([]control.Model, error) { return nil, notRunning() }

// SettingsDamaged says whether the person has to choose between the settings of before and fresh ones.
func (o *Offline) SettingsDamaged() bool { return o.store.Damaged() }

// SettingsPath is the settings file.
func (o *Offline) SettingsPath() string { return o.store.Path() }

// SettingsProblems are the fields of the settings file that are wrong.
func (o *Offline) SettingsProblems() []settings.Problem { return o.store.Problems() }

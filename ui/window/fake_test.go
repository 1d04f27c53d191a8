package window

import (
	"context"
	"slices"
	"sync"
	"time"

	"keyport/app/control"
)

// fakeAPI is a Keyport that remembers what it was asked and answers what a test tells it to.
type fakeAPI struct {
	mu       sync.Mutex
	view     control.SettingsView
	status   control.Status
	fail     map[string]error // by method
	keys     map[string]string
	calls    []string // "SetKey openai", in order; never a secret
	checks   []control.KeyCheck
	result   control.KeyResult
	access   map[string]control.Access
	saved    []control.Settings
	statuses chan struct{} // closed and renewed with every new status
}

func newFake() *fakeAPI {
	f := &fakeAPI{
		fail: map[string]error{}, keys: map[string]string{}, statuses: make(chan struct{}),
		access: map[string]control.Access{},
		result: control.KeyResult{OK: true, Code: "ok", Sentence: "Key works. 42 models.", Models: 42},
	}
	f.view.Revision = 1
	f.view.Settings = control.Settings{
		Version: 1, Access: control.AccessClients, Listen: control.Listen{Port: 11434},
		Think: control.Think{Mode: "strip", Tags: []string{"<think>", "</think>"}},
	}
	f.status = control.Status{Version: 1, State: control.StateReady, Sentence: "Ready – nothing running", Address: "http://127.0.0.1:11434", Keychain: "your login keyring"}
	return f
}

// with changes the fake's state as another program would: with a new revision and a new status.
func (f *fakeAPI) with(change func(*control.Settings, *control.Status)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.view.Settings, &f.status)
	f.view.Revision++
	f.bump()
}

func (f *fakeAPI) bump() {
	f.status.Version++
	close(f.statuses)
	f.statuses = make(chan struct{})
}

func (f *fakeAPI) enter(call, method string) error {
	f.calls = append(f.calls, call)
	return f.fail[method]
}

func (f *fakeAPI) did() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fakeAPI) Status(context.Context) (control.Status, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status, f.fail["Status"]
}

func (f *fakeAPI) WaitStatus(ctx context.Context, seen uint64) (control.Status, error) {
	for {
		f.mu.Lock()
		st, err, news := f.status, f.fail["WaitStatus"], f.statuses
		f.mu.Unlock()
		if err != nil || st.Version != seen {
			return st, err
		}
		select {
		case <-ctx.Done():
			return control.Status{}, ctx.Err()
		case <-news:
		}
	}
}

func (f *fakeAPI) Pause(context.Context, time.Time) error { return nil }
func (f *fakeAPI) Resume(context.Context) error           { return nil }
func (f *fakeAPI) Quit(context.Context) error             { return nil }

func (f *fakeAPI) OpenWindow(_ context.Context, page string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter("OpenWindow "+page, "OpenWindow")
}

func (f *fakeAPI) Settings(context.Context) (control.SettingsView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.view, f.fail["Settings"]
}

func (f *fakeAPI) SaveSettings(_ context.Context, v control.SettingsView) (control.SettingsView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SaveSettings", "SaveSettings"); err != nil {
		return control.SettingsView{}, err
	}
	if v.Revision != f.view.Revision {
		return control.SettingsView{}, &control.Error{Code: control.CodeConflict, Message: "The settings are others now."}
	}
	f.saved = append(f.saved, v.Settings)
	f.view.Settings = v.Settings
	f.view.Revision++
	f.bump()
	return f.view, nil
}

func (f *fakeAPI) UseDemo(_ context.Context, on bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	call := "UseDemo off"
	if on {
		call = "UseDemo on"
	}
	if err := f.enter(call, "UseDemo"); err != nil {
		return err
	}
	var rest []control.Account
	for _, u := range f.view.Settings.Upstreams {
		if u.Kind != control.KindDemo {
			rest = append(rest, u)
		}
	}
	if on {
		rest = append(rest, control.Account{Name: "demo", Kind: control.KindDemo})
	}
	f.view.Settings.Upstreams = rest
	f.view.Revision++
	f.bump()
	return nil
}

func (f *fakeAPI) SetKey(_ context.Context, upstream string, key control.Secret) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SetKey "+upstream, "SetKey"); err != nil {
		return err
	}
	text := key.Reveal()
	f.keys[upstream] = text
	f.setState(control.Upstream{Name: upstream, Key: control.KeyPresent, KeyEnd: text[max(0, len(text)-4):]})
	return nil
}

func (f *fakeAPI) setState(u control.Upstream) {
	all := slices.DeleteFunc(slices.Clone(f.status.Upstreams), func(o control.Upstream) bool { return o.Name == u.Name })
	f.status.Upstreams = append(all, u)
	f.bump()
}

func (f *fakeAPI) MoveKey(_ context.Context, upstream string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter("MoveKey "+upstream, "MoveKey")
}

func (f *fakeAPI) RemoveKey(_ context.Context, upstream string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RemoveKey "+upstream, "RemoveKey"); err != nil {
		return err
	}
	f.setState(control.Upstream{Name: upstream, Key: control.KeyMissing})
	return nil
}

func (f *fakeAPI) CheckKey(_ context.Context, c control.KeyCheck) (control.KeyResult, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.checks = append(f.checks, c)
	return f.result, f.enter("CheckKey", "CheckKey")
}

func (f *fakeAPI) Access(_ context.Context, client string) (control.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.access[client], f.enter("Access "+client, "Access")
}

func (f *fakeAPI) AddClient(_ context.Context, name string) (control.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("AddClient "+name, "AddClient"); err != nil {
		return control.Access{}, err
	}
	f.addApp(name)
	f.view.Revision++
	f.bump()
	return f.access[name], nil
}

// addApp puts an app there; its secrets can be recognised by its name.
func (f *fakeAPI) addApp(name string) {
	f.view.Settings.Clients = append(slices.Clone(f.view.Settings.Clients), control.App{Name: name})
	f.status.Clients = append(slices.Clone(f.status.Clients), control.Client{Name: name})
	f.access[name] = control.Access{
		Client: name, Password: "kp-password-of-" + name,
		Address: "http://127.0.0.1:11434/secret-of-" + name, Base: "http://127.0.0.1:11434",
	}
}

func (f *fakeAPI) RotateClient(_ context.Context, client, what string, _ ...control.RotateOption) (control.Access, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.access[client]
	if what == control.RotateAddress {
		a.Address += "-new"
	} else {
		a.Password += "-new"
	}
	f.access[client] = a
	return a, f.enter("RotateClient "+client+" "+what, "RotateClient")
}

func (f *fakeAPI) RemoveClient(_ context.Context, client string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RemoveClient "+client, "RemoveClient"); err != nil {
		return err
	}
	f.view.Settings.Clients = slices.DeleteFunc(slices.Clone(f.view.Settings.Clients), func(c control.App) bool { return c.Name == client })
	f.view.Revision++
	f.bump()
	return nil
}

func (f *fakeAPI) RestoreSettings(context.Context) (control.SettingsView, error) {
	return control.SettingsView{}, nil
}

func (f *fakeAPI) Import(context.Context, string) (control.ImportReport, error) {
	return control.ImportReport{}, nil
}
func (f *fakeAPI) CheckClient(context.Context, string) ([]control.Step, error) { return nil, nil }
func (f *fakeAPI) Models(context.Context) ([]control.Model, error)             { return nil, nil }

var _ control.API = (*fakeAPI)(nil)

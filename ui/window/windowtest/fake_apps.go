package windowtest

import (
	"context"
	"slices"

	"keyport/app/control"
)

// fakeApps is the part of the apps.
type fakeApps struct {
	Secrets map[string]control.Access // by app
	Checked []control.Step            // what CheckClient answers
}

func newFakeApps() fakeApps { return fakeApps{Secrets: map[string]control.Access{}} }

// Access is part of control.API.
func (f *Fake) Access(_ context.Context, client string) (control.Access, error) {
	f.Lock()
	defer f.Unlock()
	return f.Secrets[client], f.Enter("Access "+client, "Access")
}

// AddClient is part of control.API.
func (f *Fake) AddClient(_ context.Context, name string) (control.Access, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("AddClient "+name, "AddClient"); err != nil {
		return control.Access{}, err
	}
	f.putApp(name)
	f.View.Revision++
	f.Bump()
	return f.Secrets[name], nil
}

// PutApp puts an app there before a window is; its secrets can be recognised by its name.
func (f *Fake) PutApp(name string) {
	f.Lock()
	defer f.Unlock()
	f.putApp(name)
}

func (f *Fake) putApp(name string) {
	f.View.Settings.Clients = append(slices.Clone(f.View.Settings.Clients), control.App{Name: name})
	f.State.Clients = append(slices.Clone(f.State.Clients), control.Client{Name: name})
	f.Secrets[name] = control.Access{
		Client: name, Password: "kp-password-of-" + name,
		Address: "http://127.0.0.1:11434/secret-of-" + name, Base: "http://127.0.0.1:11434",
	}
}

// RotateClient is part of control.API.
func (f *Fake) RotateClient(_ context.Context, client, what string, options ...control.RotateOption) (control.Access, error) {
	f.Lock()
	defer f.Unlock()
	a := f.Secrets[client]
	if what == control.RotateAddress {
		a.Address += "-new"
	} else {
		a.Password += "-new"
	}
	f.Secrets[client] = a
	call := "RotateClient " + client + " " + what
	for _, o := range options {
		call += " " + string(o)
	}
	return a, f.Enter(call, "RotateClient")
}

// RemoveClient is part of control.API.
func (f *Fake) RemoveClient(_ context.Context, client string) error {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("RemoveClient "+client, "RemoveClient"); err != nil {
		return err
	}
	f.View.Settings.Clients = slices.DeleteFunc(slices.Clone(f.View.Settings.Clients), func(c control.App) bool { return c.Name == client })
	f.View.Revision++
	f.Bump()
	return nil
}

// CheckClient is part of control.API.
func (f *Fake) CheckClient(_ context.Context, client string) ([]control.Step, error) {
	f.Lock()
	defer f.Unlock()
	return f.Checked, f.Enter("CheckClient "+client, "CheckClient")
}

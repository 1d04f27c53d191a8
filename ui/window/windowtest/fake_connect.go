package windowtest

import (
	"context"
	"fmt"
	"slices"

	"keyport/app/control"
)

// fakeConnect is the part of the guides and of the test of an app.
type fakeConnect struct {
	Cards []control.GuideCard
	// Steps gets what a test under way says; the end of the channel is the end of the test.
	Steps chan control.Step
	// Stopped gets one for every test that was stopped by its caller.
	Stopped chan struct{}
}

func newFakeConnect() fakeConnect {
	return fakeConnect{
		Cards: []control.GuideCard{
			{Kind: "zed", Title: "Zed", Name: "Zed 2", About: "The agent panel of Zed.", Installed: true, Possible: true},
			{Kind: "aider", Title: "Aider", Name: "Aider", About: "Aider in the terminal.", Possible: true},
			{Kind: "cursor", Title: "Cursor", Name: "Cursor", About: "Cursor does not work with Keyport.", Possible: false},
		},
		Steps: make(chan control.Step, 100), Stopped: make(chan struct{}, 100),
	}
}

// ChangeClient is part of control.API.
func (f *Fake) ChangeClient(_ context.Context, client string, c control.ClientChange) error {
	f.Lock()
	defer f.Unlock()
	call := "ChangeClient " + client
	for what, value := range map[string]any{"name": c.Name, "kind": c.Kind, "off": c.Off, "cursor": c.Cursor, "origins": c.Origins} {
		switch v := value.(type) {
		case *string:
			if v != nil {
				call += fmt.Sprint(" ", what, "=", *v)
			}
		case *bool:
			if v != nil {
				call += fmt.Sprint(" ", what, "=", *v)
			}
		case *[]string:
			if v != nil {
				call += fmt.Sprint(" ", what, "=", *v)
			}
		}
	}
	if err := f.Enter(call, "ChangeClient"); err != nil {
		return err
	}
	f.View.Settings.Clients = slices.Clone(f.View.Settings.Clients)
	for i := range f.View.Settings.Clients {
		if app := &f.View.Settings.Clients[i]; app.Name == client {
			change(&app.Name, c.Name)
			change(&app.Kind, c.Kind)
			change(&app.Off, c.Off)
			change(&app.Cursor, c.Cursor)
			change(&app.Origins, c.Origins)
		}
	}
	f.State.Clients = slices.Clone(f.State.Clients)
	for i := range f.State.Clients {
		if app := &f.State.Clients[i]; app.Name == client {
			change(&app.Name, c.Name)
			change(&app.Kind, c.Kind)
			change(&app.Off, c.Off)
		}
	}
	if c.Name != nil {
		a := f.Secrets[client]
		a.Client = *c.Name
		f.Secrets[*c.Name] = a
	}
	f.View.Revision++
	f.Bump()
	return nil
}

func change[T any](field, to *T) {
	if to != nil {
		*field = *to
	}
}

// Guides is part of control.API.
func (f *Fake) Guides(context.Context) ([]control.GuideCard, error) {
	f.Lock()
	defer f.Unlock()
	return f.Cards, f.Fail["Guides"]
}

// Guide is part of control.API.
func (f *Fake) Guide(_ context.Context, client, kind string) (control.Guide, error) {
	f.Lock()
	defer f.Unlock()
	g := control.Guide{
		Kind: kind, Client: client, Title: kind, Works: "Everything works with " + kind + ".", Limits: "But not all of it.",
		Possible: kind != "cursor", Checked: "Checked with version 1.", Trouble: []string{"Look here.", "Look there."}, Undo: "Put it back.",
	}
	if g.Possible {
		g.Steps = []control.GuideStep{
			{Text: "Open the settings."},
			{Text: "Paste this.", Value: &control.GuideValue{ID: "password", Label: "Password", Shown: "‹app password›", Secret: true}},
			{Text: "Paste that.", Value: &control.GuideValue{ID: "base", Label: "Address", Shown: f.State.Address}},
		}
	}
	return g, f.Fail["Guide"]
}

// GuideValue is part of control.API.
func (f *Fake) GuideValue(_ context.Context, client, kind, value string) (control.Secret, error) {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("GuideValue "+client+" "+kind+" "+value, "GuideValue"); err != nil {
		return control.Secret{}, err
	}
	return control.NewSecret("kp-" + value + "-of-" + client), nil
}

// TestClient is part of control.API.
func (f *Fake) TestClient(ctx context.Context, client, kind string, each func(control.Step)) error {
	f.Lock()
	err := f.Enter("TestClient "+client+" "+kind, "TestClient")
	f.Unlock()
	if err != nil {
		return err
	}
	for {
		select {
		case step, more := <-f.Steps:
			if !more {
				return nil
			}
			each(step)
		case <-ctx.Done():
			f.Stopped <- struct{}{}
			return &control.Error{Code: control.CodeStopped, Message: "The test was stopped."}
		}
	}
}

package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"keyport/app/connect"
	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// listTime is how long a guide waits for the list of models: it can be read without.
const listTime = 3 * time.Second

// CheckClient implements control.API: it does over the port what the app does.
func (k *Keyport) CheckClient(ctx context.Context, client string) ([]control.Step, error) {
	var all []control.Step
	err := k.TestClient(ctx, client, "", func(s control.Step) {
		if !s.Running {
			all = append(all, s)
		}
	})
	return all, err
}

// TestClient implements control.API.
func (k *Keyport) TestClient(ctx context.Context, client, kind string, each func(control.Step)) error {
	access, err := k.Access(ctx, client)
	if err != nil {
		return err
	}
	c, err := k.client(access.Client)
	if err != nil {
		return err
	}
	kind = cmp.Or(kind, c.Kind, settings.KindOther)
	if !slices.Contains(settings.Kinds(), kind) {
		return noSuchGuide()
	}
	k.mu.Lock()
	open := k.door != nil
	k.mu.Unlock()
	switch {
	case !open:
		each(control.Step{Name: assets.T("check.step.port"), Detail: assets.T("check.no_port")})
		return nil
	case c.Off:
		each(control.Step{Name: assets.T("check.step.access"), Detail: assets.T("check.off")})
		return nil
	}
	t := connect.Target{Base: access.Base, Address: access.Address, Password: access.Password, Model: k.modelFor(ctx, kind)}
	if s := k.effective(); s.Access == settings.AccessPassthrough {
		// The app brings its own key, which we do not have: only the discovery of the private address can be tried.
		t.Password = ""
	}
	connect.Test(ctx, t, kind, each)
	return nil
}

// modelFor is the model to try, "" when the test shall take the first it is told.
func (k *Keyport) modelFor(ctx context.Context, kind string) string {
	models := k.usableModels(ctx)
	if connect.WantsMessages(kind) {
		for _, u := range k.effective().Upstreams {
			for _, m := range models {
				if u.Kind == settings.KindAnthropic && m.Upstream == u.Name {
					return m.ID
				}
			}
		}
	}
	if len(models) == 0 {
		return ""
	}
	return models[0].ID
}

// usableModels are those that apps see and can talk to, empty when they cannot be had soon.
func (k *Keyport) usableModels(ctx context.Context) []control.Model {
	ctx, done := context.WithTimeout(ctx, listTime)
	defer done()
	all, err := k.Models(ctx)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(m control.Model) bool { return m.Hidden || !m.Chat })
}

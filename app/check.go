package app

import (
	"context"

	"keyport/app/control"
	"keyport/assets"
)

// CheckKey implements control.API. What it learns of the saved key shows in the state.
func (k *Keyport) CheckKey(ctx context.Context, c control.KeyCheck) (control.KeyResult, error) {
	result, err := k.desk.CheckKey(ctx, c)
	if err == nil && c.Key == "" && c.URL == "" && c.Kind == "" && c.Headers == nil {
		if u, err := k.upstream(c.Upstream); err == nil {
			k.health.checked(u.Name, result.Code)
			k.hub.touch()
		}
	}
	return result, err
}

// Models implements control.API.
func (k *Keyport) Models(ctx context.Context) ([]control.Model, error) {
	list, err := k.proxy.Models(ctx)
	if err != nil && len(list) == 0 {
		return nil, &control.Error{Code: control.CodeInternal, Message: assets.T("errors.models"), Cause: err}
	}
	entries := k.effective().Models
	all := make([]control.Model, 0, len(list))
	for _, m := range list {
		all = append(all, modelRow(m, entries))
	}
	return all, nil
}

// secretsChanged publishes new secrets and takes back what was told of a
// keychain that has answered by now.
func (k *Keyport) secretsChanged() {
	if k.vault.sessionOnly() || k.vault.complete(accounts(k.effective())) {
		k.keychainProblem(nil)
	}
	k.republish()
}

package app

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/keystore"
	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

// checkTime bounds a key check.
const checkTime = 30 * time.Second

// SetKey implements control.API. The origin is written last and a wrong one is
// taken away first: wherever this is interrupted, the new key is bound to the
// new origin or to none, and then it is not sent.
func (d *desk) SetKey(ctx context.Context, name string, key control.Secret) error {
	d.change.Lock()
	defer d.change.Unlock()
	u, err := d.upstream(name)
	if err != nil {
		return err
	}
	if !needsKey(u) {
		return invalid("key", assets.T("errors.no_key_needed", "name", u.Name))
	}
	if key, err = cleanKey(key); err != nil {
		return err
	}
	if err := d.storeKey(ctx, u, key); err != nil {
		return err
	}
	d.tell()
	return d.adopt(ctx, u)
}

// adopt writes an upstream that only a variable has made into the settings:
// who saves a key for it wants to find it again. The upstream of a file that
// nobody has touched makes room for it.
func (d *desk) adopt(ctx context.Context, u settings.Upstream) error {
	if slices.ContainsFunc(d.store.Current().Upstreams, func(s settings.Upstream) bool { return s.Name == u.Name }) {
		return nil
	}
	return d.modify(ctx, func(next *settings.Settings) error {
		if reflect.DeepEqual(next.Upstreams, settings.Default().Upstreams) {
			next.Upstreams = nil
		}
		next.Upstreams = append([]settings.Upstream{u}, next.Upstreams...)
		return nil
	})
}

// storeKey puts a key into the keychain, bound to the origin of u. The caller
// holds change.
func (d *desk) storeKey(ctx context.Context, u settings.Upstream, key secret.Secret) error {
	if err := d.need(ctx, originAccount(u.Name)); err != nil {
		return err
	}
	here := upstream.Origin(u.URL)
	if saved, _ := d.vault.get(originAccount(u.Name)); saved.Reveal() != here {
		if err := d.vault.remove(ctx, originAccount(u.Name)); err != nil {
			return keychainError(err)
		}
	}
	if err := d.vault.set(ctx, keyAccount(u.Name), key); err != nil {
		return keychainError(err)
	}
	if err := d.vault.set(ctx, originAccount(u.Name), secret.New(here)); err != nil {
		return keychainError(err)
	}
	d.vault.drop(authorizationAccount(u.Name)) // what is set now beats a variable
	if d.forget != nil {
		d.forget(u.Name)
	}
	return nil
}

// MoveKey implements control.API.
func (d *desk) MoveKey(ctx context.Context, name string) error {
	d.change.Lock()
	defer d.change.Unlock()
	u, err := d.upstream(name)
	if err != nil {
		return err
	}
	if err := d.need(ctx, keyAccount(u.Name), originAccount(u.Name)); err != nil {
		return err
	}
	if key, _ := d.vault.get(keyAccount(u.Name)); key.IsZero() {
		return noKey(u)
	}
	if err := d.vault.set(ctx, originAccount(u.Name), secret.New(upstream.Origin(u.URL))); err != nil {
		return keychainError(err)
	}
	d.renewed(u.Name)
	return nil
}

// RemoveKey implements control.API. It also forgets the key of an upstream
// that was taken out of the settings: such a key stays in the keychain, bound
// to its origin, so that undoing the removal does not cost the key.
func (d *desk) RemoveKey(ctx context.Context, name string) error {
	d.change.Lock()
	defer d.change.Unlock()
	if u, err := d.upstream(name); err == nil {
		name = u.Name
	} else if err := d.need(ctx, keyAccount(name)); err != nil {
		return err
	} else if key, _ := d.vault.get(keyAccount(name)); key.IsZero() || strings.Contains(name, "/") {
		_, err := d.upstream(name)
		return err
	}
	for _, account := range []string{keyAccount(name), originAccount(name)} {
		if err := d.vault.remove(ctx, account); err != nil {
			return keychainError(err)
		}
	}
	d.vault.drop(authorizationAccount(name))
	d.renewed(name)
	return nil
}

func (d *desk) renewed(upstream string) {
	if d.forget != nil {
		d.forget(upstream)
	}
	d.tell()
}

func noKey(u settings.Upstream) error {
	return &control.Error{Code: control.CodeNotFound, Message: assets.T("errors.no_key_yet", "name", u.Name)}
}

// cleanKey trims what comes along with a pasted key, and refuses what no key is.
func cleanKey(key secret.Secret) (secret.Secret, error) {
	text := strings.TrimSpace(key.Reveal())
	if rest := strings.TrimSpace(text); len(rest) > 7 && strings.EqualFold(rest[:7], "bearer ") {
		text = strings.TrimSpace(rest[7:])
	}
	switch {
	case text == "":
		return key, invalid("key", assets.T("key.blank"))
	case secret.LooksLikePassword(text):
		return key, invalid("key", assets.T("key.app_password"))
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return key, invalid("key", assets.T("key.not_ascii"))
	case len(text) > keystore.MaxSecret:
		return key, keychainError(&keystore.Error{Kind: keystore.TooBig, Op: "set"})
	}
	return secret.New(text), nil
}

// CheckKey implements control.API.
func (d *desk) CheckKey(ctx context.Context, c control.KeyCheck) (control.KeyResult, error) {
	u, k, err := d.toCheck(ctx, c)
	if err != nil {
		return control.KeyResult{}, err
	}
	if needsKey(u) && k.key.IsZero() && k.authorization.IsZero() {
		return control.KeyResult{Code: "no_key", Sentence: assets.T("errors.enter_key")}, nil
	}
	if k.problem != nil {
		return control.KeyResult{Code: "no_key", Sentence: k.why()}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	models, problem := upstream.Check(ctx, upstreamConfig(u, k))
	if problem != nil {
		return control.KeyResult{Code: problem.Code, Sentence: checkSentence(problem, hostOf(u.URL)), Models: models}, nil
	}
	return control.KeyResult{OK: true, Code: "ok", Sentence: worksSentence(models, needsKey(u)), Models: models}, nil
}

// toCheck puts together what is to be checked from what is saved and what was
// given. The saved key is tried only where it may go.
func (d *desk) toCheck(ctx context.Context, c control.KeyCheck) (settings.Upstream, keyInfo, error) {
	d.change.Lock()
	defer d.change.Unlock()
	u, err := d.upstream(c.Upstream)
	if err != nil {
		if c.URL == "" {
			return u, keyInfo{}, err
		}
		u = settings.NewUpstream(c.Upstream, c.URL) // not saved yet
	}
	if c.Kind != "" {
		u.Kind = c.Kind
	}
	if c.URL != "" {
		u.URL = c.URL
	}
	if c.Headers != nil {
		u.Headers = c.Headers
	}
	if u.Kind != settings.KindDemo {
		if _, err := upstream.ParseBase(u.URL, u.Kind, u.APIVersion); err != nil {
			return u, keyInfo{}, &control.Error{Code: control.CodeInvalid, Message: assets.T("errors.address"), Cause: err}
		}
	}
	if c.Key != "" {
		key, err := cleanKey(secret.New(c.Key))
		d.vault.hide(keyAccount(u.Name), key)
		return u, keyInfo{key: key, origin: upstream.Origin(u.URL)}, err
	}
	if needsKey(u) {
		if err := d.need(ctx, keyAccount(u.Name), originAccount(u.Name)); err != nil {
			return u, keyInfo{}, err
		}
	}
	saved, err := d.upstream(u.Name)
	k := d.vault.key(u)
	if err == nil && upstream.Origin(saved.URL) != upstream.Origin(u.URL) && d.vault.isGiven(keyAccount(u.Name)) {
		// A key from a variable belongs to the address of this run, not to one that is only being tried.
		k = keyInfo{state: control.KeyElsewhere}
	}
	return u, k, nil
}

func invalid(field, message string) error {
	return &control.Error{Code: control.CodeInvalid, Message: message, Fields: []control.FieldError{{Field: field, Message: message}}}
}

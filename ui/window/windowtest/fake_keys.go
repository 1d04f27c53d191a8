package windowtest

import (
	"context"
	"slices"

	"keyport/app/control"
)

// fakeKeys is the part of the API keys.
type fakeKeys struct {
	Keys   map[string]string // by account
	Checks []control.KeyCheck
	Result control.KeyResult // what CheckKey answers
}

func newFakeKeys() fakeKeys {
	return fakeKeys{Keys: map[string]string{}, Result: control.KeyResult{OK: true, Code: "ok", Sentence: "Key works. 42 models.", Models: 42}}
}

// SetKey is part of control.API.
func (f *Fake) SetKey(_ context.Context, upstream string, key control.Secret) error {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("SetKey "+upstream, "SetKey"); err != nil {
		return err
	}
	text := key.Reveal()
	f.Keys[upstream] = text
	f.setState(control.Upstream{Name: upstream, Key: control.KeyPresent, KeyEnd: text[max(0, len(text)-4):]})
	return nil
}

func (f *Fake) setState(u control.Upstream) {
	all := slices.DeleteFunc(slices.Clone(f.State.Upstreams), func(o control.Upstream) bool { return o.Name == u.Name })
	f.State.Upstreams = append(all, u)
	f.Bump()
}

// MoveKey is part of control.API.
func (f *Fake) MoveKey(_ context.Context, upstream string) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter("MoveKey "+upstream, "MoveKey")
}

// RemoveKey is part of control.API.
func (f *Fake) RemoveKey(_ context.Context, upstream string) error {
	f.Lock()
	defer f.Unlock()
	if err := f.Enter("RemoveKey "+upstream, "RemoveKey"); err != nil {
		return err
	}
	f.setState(control.Upstream{Name: upstream, Key: control.KeyMissing})
	return nil
}

// CheckKey is part of control.API.
func (f *Fake) CheckKey(_ context.Context, c control.KeyCheck) (control.KeyResult, error) {
	f.Lock()
	defer f.Unlock()
	f.Checks = append(f.Checks, c)
	return f.Result, f.Enter("CheckKey", "CheckKey")
}

package app

import (
	"context"
	"errors"

	"keyport/keystore"
	"keyport/proxy/secret"
)

// giveUp turns to memory because this session has no keychain. One that was
// there before has only lost its service, and may come back with everything in it.
func (v *vault) giveUp() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.strict || v.seen {
		return false
	}
	v.inMemory()
	return true
}

// inMemory turns to memory. The caller holds mu.
func (v *vault) inMemory() {
	v.away, v.store, v.session = v.store, keystore.Memory(), true
	v.chosen = map[string]bool{}
	v.turn++
	for account, it := range v.items {
		if it.text.IsZero() {
			delete(v.items, account)
		}
	}
}

// useSession turns to memory because the person wants it so. What is known
// already stays known.
func (v *vault) useSession() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.session {
		v.inMemory()
	}
	v.apart = true
}

// useKeychain ends useSession: what was set meanwhile is forgotten, and the
// keychain is to be asked for everything. It reports whether there was anything to end.
func (v *vault) useKeychain() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.apart {
		return false
	}
	v.store, v.away, v.session, v.apart, v.asked, v.chosen = v.away, nil, false, false, false, nil
	v.items = map[string]item{}
	v.turn++
	return true
}

// parted reports whether the keychain is left alone because the person wants it so.
func (v *vault) parted() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.apart
}

// found is what a keychain that has come late holds. An account without a text
// is one that it does not know.
type found map[string]secret.Secret

// peek asks the keychain that was not there at the start for accounts: KeePassXC
// offers the Secret Service from the moment a person has opened it. It fails
// while there is none, or it is locked.
func (v *vault) peek(ctx context.Context, accounts []string) (found, error) {
	v.mu.Lock()
	away := v.away
	v.mu.Unlock()
	if away == nil {
		return nil, errors.New("no keychain is waited for")
	}
	f := found{}
	for _, account := range accounts {
		text, err := away.Get(ctx, account)
		switch {
		case err == nil:
			f[account] = secret.New(text)
			v.hide(account, f[account])
		case keystore.KindOf(err) == keystore.NotFound:
			f[account] = secret.Secret{}
		default:
			return nil, err
		}
	}
	return f, nil
}

// comeBack goes on with the keychain. What it holds counts, because apps were
// told those passwords before; what the person has set meanwhile counts more and
// is written into it, and so is what it does not know. Until everything is
// written nothing changes.
func (v *vault) comeBack(ctx context.Context, f found) error {
	v.mu.Lock()
	away := v.away
	now := map[string]item{}
	for account, it := range v.items {
		now[account] = it
	}
	var write []string
	for account, it := range now {
		if there := f[account]; !it.text.IsZero() && (there.IsZero() || v.chosen[account]) {
			write = append(write, account)
		}
	}
	var clear []string
	for account, there := range f {
		if v.chosen[account] && now[account].text.IsZero() && !there.IsZero() {
			clear = append(clear, account)
		}
	}
	v.mu.Unlock()
	for _, account := range write {
		if err := away.Set(ctx, account, now[account].text.Reveal()); err != nil {
			return err
		}
	}
	for _, account := range clear {
		if err := away.Delete(ctx, account); err != nil {
			return err
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.apart {
		return errors.New("the keychain is to be left alone")
	}
	for account, there := range f {
		if !v.chosen[account] && !there.IsZero() {
			v.items[account] = item{text: there}
		}
	}
	v.store, v.away, v.session, v.seen, v.chosen = away, nil, false, true, nil
	v.turn++
	return nil
}

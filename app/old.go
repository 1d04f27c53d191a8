package app

import (
	"context"
	"encoding/json"
	"time"

	"keyport/app/control"
	"keyport/proxy"
	"keyport/proxy/secret"
)

// oldLife is how long a password or a private address that was renewed may
// count beside the new one: time to put the new one into every app.
const oldLife = time.Hour

// instant is a moment by both clocks of a computer: the wall clock, which can be
// set, and the time of this run, which cannot, but stands still while some
// computers sleep.
type instant struct {
	wall time.Time
	run  time.Duration
}

// newClock gives the clock of a run.
func newClock() func() instant {
	start := time.Now()
	return func() instant {
		now := time.Now()
		return instant{now.Round(0), now.Sub(start)}
	}
}

// oldSecret is a former password or private address. It counts while the wall
// clock stands between both times. A clock that is set back behind the first
// ends it, and so does the hour as this run has counted it itself, so that
// setting the clock back makes nothing last.
type oldSecret struct {
	text         secret.Secret
	issued, ends time.Time
	learnt       instant // when this run came to know it
}

func (o oldSecret) counts(now instant) bool {
	return !o.text.IsZero() && o.ends.Sub(o.issued) <= oldLife &&
		!now.wall.Before(o.issued) && now.wall.Before(o.ends) &&
		now.run-o.learnt.run < o.ends.Sub(o.learnt.wall)
}

// until is the end of what counts, nil for what does not.
func (o oldSecret) until(now instant) *time.Time {
	if !o.counts(now) {
		return nil
	}
	return &o.ends
}

// oldSecrets are those of one client. They lie in the keychain together, as
// JSON, so that a secret and its end cannot come apart.
type oldSecrets struct{ password, address oldSecret }

// counting leaves out what has ended.
func (o oldSecrets) counting(now instant) oldSecrets {
	for _, one := range []*oldSecret{&o.password, &o.address} {
		if !one.counts(now) {
			*one = oldSecret{}
		}
	}
	return o
}

// fewer reports whether o, which is what counts of all, leaves something out.
func (o oldSecrets) fewer(all oldSecrets) bool {
	return o.password.text.IsZero() && !all.password.text.IsZero() || o.address.text.IsZero() && !all.address.text.IsZero()
}

func (o oldSecrets) none() bool { return o.password.text.IsZero() && o.address.text.IsZero() }

func (o oldSecrets) until(now instant) control.OldUntil {
	return control.OldUntil{Password: o.password.until(now), Address: o.address.until(now)}
}

// storedOld and storedSecret are the form in the keychain; times are Unix seconds.
type (
	storedOld    struct{ Password, Address *storedSecret }
	storedSecret struct {
		Text         string
		Issued, Ends int64
	}
)

// encode is for the keychain alone: it holds the secrets as they are.
func (o oldSecrets) encode() secret.Secret {
	stored := func(o oldSecret) *storedSecret {
		if o.text.IsZero() {
			return nil
		}
		return &storedSecret{o.text.Reveal(), o.issued.Unix(), o.ends.Unix()}
	}
	text, _ := json.Marshal(storedOld{stored(o.password), stored(o.address)}) // strings and numbers always encode
	return secret.New(string(text))
}

// decodeOld reads what encode wrote; what cannot be read opens nothing.
func decodeOld(text secret.Secret, learnt instant) oldSecrets {
	var in storedOld
	if text.IsZero() || json.Unmarshal([]byte(text.Reveal()), &in) != nil {
		return oldSecrets{}
	}
	read := func(s *storedSecret) oldSecret {
		if s == nil {
			return oldSecret{}
		}
		return oldSecret{secret.New(s.Text), time.Unix(s.Issued, 0), time.Unix(s.Ends, 0), learnt}
	}
	return oldSecrets{read(in.Password), read(in.Address)}
}

// old gives the former secrets of a client, ended ones included.
func (v *vault) old(client string) oldSecrets {
	v.mu.Lock()
	defer v.mu.Unlock()
	it := v.items[oldAccount(client)]
	return decodeOld(it.text, it.learnt)
}

// oldUntil says until when former secrets of a client count.
func (v *vault) oldUntil(client string) control.OldUntil {
	now := v.now()
	return v.old(client).until(now)
}

// oldAccess is what the proxy has to know of the former secrets of a client.
// The clock is asked at every use: no timer runs while the computer sleeps.
func (v *vault) oldAccess(client string) []proxy.Old {
	var all []proxy.Old
	now, o := v.now(), v.old(client)
	add := func(one oldSecret, access proxy.Old) {
		if one.counts(now) {
			access.Valid = func() bool { return one.counts(v.now()) }
			all = append(all, access)
		}
	}
	add(o.password, proxy.Old{Password: o.password.text})
	add(o.address, proxy.Old{Address: o.address.text})
	return all
}

// setOld replaces the former secrets of a client.
func (v *vault) setOld(ctx context.Context, client string, o oldSecrets) error {
	account := oldAccount(client)
	if !o.none() {
		return v.set(ctx, account, o.encode())
	}
	if text, _ := v.get(account); text.IsZero() && v.known(account) {
		return nil
	}
	return v.remove(ctx, account)
}

// retire turns the present secrets of a client, as far as they are about to be
// renewed, into former ones that count for an hour, or into none. Those of an
// earlier renewal end.
func (v *vault) retire(ctx context.Context, client, what string, keep bool) error {
	now := v.now()
	o := v.old(client).counting(now)
	former := func(account string) oldSecret {
		text, _ := v.get(account)
		if !keep || text.IsZero() {
			return oldSecret{}
		}
		return oldSecret{text: text, issued: now.wall, ends: now.wall.Add(oldLife)}
	}
	if what != control.RotateAddress {
		o.password = former(passwordAccount(client))
	}
	if what != control.RotatePassword {
		o.address = former(addressAccount(client))
	}
	return v.setOld(ctx, client, o)
}

package app

import (
	"testing"
	"time"

	"keyport/app/control"
	"keyport/keystore"
)

// opened says which credentials of an app open something.
type opened struct{ password, address bool }

var (
	both    = opened{true, true}
	neither = opened{}
)

func (r *run) opened(a control.Access) opened {
	r.t.Helper()
	password, address := r.get(a.Base+"/api/version", a.Password), r.get(a.Address+"/api/version", "")
	if password != 200 && password != 401 || address != 200 && address != 404 {
		r.t.Errorf("the password was answered with %d, the address with %d", password, address)
	}
	return opened{password == 200, address == 200}
}

func (r *run) want(what string, a control.Access, want opened) {
	r.t.Helper()
	if got := r.opened(a); got != want {
		r.t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

func (r *run) rotate(client, what string, options ...control.RotateOption) control.Access {
	r.t.Helper()
	a, err := r.RotateClient(r.t.Context(), client, what, options...)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// old is until when former secrets of an app count, as the state says.
func (r *run) old(client string) control.OldUntil {
	r.t.Helper()
	for _, c := range r.status().Clients {
		if c.Name == client {
			return c.Old
		}
	}
	r.t.Fatalf("no app %s", client)
	return control.OldUntil{}
}

// kept reports whether the keychain holds former secrets of an app.
func kept(t *testing.T, store keystore.Store, client string) bool {
	t.Helper()
	_, err := store.Get(t.Context(), oldAccount(client))
	if err != nil && keystore.KindOf(err) != keystore.NotFound {
		t.Fatal(err)
	}
	return err == nil
}

func TestOldCredentialsCountForOneMoreHour(t *testing.T) {
	for _, c := range []struct {
		what           string
		during, fresh  opened // what the old ones open, and how far they still are the present ones
		password, path bool   // which end the state tells
	}{
		{control.RotateBoth, both, neither, true, true},
		{control.RotatePassword, both, opened{address: true}, true, false},
		{control.RotateAddress, both, opened{password: true}, false, true},
	} {
		t.Run(c.what, func(t *testing.T) {
			dir, clock := home(t), newTestClock()
			opts := options(dir)
			opts.now = clock.now
			r := begin(t, dir, opts)
			zed, err := r.AddClient(t.Context(), "Zed")
			if err != nil {
				t.Fatal(err)
			}
			other := r.access("VS Code")
			next := r.rotate("Zed", c.what, control.KeepOld)
			ends := clock.now().wall.Add(time.Hour)

			r.want("the old ones", zed, c.during)
			r.want("the new ones", next, both)
			told := r.old("Zed")
			if (told.Password != nil) != c.password || (told.Address != nil) != c.path || asJSON(t, told) != asJSON(t, next.Old) {
				t.Errorf("%s, the answer said %s", asJSON(t, told), asJSON(t, next.Old))
			}
			for _, until := range []*time.Time{told.Password, told.Address} {
				if until != nil && !until.Equal(ends) {
					t.Errorf("until %v, want %v", until, ends)
				}
			}
			if r.old("VS Code") != (control.OldUntil{}) {
				t.Error("another app has old credentials")
			}

			r.change.Lock() // keeps the sweep away
			clock.pass(time.Hour - time.Second)
			r.want("the old ones, before the hour is over", zed, c.during)
			clock.pass(time.Second)
			r.want("the old ones, after the hour", zed, c.fresh) // at once: nothing had to be published
			r.want("the new ones, after the hour", next, both)
			r.want("another app", other, both)
			if r.old("Zed") != (control.OldUntil{}) {
				t.Error("the state still tells of old credentials")
			}
			inKeychain := kept(t, opts.Keystore, "Zed")
			r.change.Unlock()
			if !inKeychain {
				t.Error("the keychain was emptied before the hour was over")
			}
			nudge(r.resweep) // what the timer does
			r.waitGone("Zed")
			r.want("the old ones, after they were removed", zed, c.fresh)
		})
	}
}

// waitGone waits until the sweep has taken out the former secrets of an app.
func (r *run) waitGone(client string) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); kept(r.t, r.opts.Keystore, client); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatal("the old credentials are still in the keychain")
		}
	}
	r.change.Lock() // the sweep holds it until it has told the proxy
	defer r.change.Unlock()
}

// A restart neither ends the hour nor begins a new one.
func TestOldCredentialsOutliveARestart(t *testing.T) {
	dir, clock := home(t), newTestClock()
	opts := options(dir)
	opts.now = clock.now
	port := freePort(t) // the same address after the restart
	opts.Listen = &port
	r := begin(t, dir, opts)
	before := r.access("VS Code")
	r.rotate("VS Code", control.RotateBoth, control.KeepOld)
	ends := r.old("VS Code")
	_ = r.stop()

	clock.pass(40 * time.Minute)
	r = begin(t, dir, opts)
	r.want("after 40 minutes", before, both)
	if told := r.old("VS Code"); asJSON(t, told) != asJSON(t, ends) {
		t.Errorf("%s, before the restart %s", asJSON(t, told), asJSON(t, ends))
	}
	_ = r.stop()

	clock.pass(20 * time.Minute)
	r = begin(t, dir, opts)
	r.want("after an hour", before, neither)
	r.want("the new ones", r.access("VS Code"), both)
	r.waitGone("VS Code")
	_ = r.stop()
}

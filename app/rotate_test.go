package app

import (
	"io"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
)

func TestOldCredentialsEndAtOnceUnlessKept(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	first := r.access("VS Code")
	second := r.rotate("VS Code", control.RotateBoth)
	r.want("not kept", first, neither)

	third := r.rotate("VS Code", control.RotateBoth, control.KeepOld)
	r.want("kept", second, both)
	fourth := r.rotate("VS Code", control.RotatePassword)
	r.want("the password that was kept, after another renewal", second, opened{address: true})
	r.want("the password that was not kept", third, opened{address: true})
	fifth := r.rotate("VS Code", control.RotateBoth, control.KeepOld)
	r.want("what an earlier renewal kept", second, neither)
	r.want("what was renewed before that", third, opened{address: true})
	r.want("the ones before the last", fourth, both)
	r.rotate("VS Code", control.RotateBoth)
	r.want("kept ones after a renewal that keeps nothing", fourth, neither)
	r.want("the last but one", fifth, neither)
	if kept(t, opts.Keystore, "VS Code") {
		t.Error("the keychain still holds old ones")
	}
	_, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth, "keep for ever")
	wantCode(t, err, control.CodeInvalid)
}

func TestOldCredentialsGoWithTheApp(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	zed, err := r.AddClient(t.Context(), "Zed")
	if err != nil {
		t.Fatal(err)
	}
	r.rotate("Zed", control.RotateBoth, control.KeepOld)
	if err := r.edit(func(s *settings.Settings) { s.Clients[1].Name = "Zed 2" }); err != nil {
		t.Fatal(err)
	}
	r.want("of an app that was renamed", zed, both)
	if kept(t, opts.Keystore, "Zed") || !kept(t, opts.Keystore, "Zed 2") || r.old("Zed 2").Password == nil {
		t.Error("they did not follow the name")
	}
	if err := r.RemoveClient(t.Context(), "Zed 2"); err != nil {
		t.Fatal(err)
	}
	r.want("of an app that was removed", zed, neither)
	if kept(t, opts.Keystore, "Zed 2") {
		t.Error("they are still in the keychain")
	}
	if _, err := r.AddClient(t.Context(), "Zed 2"); err != nil {
		t.Fatal(err)
	}
	r.want("of an app that came back", zed, neither)
}

// Somebody renews a password with the command line while Keyport is not running.
func TestOldCredentialsOfAnOfflineRenewalCount(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	port := freePort(t)
	opts.Listen = &port
	r := begin(t, dir, opts)
	before := r.access("VS Code")
	_ = r.stop()
	offline, err := NewOffline(opts)
	if err != nil {
		t.Fatal(err)
	}
	after, err := offline.RotateClient(t.Context(), "VS Code", control.RotateBoth, control.KeepOld)
	if err != nil || after.Old.Password == nil || after.Old.Address == nil {
		t.Fatal(after.Old, err)
	}
	if err := offline.Close(); err != nil {
		t.Fatal(err)
	}
	r = begin(t, dir, opts)
	r.want("the old ones", before, both)
	if now := r.access("VS Code"); now.Password != after.Password {
		t.Error("the new password is another one")
	}
}

func TestStreamsGoOnWhenTheirPasswordEnds(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	for name, options := range map[string][]control.RotateOption{"at once": nil, "in an hour": {control.KeepOld}} {
		t.Run(name, func(t *testing.T) {
			a := r.access("VS Code")
			hold := make(chan struct{})
			p.set(0, hold)
			resp := r.chat(a)
			defer resp.Body.Close()
			rest := first(t, resp)
			p.set(0, nil)
			r.rotate("VS Code", control.RotateBoth, options...)
			if r.opened(a) != (opened{options != nil, options != nil}) {
				t.Error("new requests with the old ones")
			}
			r.rotate("VS Code", control.RotateBoth)
			r.want("old ones", a, neither)
			close(hold)
			if body, err := io.ReadAll(rest); err != nil || !strings.Contains(string(body), "[DONE]") {
				t.Errorf("the stream ended with %v: %q", err, body)
			}
		})
	}
}

// A keychain that says no in the middle loses no credential that should count.
func TestRenewalThatFailsTakesNothingAway(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	c := newChain(keystore.NotFound)
	opts.Keystore = c
	r := begin(t, dir, opts)
	a := r.access("VS Code")
	for _, kind := range []keystore.Kind{keystore.Locked, keystore.Refused} {
		c.be(kind)
		if _, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth, control.KeepOld); err == nil {
			t.Error("it went well")
		}
		r.want("the present ones", a, both)
		if _, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth); err == nil {
			t.Error("it went well")
		}
		r.want("the present ones", a, both)
	}
	c.be(keystore.NotFound)
	next := r.rotate("VS Code", control.RotateBoth, control.KeepOld)
	r.want("the old ones", a, both)
	r.want("the new ones", next, both)
	c.be(keystore.Locked) // what is known stays
	r.want("the old ones, while the keychain is locked", a, both)
}

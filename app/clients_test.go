package app

import (
	"net/http"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
)

func (r *run) get(url, password string) int {
	r.t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if password != "" {
		req.Header.Set("Authorization", "Bearer "+password)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestAppsComeAndGo(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	zed, err := r.AddClient(t.Context(), " Zed ")
	if err != nil {
		t.Fatal(err)
	}
	if zed.Client != "Zed" || zed.Password == r.access("VS Code").Password {
		t.Errorf("%q", zed.Client)
	}
	works := func(a control.Access) (address, password bool) {
		return r.get(a.Address+"/api/version", "") == 200, r.get(a.Base+"/api/version", a.Password) == 200
	}
	if address, password := works(zed); !address || !password {
		t.Fatalf("address %v, password %v", address, password)
	}
	_, err = r.AddClient(t.Context(), "zed")
	wantCode(t, err, control.CodeExists)
	_, err = r.AddClient(t.Context(), strings.Repeat("x", 41))
	wantCode(t, err, control.CodeInvalid)
	_, err = r.Access(t.Context(), "nobody")
	wantCode(t, err, control.CodeNotFound)

	next, err := r.RotateClient(t.Context(), "Zed", control.RotatePassword)
	if err != nil || next.Address != zed.Address || next.Password == zed.Password {
		t.Fatal("the password alone should be new", err)
	}
	if address, password := works(zed); !address || password {
		t.Errorf("after the password was renewed: address %v, old password %v", address, password)
	}
	last, err := r.RotateClient(t.Context(), "Zed", control.RotateBoth)
	if err != nil || last.Address == next.Address || last.Password == next.Password {
		t.Fatal("both should be new", err)
	}
	if address, _ := works(next); address {
		t.Error("the old address still opens")
	}
	_, err = r.RotateClient(t.Context(), "Zed", "all")
	wantCode(t, err, control.CodeInvalid)

	if err := r.RemoveClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	if address, password := works(last); address || password {
		t.Errorf("after the removal: address %v, password %v", address, password)
	}
	for _, account := range []string{passwordAccount("Zed"), addressAccount("Zed")} {
		if _, err := opts.Keystore.Get(t.Context(), account); keystore.KindOf(err) != keystore.NotFound {
			t.Errorf("%s is still in the keychain", account)
		}
	}
	wantCode(t, r.RemoveClient(t.Context(), "Zed"), control.CodeNotFound)
	wantCode(t, r.RemoveClient(t.Context(), ""), control.CodeInvalid)
}

func TestRenamedAppKeepsItsSecrets(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	before := r.access("VS Code")
	if err := r.edit(func(s *settings.Settings) { s.Clients[0].Name = "Code / Insiders" }); err != nil {
		t.Fatal(err)
	}
	after := r.access("Code / Insiders")
	if after.Password != before.Password || after.Address != before.Address {
		t.Error("the renamed app has other secrets")
	}
	if r.get(before.Address+"/api/version", "") != 200 {
		t.Error("the address does not open any more")
	}
	if _, err := opts.Keystore.Get(t.Context(), passwordAccount("VS Code")); keystore.KindOf(err) != keystore.NotFound {
		t.Error("the old item is still there")
	}
}

func TestAppAddedInTheWindowGetsSecrets(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if err := r.edit(func(s *settings.Settings) { s.Clients = append(s.Clients, settings.Client{Name: "Continue"}) }); err != nil {
		t.Fatal(err)
	}
	a := r.access("Continue")
	if r.get(a.Address+"/api/version", "") != 200 {
		t.Error("the address does not open")
	}
}

func TestCheckClientWalksTheWholeWay(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		upstreamAt(p)(s)
		s.Clients[0].Kind = settings.KindOther
	})
	r := begin(t, dir, options(dir))
	steps, err := r.CheckClient(t.Context(), "VS Code")
	if err != nil {
		t.Fatal(err)
	}
	if last := steps[len(steps)-2]; last.OK {
		t.Errorf("without a key all went well: %+v", steps)
	}
	r.setKey(goodKey)
	steps, err = r.CheckClient(t.Context(), "")
	if err != nil || len(steps) != 5 {
		t.Fatalf("%+v %v", steps, err)
	}
	for _, s := range steps {
		if !s.OK {
			t.Errorf("%+v", s)
		}
	}
}

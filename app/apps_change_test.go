package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/keystore"
)

func ptr[T any](v T) *T { return &v }

func (r *run) alter(client string, c control.ClientChange) {
	r.t.Helper()
	if err := r.ChangeClient(r.t.Context(), client, c); err != nil {
		r.t.Fatal(err)
	}
}

func (r *run) clientStatus(name string) control.Client {
	r.t.Helper()
	for _, c := range r.status().Clients {
		if c.Name == name {
			return c
		}
	}
	r.t.Fatalf("there is no %s in the state", name)
	return control.Client{}
}

func TestRenamedAppKeepsItsAccessAndItsCount(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	r := begin(t, dir, opts)
	zed, err := r.AddClient(t.Context(), "Zed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.RotateClient(t.Context(), "Zed", control.RotatePassword, control.KeepOld); err != nil {
		t.Fatal(err)
	}
	now := r.access("Zed")
	if code := r.get(now.Base+"/api/version", now.Password); code != 200 {
		t.Fatal(code)
	}
	r.until("the request", func(control.Status) bool { return r.clientStatus("Zed").Requests == 1 })

	r.alter("Zed", control.ClientChange{Name: ptr(" Zed at work ")})
	after := r.access("Zed at work")
	if after.Password != now.Password || after.Address != now.Address || after.Old.Password == nil {
		t.Error("the renamed app has other secrets")
	}
	for what, password := range map[string]string{"the password": now.Password, "the old password": zed.Password} {
		if code := r.get(now.Base+"/api/version", password); code != 200 {
			t.Errorf("%s opens nothing: %d", what, code)
		}
	}
	if c := r.clientStatus("Zed at work"); c.Requests < 1 || c.LastUsed == nil {
		t.Errorf("%+v", c)
	}
	_, err = r.Access(t.Context(), "Zed")
	wantCode(t, err, control.CodeNotFound)
	for _, account := range clientAccounts("Zed") {
		if _, err := opts.Keystore.Get(t.Context(), account); keystore.KindOf(err) != keystore.NotFound {
			t.Errorf("%s is still in the keychain", account)
		}
	}
	r.alter("Zed at work", control.ClientChange{Name: ptr("ZED at work")}) // only the case
	if a := r.access("ZED at work"); a.Password != now.Password {
		t.Error("a change of case cost the password")
	}
}

func TestChangesThatCannotBe(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if _, err := r.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		client string
		change control.ClientChange
		code   string
	}{
		"nobody":        {"nobody", control.ClientChange{Off: ptr(true)}, control.CodeNotFound},
		"no name":       {"", control.ClientChange{Off: ptr(true)}, control.CodeNotFound},
		"taken":         {"Zed", control.ClientChange{Name: ptr("vs code")}, control.CodeExists},
		"too long":      {"Zed", control.ClientChange{Name: ptr(strings.Repeat("x", 41))}, control.CodeInvalid},
		"empty":         {"Zed", control.ClientChange{Name: ptr("  ")}, control.CodeInvalid},
		"no such kind":  {"Zed", control.ClientChange{Kind: ptr("netscape")}, control.CodeInvalid},
		"every origin":  {"Zed", control.ClientChange{Origins: ptr([]string{"*"})}, control.CodeInvalid},
		"both are none": {"nobody", control.ClientChange{Name: ptr("nobody else")}, control.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			before := r.access("Zed")
			wantCode(t, r.ChangeClient(t.Context(), c.client, c.change), c.code)
			if after := r.access("Zed"); after.Password != before.Password {
				t.Error("a refused change changed the password")
			}
		})
	}
}

func TestAppThatIsOffIsAStranger(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	zed, err := r.AddClient(t.Context(), "Zed")
	if err != nil {
		t.Fatal(err)
	}
	text := func(url, password string) string {
		req, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if password != "" {
			req.Header.Set("Authorization", "Bearer "+password)
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body := make([]byte, 4096)
		n, _ := resp.Body.Read(body)
		return resp.Status + " " + string(body[:n])
	}
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()

	r.alter("Zed", control.ClientChange{Off: ptr(true)})
	stranger := strings.Repeat("x", len(zed.Password))
	if got, want := text(zed.Base+"/v1/models", zed.Password), text(zed.Base+"/v1/models", stranger); got != want || strings.HasPrefix(got, "200") {
		t.Errorf("its password: %s, a stranger's: %s", got, want)
	}
	if got, want := text(zed.Address+"/api/version", ""), text(zed.Base+"/"+stranger+"/api/version", ""); got != want || strings.HasPrefix(got, "200") {
		t.Errorf("its address: %s, a stranger's: %s", got, want)
	}
	if !r.clientStatus("Zed").Off {
		t.Error("the state does not say that it is off")
	}
	steps, err := r.CheckClient(t.Context(), "Zed")
	if err != nil || len(steps) != 1 || steps[0].OK || !strings.Contains(steps[0].Detail, "Switch it on") {
		t.Errorf("%v %+v", err, steps)
	}
	r.alter("Zed", control.ClientChange{Off: ptr(false)})
	if code := r.get(zed.Base+"/api/version", zed.Password); code != 200 {
		t.Errorf("switched on again it has lost its password: %d", code)
	}
}

func TestOneChangeLeavesTheRest(t *testing.T) {
	dir := home(t)
	o := offline(t, options(dir)) // the command line does it without a Keyport, too
	if _, err := o.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []control.ClientChange{
		{Kind: ptr(settings.KindZed)}, {Cursor: ptr(true)}, {Origins: ptr([]string{"app://obsidian.md"})}, {Off: ptr(true)}, {Name: ptr("Z")},
	} {
		if err := o.ChangeClient(t.Context(), "Zed", c); err != nil {
			t.Fatal(err)
		}
	}
	v, _ := o.Settings(t.Context())
	got := v.Settings.Clients[len(v.Settings.Clients)-1]
	if got.Name != "Z" || got.Kind != settings.KindZed || !got.Cursor || !got.Off || !slices.Equal(got.Origins, []string{"app://obsidian.md"}) {
		t.Errorf("%+v", got)
	}
}

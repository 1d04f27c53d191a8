package app

import (
	"os"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/proxy/secret"
)

// environment reads variables as serve does; they are gone afterwards.
func environment(t *testing.T, serving bool, vars map[string]string) Environment {
	t.Helper()
	for name, value := range vars {
		t.Setenv(name, value)
	}
	return ReadEnvironment(serving)
}

func TestVariablesBeatTheFileForThisRun(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, func(s *settings.Settings) { s.Clients = append(s.Clients, settings.Client{Name: "Zed"}) })
	opts := options(dir)
	opts.Environment = environment(t, true, map[string]string{
		"OPENAI_API_BASE": p.URL + "/v1", "OPENAI_API_KEY": goodKey,
		"LOCAL_AUTH_TOKEN": "local-password-1234", "LOCAL_OLLAMA_SECRET": "/local-secret-5678",
		"KEYPORT_PASSWORD_VS_CODE": "vs-password-1234",
	})
	for _, name := range []string{"OPENAI_API_KEY", "LOCAL_AUTH_TOKEN", "LOCAL_OLLAMA_SECRET", "KEYPORT_PASSWORD_VS_CODE"} {
		if _, ok := os.LookupEnv(name); ok {
			t.Errorf("%s is still set", name)
		}
	}
	r := begin(t, dir, opts)
	r.state(control.StateReady)
	env := r.access("env")
	if env.Password != "local-password-1234" || !strings.HasSuffix(env.Address, "/local-secret-5678") {
		t.Errorf("%+v", env)
	}
	if status, _ := r.ask(env); status != 200 {
		t.Errorf("%d", status)
	}
	if a := r.access("VS Code"); a.Password != "vs-password-1234" || a.Address == "" {
		t.Errorf("%+v", a)
	}
	v, err := r.Settings(t.Context())
	if err != nil || v.Settings.Upstreams[0].URL != "https://api.openai.com/v1" || len(v.Settings.Clients) != 2 {
		t.Errorf("the view shows what the variables say: %+v", v.Settings)
	}
	if v.Overridden["upstream[0].url"] != "OPENAI_API_BASE" || v.Overridden["listen.port"] != "--listen" {
		t.Errorf("%v", v.Overridden)
	}
	wantCode(t, r.RemoveClient(t.Context(), "env"), control.CodeInvalid)
	// Saving something else does not write what variables say.
	if err := r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/work" }); err != nil {
		t.Fatal(err)
	}
	secrets := []string{goodKey, "local-password-1234", "local-secret-5678", "vs-password-1234", p.URL}
	_ = r.stop()
	noSecretIn(t, dir, secrets)

	// The next run without variables knows nothing of them.
	opts.Environment = Environment{}
	r = begin(t, dir, opts)
	r.state(control.StateSetup)
	if a := r.access("VS Code"); a.Password == "vs-password-1234" {
		t.Error("the password of a variable was kept")
	}
}

func TestKeyForAnUpstreamOfAVariableKeepsTheUpstream(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	opts := options(dir)
	vars := map[string]string{"API_URL": p.URL + "/v1"}
	opts.Environment = environment(t, true, vars)
	r := begin(t, dir, opts)
	if err := r.SetKey(t.Context(), "", secret.New(goodKey)); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
	_ = r.stop()
	// Next time there is a settings file; the key must still be found, with the variable and without.
	opts.Environment = environment(t, true, vars)
	r = begin(t, dir, opts)
	r.state(control.StateReady)
	_ = r.stop()
	opts.Environment = Environment{}
	s := begin(t, dir, opts).state(control.StateReady)
	if len(s.Upstreams) != 1 || s.Upstreams[0].Name != "env" {
		t.Errorf("%+v", s.Upstreams)
	}
}

func TestWhatIsSetNowBeatsAVariable(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	opts := options(dir)
	opts.Environment = environment(t, true, map[string]string{"UPSTREAM_AUTHORIZATION": "Bearer sk-wrong-0123456789", "KEYPORT_ADDRESS_VS_CODE": "chosen-by-variable"})
	r := begin(t, dir, opts)
	a := r.access("VS Code")
	if status, _ := r.ask(a); status != 502 || !strings.HasSuffix(a.Address, "/chosen-by-variable") {
		t.Errorf("%d %s", status, a.Address)
	}
	r.setKey(goodKey)
	if status, _ := r.ask(a); status != 200 {
		t.Errorf("%d after the key was set", status)
	}
	next, err := r.RotateClient(t.Context(), "VS Code", control.RotateAddress)
	if err != nil || next.Address == a.Address {
		t.Error("the address did not change", err)
	}
}

func TestTheTrayProgramTakesNoForeignVariables(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Environment = environment(t, false, map[string]string{"OPENAI_API_KEY": goodKey, "LOG_LEVEL": "debug"})
	if _, ok := os.LookupEnv("OPENAI_API_KEY"); ok {
		t.Error("the key is left for children")
	}
	if opts.Environment.LogLevel() != "" {
		t.Error("it took LOG_LEVEL")
	}
	r := begin(t, dir, opts)
	r.state(control.StateSetup)
}

func TestScrubbedEnvironmentOfChildren(t *testing.T) {
	got := scrubbed([]string{"A=1", "OPENAI_API_KEY=x", "KEYPORT_KEY_OPENAI=x", "KEYPORT_PASSWORD_ZED=x", "LOCAL_OLLAMA_SECRET=x", "B=2"})
	if strings.Join(got, " ") != "A=1 B=2" {
		t.Error(got)
	}
}

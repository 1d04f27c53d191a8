package app

import (
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/keystore"
	"keyport/proxy/secret"
)

func offline(t *testing.T, opts Options) *Offline {
	t.Helper()
	o, err := NewOffline(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func TestOfflineActsOnFilesAndKeychain(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	o := offline(t, opts)
	ctx := t.Context()
	if err := o.SetKey(ctx, "", secret.New(goodKey)); err != nil {
		t.Fatal(err)
	}
	zed, err := o.AddClient(ctx, "Zed")
	if err != nil || zed.Password == "" || zed.Address != "" {
		t.Fatalf("%v: before the first run there is no address", err)
	}
	_, err = o.Access(ctx, "Zed")
	wantCode(t, err, control.CodeNotRunning)
	for name, err := range map[string]error{
		"pause": o.Pause(ctx, time.Time{}), "resume": o.Resume(ctx), "open": o.OpenWindow(ctx, ""), "quit": o.Quit(ctx),
		"status": func() error { _, err := o.Status(ctx); return err }(),
		"models": func() error { _, err := o.Models(ctx); return err }(),
		"check":  func() error { _, err := o.CheckClient(ctx, ""); return err }(),
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, err, control.CodeNotRunning) })
	}
	_ = o.Close()

	r := begin(t, dir, opts)
	if s := r.state(control.StateReady); s.Upstreams[0].Key != control.KeyPresent || len(s.Clients) != 2 {
		t.Errorf("%+v", s)
	}
	if a := r.access("Zed"); a.Password != zed.Password {
		t.Error("another password")
	}
}

func TestOfflineWithoutAKeychainFails(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Keystore = newChain(keystore.Missing)
	o := offline(t, opts)
	wantCode(t, o.SetKey(t.Context(), "openai", secret.New(goodKey)), control.CodeKeychainMissing)
	_, err := o.AddClient(t.Context(), "Zed")
	wantCode(t, err, control.CodeKeychainMissing)
	v, err := o.Settings(t.Context())
	if err != nil || len(v.Settings.Clients) != 1 {
		t.Errorf("%+v %v", v.Settings.Clients, err)
	}
}

const envFile = `
# of another proxy
OPENAI_API_BASE=https://llm.example.com/v1
OPENAI_API_KEY=` + goodKey + `
LOCAL_AUTH_TOKEN=local-password-1234
LOCAL_OLLAMA_SECRET=/local-secret-5678
LOCAL_PATH_PREFIX=/work
SOMETHING_ELSE=1
`

func TestImport(t *testing.T) {
	for _, name := range []string{"offline", "running"} {
		t.Run(name, func(t *testing.T) {
			dir := home(t)
			opts := options(dir)
			var api control.API
			if name == "offline" {
				api = offline(t, opts)
			} else {
				api = begin(t, dir, opts)
			}
			report, err := api.Import(t.Context(), envFile)
			if err != nil {
				t.Fatal(err)
			}
			text := asJSON(t, report)
			if len(report.Done) < 4 || !strings.Contains(strings.Join(report.Warnings, "\n"), "SOMETHING_ELSE") {
				t.Errorf("%+v", report)
			}
			for _, s := range []string{goodKey, "local-password-1234", "local-secret-5678"} {
				if strings.Contains(text, s) {
					t.Errorf("the report holds a secret: %s", text)
				}
			}
			for account, want := range map[string]string{
				"openai": goodKey, "openai/origin": "https://llm.example.com:443",
				passwordAccount("env"): "local-password-1234", addressAccount("env"): "local-secret-5678",
			} {
				if got, err := opts.Keystore.Get(t.Context(), account); got != want {
					t.Errorf("%s: %v", account, err)
				}
			}
			v, _ := api.Settings(t.Context())
			if v.Settings.Listen.Prefix != "/work" || v.Settings.Upstreams[0].URL != "https://llm.example.com/v1" {
				t.Errorf("%+v", v.Settings)
			}
			noSecretIn(t, dir, []string{goodKey, "local-password-1234", "local-secret-5678"})
		})
	}
}

func TestImportWithALockedKeychainChangesNothing(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	opts.Keystore = newChain(keystore.Locked)
	o := offline(t, opts)
	_, err := o.Import(t.Context(), envFile)
	wantCode(t, err, control.CodeKeychainLocked)
	if v, _ := o.Settings(t.Context()); v.Settings.Listen.Prefix != "" {
		t.Error("the settings have changed")
	}
}

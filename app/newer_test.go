package app

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"keyport/app/control"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// newerFile is a settings file as a later Keyport may write it: with tables and
// keys that this one does not know, and values that it takes for mistakes.
const newerFile = `# mine
version = 2
colour = "blue"

[listen]
port = 11999 # chosen

[[upstream]]
name = "openai"
url = "https://api.openai.com/v1"
quota = "5 EUR"

[[upstream]]
name = "future"
kind = "telepathy"
url = "mind://somebody"

[[client]]
name = "Zed"

[[client]]
name = "Later"
kind = "a-program-of-2030"
off = "on mondays"

[history]
days = 30
`

// recorded is a keychain that shows what it holds.
type recorded struct {
	mu   sync.Mutex
	held map[string]string
}

func (r *recorded) Describe() string { return keystore.LoginKeyring }

func (r *recorded) Get(_ context.Context, account string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text, ok := r.held[account]; ok {
		return text, nil
	}
	return keystore.Memory().Get(context.Background(), account) // its error for what is not there
}

func (r *recorded) Set(_ context.Context, account, text string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[account] = text
	return nil
}

func (r *recorded) Delete(_ context.Context, account string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, account)
	return nil
}

func (r *recorded) all() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.held)
}

// doors are all calls that write settings.
func doors(ctx context.Context, api control.API) map[string]func() error {
	view, _ := api.Settings(ctx)
	return map[string]func() error{
		"save": func() error {
			next := view
			next.Settings = view.Settings.Clone()
			next.Settings.Listen.Prefix = "/mine"
			_, err := api.SaveSettings(ctx, next)
			return err
		},
		"save with a new name": func() error { // names in the keychain follow
			next := view
			next.Settings = view.Settings.Clone()
			next.Settings.Clients[0].Name = "Zed 2"
			next.Settings.Upstreams[0].Name = "mine"
			_, err := api.SaveSettings(ctx, next)
			return err
		},
		"restore":         func() error { _, err := api.RestoreSettings(ctx); return err },
		"import settings": func() error { _, err := api.ApplySettings(ctx, "[listen]\nport = 11999\n", view.Revision); return err },
		"reset":           func() error { _, err := api.ResetSettings(ctx, false); return err },
		"reset with keys": func() error { _, err := api.ResetSettings(ctx, true); return err },
		"import": func() error {
			_, err := api.Import(ctx, "OPENAI_API_KEY=sk-other-0123456789abcdefghij\nLOCAL_AUTH_TOKEN=0123456789abcdef\n")
			return err
		},
		"demo":                  func() error { return api.UseDemo(ctx, true) },
		"add an app":            func() error { _, err := api.AddClient(ctx, "Cursor"); return err },
		"add an unknown app":    func() error { _, err := api.AddClient(ctx, "Later"); return err }, // the file has one of that name
		"rename an app":         func() error { name := "Zed 2"; return api.ChangeClient(ctx, "Zed", control.ClientChange{Name: &name}) },
		"remove an app":         func() error { return api.RemoveClient(ctx, "Zed") },
		"import newer settings": func() error { _, err := api.ApplySettings(ctx, newerFile, view.Revision); return err },
	}
}

// Somebody has gone back to an older Keyport: all works on with the settings of
// the newer one, and nothing of them is lost for the day on which it returns.
func TestADowngradeChangesNothing(t *testing.T) {
	for _, running := range []bool{true, false} {
		name := map[bool]string{true: "running", false: "offline"}[running]
		t.Run(name, func(t *testing.T) {
			dir := home(t)
			path := filepath.Join(dir, "settings.toml")
			for file, text := range map[string]string{path: newerFile, path + ".bak": "version = 1\n"} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			keychain := &recorded{held: map[string]string{
				keyAccount("openai"): goodKey, originAccount("openai"): "https://api.openai.com:443", keyAccount("future"): "sk-future-0123456789",
			}}
			for _, app := range []string{"Zed", "Later"} {
				keychain.held[passwordAccount(app)] = secret.Generate(secret.PasswordPrefix).Reveal()
				keychain.held[addressAccount(app)] = secret.Generate("").Reveal()
			}
			opts := options(dir)
			opts.Keystore = keychain
			var api control.API
			if running {
				r := begin(t, dir, opts)
				if p := r.problem(problemNewer); p.Blocking {
					t.Errorf("%+v", p)
				}
				if u := r.status().Upstreams; len(u) == 0 || u[0].Key != control.KeyPresent {
					t.Errorf("the account of before has no key: %+v", u)
				}
				api = r
			} else {
				o, err := NewOffline(opts)
				if err != nil {
					t.Fatal(err)
				}
				defer o.Close()
				api = o
			}
			held := keychain.all()
			for door, enter := range doors(t.Context(), api) {
				e := wantCode(t, enter(), control.CodeReadOnly)
				if e.Message != "A newer Keyport wrote the settings file, so this one does not change it." {
					t.Errorf("%s says %q", door, e.Message)
				}
				if text, err := os.ReadFile(path); err != nil || string(text) != newerFile {
					t.Fatalf("%s has changed the file: %v\n%s", door, err, text)
				}
				if now := keychain.all(); !maps.Equal(now, held) {
					t.Fatalf("%s has changed the keychain: %d accounts, before %d", door, len(now), len(held))
				}
			}
		})
	}
}

package app

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"keyport/app/control"
	"keyport/keystore"
)

// failing is a keychain that stops for good at its nth change, as when the
// program is killed there.
type failing struct {
	keystore.Store
	left int // changes that still go well; below 0 is no end
}

var errKilled = errors.New("killed here")

func (f *failing) step() error {
	if f.left == 0 {
		return errKilled
	}
	f.left--
	return nil
}

func (f *failing) Set(ctx context.Context, account, text string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Store.Set(ctx, account, text)
}

func (f *failing) Delete(ctx context.Context, account string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.Store.Delete(ctx, account)
}

// Wherever a rename ends, the app has its password and its address under the
// name that the settings hold, and asking again finishes it.
func TestRenameThatIsKilledLosesNothing(t *testing.T) {
	finished := false
	for n := 0; !finished; n++ {
		t.Run(fmt.Sprintf("after %d changes", n), func(t *testing.T) {
			dir, store := home(t), &failing{Store: keystore.Memory(), left: -1}
			opts := options(dir)
			opts.Keystore = store
			first := offline(t, opts)
			if _, err := first.AddClient(t.Context(), "Zed"); err != nil {
				t.Fatal(err)
			}
			if _, err := first.RotateClient(t.Context(), "Zed", control.RotatePassword, control.KeepOld); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for i, account := range clientAccounts("Zed") {
				text, err := store.Get(t.Context(), account)
				if err != nil {
					t.Fatal(err)
				}
				want[clientAccounts("Z2")[i]] = text
			}
			store.left = n
			_ = first.ChangeClient(t.Context(), "Zed", control.ClientChange{Name: ptr("Z2")})
			finished = store.left > 0 // it came through without meeting the end
			_ = first.Close()

			store.left = -1
			second := offline(t, opts)
			v, _ := second.Settings(t.Context())
			name := v.Settings.Clients[len(v.Settings.Clients)-1].Name
			for i, account := range clientAccounts(name) {
				if text, err := store.Get(t.Context(), account); err != nil || text != want[clientAccounts("Z2")[i]] {
					t.Errorf("%s is lost under the name %s: %v", account, name, err)
				}
			}
			if err := second.ChangeClient(t.Context(), "Zed", control.ClientChange{Name: ptr("Z2")}); err != nil && name == "Zed" {
				t.Fatal("it cannot be finished:", err)
			}
			for account, text := range want {
				if got, err := store.Get(t.Context(), account); err != nil || got != text {
					t.Errorf("%s is not what it was: %v", account, err)
				}
			}
			for _, account := range clientAccounts("Zed") {
				if _, err := store.Get(t.Context(), account); keystore.KindOf(err) != keystore.NotFound {
					t.Errorf("%s is left over: %v", account, err)
				}
			}
		})
		if n > 50 {
			t.Fatal("a rename takes no end")
		}
	}
}

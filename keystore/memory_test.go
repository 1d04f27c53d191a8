package keystore_test

import (
	"testing"

	"keyport/keystore"
)

func TestMemoryIsAStore(t *testing.T) {
	m := keystore.Memory()
	_, err := m.Get(ctx, "openai")
	wantError(t, err, keystore.NotFound)
	if err := m.Delete(ctx, "openai"); err != nil {
		t.Error(err)
	}
	for _, secret := range []string{"k1", "k2", ""} {
		if err := m.Set(ctx, "openai", secret); err != nil {
			t.Fatal(err)
		}
		wantSecret(t, m, "openai", secret)
	}
	if err := m.Delete(ctx, "openai"); err != nil {
		t.Error(err)
	}
	_, err = m.Get(ctx, "openai")
	wantError(t, err, keystore.NotFound)
	_, err = keystore.Memory().Get(ctx, "openai")
	wantError(t, err, keystore.NotFound)
	if got := keystore.Cached(m).Describe(); got != "memory, until Keyport quits" {
		t.Errorf("described as %q", got)
	}
}

package keystore

import (
	"context"
	"testing"
)

func TestClearingLeavesNothingBehind(t *testing.T) {
	lib := newStubborn()
	close(lib.open)
	s := over(lib)
	ctx := context.Background()
	for _, account := range []string{"openai", "an account of last year", "client/Zed/password"} {
		if err := s.Set(ctx, account, "k1"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // an empty keychain is cleared too
		if err := s.clear(ctx); err != nil {
			t.Fatal(err)
		}
		if len(lib.secrets) > 0 {
			t.Errorf("left: %v", lib.secrets)
		}
	}
}

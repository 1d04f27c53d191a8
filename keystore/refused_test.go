package keystore

import (
	"context"
	"runtime"
	"strings"
	"testing"
)

type panicking struct{ library }

func (panicking) Get(_, _ string) (string, error) { panic("nil signal") }

func TestAPanicOfTheLibraryIsAnErrorAndTheNextCallWorks(t *testing.T) {
	lib := newStubborn()
	close(lib.open)
	s := over(panicking{lib})
	for range 2 {
		_, err := s.Get(context.Background(), "openai")
		wantKind(t, err, Missing)
	}
	if err := s.Set(context.Background(), "openai", "k"); err != nil {
		t.Error(err)
	}
}

func TestWhatNoKeychainTakesIsRefusedBeforeAnyCall(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name            string
		account, secret string
		want            Kind
	}{
		{"a secret one byte too long", "openai", strings.Repeat("k", MaxSecret+1), TooBig},
		{"no account", "", "k", Refused},
		{"a line feed, which starts a command on macOS", "a\ndelete-keychain", "k", Refused},
		{"a NUL", "a\x00b", "k", Refused},
		{"not UTF-8", "a\xff", "k", Refused},
		{"an account too long", strings.Repeat("a", maxAccount+1), "k", Refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lib := newStubborn()
			close(lib.open)
			s := over(lib)
			err := s.Set(ctx, test.account, test.secret)
			wantKind(t, err, test.want)
			if strings.Contains(err.Error(), test.secret+test.secret) || len(err.Error()) > 200 {
				t.Errorf("the error holds the secret: %v", err)
			}
			if calls := lib.made(); len(calls) != 0 {
				t.Errorf("calls %v, want none", calls)
			}
		})
	}

	lib := newStubborn()
	close(lib.open)
	if err := over(lib).Set(ctx, "Ünïcode 名", strings.Repeat("k", MaxSecret)); err != nil {
		t.Errorf("the longest secret: %v", err)
	}
}

func TestDeletingWhatIsNotThereIsNoError(t *testing.T) {
	lib := newStubborn()
	close(lib.open)
	if err := over(lib).Delete(context.Background(), "nobody"); err != nil {
		t.Error(err)
	}
}

func TestAWriteThatWasNotDoneIsNoSuccess(t *testing.T) {
	lib := newStubborn()
	close(lib.open)
	s := over(lib)
	var asked []bool
	s.os.confirm = func(_ string, there bool) error {
		asked = append(asked, there)
		return &Error{Kind: Refused}
	}
	wantKind(t, s.Set(context.Background(), "openai", "k"), Refused)
	wantKind(t, s.Delete(context.Background(), "openai"), Refused)
	if len(asked) != 2 || !asked[0] || asked[1] {
		t.Errorf("asked for %v, want there, then gone", asked)
	}
}

func TestThereIsOneSystemStoreAndItIsNamedForPeople(t *testing.T) {
	if System() != System() {
		t.Error("two system stores would show two dialogs")
	}
	want := map[string]string{
		"linux": "your login keyring", "darwin": "macOS Keychain", "windows": "Windows Credential Manager",
	}[runtime.GOOS]
	if got := System().Describe(); got != want {
		t.Errorf("described as %q, want %q", got, want)
	}
}

package keystore

import (
	"errors"
	"fmt"
	"net"
	"os/exec"
	"syscall"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestKindsOfKeychainTrouble(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want Kind
	}{
		{"not found", keyring.ErrNotFound, NotFound},
		{"not found, wrapped", fmt.Errorf("get: %w", keyring.ErrNotFound), NotFound},
		{"too big", keyring.ErrSetDataTooBig, TooBig},
		{"unsupported platform", keyring.ErrUnsupportedPlatform, Missing},
		{"no security program", &exec.Error{Name: "/usr/bin/security", Err: exec.ErrNotFound}, Missing},
		{"dead bus", &net.OpError{Op: "dial", Net: "unix", Err: syscall.ENOENT}, Missing},
		{"no bus", errors.New("dbus: couldn't determine address of session bus"), Missing},
		{"no service", errors.New("The name org.freedesktop.secrets was not provided by any .service files"), Missing},
		{"bus closed", errors.New("dbus: connection closed by user"), Missing},
		{"still locked", errors.New("failed to unlock correct collection '/org/freedesktop/secrets/collection/login'"), Locked},
		{"prompt dismissed", errors.New("prompt was dismissed"), Refused},
		{"ours", fmt.Errorf("x: %w", &Error{Kind: Locked}), Locked},
		{"anything else", errors.New("?"), Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := failure("get", test.err)
			wantKind(t, err, test.want)
			if e := err.(*Error); e.Op != "get" {
				t.Errorf("operation %q", e.Op)
			}
			if test.name != "ours" && !errors.Is(err, test.err) {
				t.Errorf("%v does not wrap its cause", err)
			}
		})
	}
	if err := failure("get", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestEveryKindHasAName(t *testing.T) {
	seen := map[string]bool{}
	for k := Unknown; k <= NotFound; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d is called %q", int(k), name)
		} else {
			seen[name] = true
		}
	}
	if KindOf(errors.New("foreign")) != Unknown || KindOf(nil) != Unknown {
		t.Error("a foreign error has a kind")
	}
}

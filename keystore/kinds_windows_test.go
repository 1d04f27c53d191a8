package keystore

import (
	"fmt"
	"testing"

	"golang.org/x/sys/windows"
)

func TestKindsOfWindowsErrors(t *testing.T) {
	for number, want := range map[windows.Errno]Kind{
		windows.ERROR_NOT_FOUND:             NotFound,
		windows.ERROR_NO_SUCH_LOGON_SESSION: Missing,
		windows.RPC_X_BAD_STUB_DATA:         TooBig,
		windows.ERROR_ACCESS_DENIED:         Refused,
		windows.ERROR_CANCELLED:             Refused,
	} {
		t.Run(number.Error(), func(t *testing.T) {
			wantKind(t, failure("get", fmt.Errorf("CredReadW: %w", number)), want)
		})
	}
}

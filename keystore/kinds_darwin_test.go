package keystore

import (
	"fmt"
	"os/exec"
	"testing"
)

func TestKindsOfExitStatusesOfSecurity(t *testing.T) {
	for status, want := range map[int]Kind{36: Locked, 37: Missing, 44: NotFound, 50: Missing, 51: Refused, 128: Refused, 1: Refused} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			err := exec.Command("/bin/sh", "-c", fmt.Sprintf("exit %d", status)).Run()
			wantKind(t, failure("get", err), want)
		})
	}
}

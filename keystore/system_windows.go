package keystore

import (
	"errors"

	"golang.org/x/sys/windows"
)

func thisPlatform() platform {
	return platform{name: WindowsCredentials, ready: always, unlock: unlocked, confirm: trusted}
}

// platformKind reads the error numbers of CredReadW, CredWriteW and
// CredDeleteW.
func platformKind(err error) Kind {
	var number windows.Errno
	if !errors.As(err, &number) {
		return Unknown
	}
	switch number {
	case windows.ERROR_NOT_FOUND:
		return NotFound
	case windows.ERROR_NO_SUCH_LOGON_SESSION: // services and network logons have no credential set
		return Missing
	case windows.RPC_X_BAD_STUB_DATA: // how Windows says that the blob is too long
		return TooBig
	}
	return Refused
}

package keystore

import (
	"errors"
	"os/exec"
)

func thisPlatform() platform {
	return platform{name: MacKeychain, ready: always, unlock: unlocked, confirm: trusted}
}

// platformKind reads the exit status of /usr/bin/security, which is the lowest
// byte of an OSStatus (SecBase.h).
func platformKind(err error) Kind {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return Unknown
	}
	switch exit.ExitCode() {
	case 36: // errSecInteractionNotAllowed -25308: locked, and no way to ask
		return Locked
	case 44: // errSecItemNotFound -25300
		return NotFound
	case 37, 50: // errSecNoDefaultKeychain -25307, errSecNoSuchKeychain -25294
		return Missing
	}
	// Among others 51, errSecAuthFailed -25293, and 128, errSecUserCanceled.
	return Refused
}

//go:build !linux && !darwin && !windows

package keystore

import "github.com/zalando/go-keyring"

// thisPlatform refuses every call: elsewhere go-keyring either has no keychain
// or would start a D-Bus daemon of its own.
func thisPlatform() platform {
	return platform{
		name:    NoKeychain,
		ready:   func() error { return keyring.ErrUnsupportedPlatform },
		unlock:  unlocked,
		confirm: trusted,
	}
}

func platformKind(error) Kind { return Unknown }

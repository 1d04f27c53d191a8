package app

import (
	"keyport/assets"
	"keyport/keystore"
)

// keychainName is the name of a store in the person's language; one that is not known keeps its own.
func keychainName(store string) string {
	switch store {
	case keystore.LoginKeyring:
		return assets.T("keychain.login")
	case keystore.MacKeychain:
		return assets.T("keychain.macos")
	case keystore.WindowsCredentials:
		return assets.T("keychain.windows")
	case keystore.InMemory:
		return assets.T("keychain.memory")
	case keystore.NoKeychain:
		return assets.T("keychain.none")
	}
	return store
}

// Package guard refuses a request before anything acts on what it asks for.
// Its gates stand in one chain (chain.go); each is a file that says which
// attack it stops. The package knows no upstream, no key and no settings file:
// Gates is all that it decides by.
package guard

// Package key is the page of the API key: which provider, under which address,
// with which key. The saved key never comes here; only its last characters do.
package key

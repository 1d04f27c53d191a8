// Package network is the page of the address that Keyport answers under. It
// refuses to know whether that address can be had: Keyport says so when it is saved.
package network

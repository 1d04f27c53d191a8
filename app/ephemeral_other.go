//go:build !linux

package app

// lentPorts is the range from which the system takes ports for connections that
// programs make (RFC 6335 section 6; the default of Windows, macOS and the BSDs).
func lentPorts() (first, last int) { return 49152, 65535 }

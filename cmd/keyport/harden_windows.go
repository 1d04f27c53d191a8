package main

// harden does nothing: Go tells Windows not to report its crashes, and Windows
// writes dumps only where the person has asked for them.
func harden() {}

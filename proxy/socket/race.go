//go:build race

package socket

// watched: the race detector learns from the net package that what was written
// before a Write is seen behind the Read at the other end.
const watched = true

//go:build !race

package socket

// watched is false where no race detector has to be told of a Read and a Write.
const watched = false

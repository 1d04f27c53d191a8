// Package updates is what the window says of newer versions of Keyport, wherever
// it does: the switch with what it means, and what is known. It refuses to know how
// Keyport finds out; in a copy that was built without update notices nothing of
// it is to be seen.
package updates

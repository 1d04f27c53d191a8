package control

import "context"

// QuitAPI ends Keyport without cutting an answer off.
type QuitAPI interface {
	// QuitWhenIdle ends Keyport when the requests that run have ended: at once when none does, and otherwise however
	// long they take. Meanwhile new requests are refused with 503 and Retry-After, and Status.Quitting says so. Resume
	// takes it back, Quit does not wait any longer.
	QuitWhenIdle(ctx context.Context) error
}

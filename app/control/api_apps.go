package control

import (
	"context"

	"keyport/app/settings"
)

// AppsAPI is what is done to one app beyond adding, renewing and removing it.
type AppsAPI interface {
	// ChangeClient changes what change names and leaves the rest. A new name takes the
	// password and the private address along; there is no moment without them, and asking
	// again finishes what was interrupted. CodeNotFound when there is no such client,
	// CodeExists when the new name is taken, CodeInvalid with Fields for a value that is not allowed.
	ChangeClient(ctx context.Context, client string, change ClientChange) error
}

// ClientChange says what to change of a client; nil leaves it as it is.
type ClientChange struct {
	Name    *string   `json:"name,omitempty"` // 1 to 40 visible characters
	Kind    *string   `json:"kind,omitempty"` // one of Kinds
	Off     *bool     `json:"off,omitempty"`  // refuse it as if unknown, and keep its secrets
	Cursor  *bool     `json:"cursor,omitempty"`
	Origins *[]string `json:"origins,omitempty"` // exact web origins that may call
}

// Kinds lists the kinds of client in the order in which they are offered: the
// guides to connect an app by.
func Kinds() []string { return settings.Kinds() }

// KindOther is the kind of any program without a guide of its own; "" means the same.
const KindOther = settings.KindOther

package main

import (
	"context"
	"errors"

	"keyport/app/control"
	"keyport/keystore"
)

// forget removes every secret of Keyport from the keychain, those of accounts
// and apps that were removed earlier included. It is what an uninstaller does;
// the settings stay, and need not be readable for it.
func (c *cli) forget(ctx context.Context, args []string) error {
	set := newFlagSet("keyport forget")
	yes := set.Bool("yes", false, "really do it")
	if err := c.parse(set, args); err != nil {
		return err
	}
	if err := none("forget", set.Args()); err != nil {
		return err
	}
	if !*yes {
		return usage("Every key and password of Keyport would be removed from the keychain. If that is meant: keyport forget --yes")
	}
	seat, err := control.Lock("") // one that runs would write some of them again
	var e *control.Error
	if errors.As(err, &e) && e.Code == control.CodeExists {
		return failure{"Keyport is running and uses its keys.", "end it first with: keyport quit"}
	}
	if err != nil {
		return err
	}
	defer seat.Close()
	ctx, done := context.WithTimeout(ctx, callTime)
	defer done()
	if err := keystore.Clear(ctx); err != nil {
		return kept(err)
	}
	line(c.out, "Removed every key and password of Keyport from %s.", keystore.System().Describe())
	return nil
}

// kept says why the keys are still there, and what helps.
func kept(err error) failure {
	switch keystore.KindOf(err) {
	case keystore.Locked:
		return failure{"The keychain is locked, so nothing was removed.", "unlock it, then again: keyport forget --yes"}
	case keystore.Missing:
		return failure{"There is no keychain in this session, so nothing was removed.", "in a terminal of the desktop: keyport forget --yes"}
	default:
		return failure{"The keychain did not let go of the keys. Please remove the entries called Keyport in it by hand.", ""}
	}
}

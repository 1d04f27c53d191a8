package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"keyport/app/control"
	"keyport/keystore"
	"keyport/proxy/secret"
)

func (c *cli) key(ctx context.Context, args []string) error {
	return c.with(ctx, newFlagSet("keyport key"), args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) == 0 {
			return usage("Write it like: keyport key set openai")
		}
		verb, args := args[0], args[1:]
		if len(args) > 1 {
			// Said without repeating it: it may well be the key.
			return usage("One upstream at a time. A key is never given on the command line: it is read from standard input.")
		}
		name := words(args)
		switch verb {
		case "set":
			return c.setKey(ctx, r, name)
		case "check":
			return c.checkKey(ctx, r, name)
		case "unlock":
			return r.AskKeychain(ctx)
		case "session":
			if err := r.UseSession(ctx); err != nil {
				return err
			}
			line(c.out, "Keys are kept in memory and are gone when Keyport ends.")
			return nil
		case "move":
			return r.MoveKey(ctx, name)
		case "remove":
			if err := r.RemoveKey(ctx, name); err != nil {
				return err
			}
			line(c.out, "Removed the key.")
			return nil
		}
		return usage("key takes set, check, move, remove, unlock or session.")
	})
}

func (c *cli) setKey(ctx context.Context, r *remote, name string) error {
	key, err := c.readKey()
	if err != nil {
		return err
	}
	if err := r.SetKey(ctx, name, key); err != nil {
		return err
	}
	where := "your keychain"
	if s, err := r.Status(ctx); err == nil {
		where = s.Keychain
		if name == "" && len(s.Upstreams) > 0 {
			name = s.Upstreams[0].Name
		}
	}
	if name == "" {
		name = "the first upstream"
	}
	line(c.out, "Saved the key of %s in %s.", name, where)
	return nil
}

// readKey reads a key from standard input: from a terminal one line that is
// not shown, else everything.
func (c *cli) readKey() (secret.Secret, error) {
	if isTerminal(c.in) {
		fmt.Fprint(c.err, "API key: ")
		text, err := readHidden(c.in)
		fmt.Fprintln(c.err)
		if err != nil {
			return secret.Secret{}, failure{"The key could not be read from the terminal.", "keyport key set < FILE"}
		}
		return secret.New(string(bytes.TrimSpace(text))), nil
	}
	text, err := io.ReadAll(io.LimitReader(c.in, 2*keystore.MaxSecret))
	if err != nil {
		return secret.Secret{}, failure{"The key could not be read from standard input.", ""}
	}
	return secret.New(string(bytes.TrimSpace(text))), nil
}

func (c *cli) checkKey(ctx context.Context, r *remote, name string) error {
	result, err := r.CheckKey(ctx, control.KeyCheck{Upstream: name})
	if err != nil {
		return err
	}
	if !result.OK {
		return failure{result.Sentence, ""}
	}
	line(c.out, "%s", result.Sentence)
	return nil
}

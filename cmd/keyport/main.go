// Command keyport is the tray program and, as "keyport serve", the same without
// a desktop; its other subcommands are clients of the one that runs. Here are
// flags, words and wiring; what Keyport does is in package app.
package main

import (
	"context"
	"io"
	"os"

	"keyport/assets"
	"keyport/assets/locale"
)

func main() {
	harden()
	ctx := attachConsole(context.Background())
	assets.SetLanguage(locale.System()) // until it is known which language the person has chosen in Keyport
	c := &cli{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(c.main(ctx, os.Args[1:]))
}

// cli is one call of the program.
type cli struct {
	in       io.Reader
	out, err io.Writer
}

// command is one subcommand.
type command struct {
	name, args, about string
	run               func(c *cli, ctx context.Context, args []string) error
}

// main runs a command line and gives the exit code: 0 done, 1 failed, 2 wrong usage,
// 3 that "keyport serve" found a Keyport that runs.
func (c *cli) main(ctx context.Context, args []string) int {
	run := (*cli).desktop // no subcommand: the tray program, with the flags of serve
	if len(args) > 0 && (args[0] == "" || args[0][0] != '-') {
		cmd := find(args[0])
		if cmd == nil {
			return c.fail(usage("There is no command called " + quote(args[0]) + "."))
		}
		run, args = cmd.run, args[1:]
	} else if len(args) > 0 && isHelp(args[0]) {
		run, args = (*cli).help, nil
	}
	return c.fail(run(c, ctx, args))
}

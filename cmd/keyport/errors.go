package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"keyport/app/control"
)

// usageError is a command line that was not understood.
type usageError string

func (u usageError) Error() string { return string(u) }

func usage(sentence string) error { return usageError(sentence) }

// failure is an error that comes with its own next step.
type failure struct{ sentence, hint string }

func (f failure) Error() string { return f.sentence }

// exitRuns is the exit code of a Keyport that found another one of the same
// person. Service managers are told by it not to try again (keyport.service):
// else theirs would take over as soon as the person quits the one in the tray.
const exitRuns = 3

// alreadyRuns is that failure.
type alreadyRuns struct{ error }

func (a alreadyRuns) Unwrap() error { return a.error }

// errTold is a failure that has been told already.
var errTold = errors.New("told already")

// fail prints an error and gives the exit code.
func (c *cli) fail(err error) int {
	var u usageError
	var own failure
	var e *control.Error
	var runs alreadyRuns
	code := 1
	if errors.As(err, &runs) {
		code = exitRuns
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errTold):
		return 1
	case errors.As(err, &u):
		c.say(string(u), "keyport help")
		return 2
	case errors.As(err, &own):
		c.say(own.sentence, own.hint)
	case errors.As(err, &e):
		c.say(e.Message, hint(e))
		for _, f := range e.Fields[min(len(e.Fields), 1):] { // the sentence tells the first
			fmt.Fprintf(c.err, "keyport: %s: %s\n", f.Field, f.Message)
		}
	default:
		c.say(err.Error(), "")
	}
	return code
}

// say prints an error. Names in it come from the command line and from files.
func (c *cli) say(sentence, next string) {
	fmt.Fprintf(c.err, "keyport: %s\n", shown(sentence))
	if next != "" {
		fmt.Fprintf(c.err, "hint: %s\n", next)
	}
}

// hint is the next step after an error.
func hint(e *control.Error) string {
	switch e.Code {
	case control.CodeNotRunning:
		return "start it with: keyport   or without a desktop: keyport serve"
	case control.CodeExists:
		return "see: keyport status"
	case control.CodeNotFound:
		return "see: keyport client list   and: keyport status"
	case control.CodeKeychainLocked:
		return "unlock it, for example by opening a program that uses it, and try again"
	case control.CodeKeychainMissing:
		return "keep secrets for one run only with: keyport serve --keystore memory"
	case control.CodePortTaken:
		if e.FreePort != 0 {
			return fmt.Sprintf("port %d is free: keyport serve --listen 127.0.0.1:%[1]d", e.FreePort)
		}
		return "choose another port with: --listen 127.0.0.1:PORT"
	case control.CodeDamaged:
		return "bring the settings of before back with: keyport settings restore   or begin anew with: keyport settings fresh"
	case control.CodeNoWindow:
		return "everything can be done here too; see: keyport help"
	}
	return ""
}

// quote shows text from the command line, short and printable.
func quote(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:40]) + "…"
	}
	return strconv.Quote(text)
}

// words joins what a shell has split: app names may hold spaces.
func words(args []string) string { return strings.Join(args, " ") }

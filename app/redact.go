package app

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"keyport/proxy/secret"
)

// Redactor is the last writer in front of the log. No line is meant to hold a
// secret; this one makes sure, for the library that one day prints a header.
type Redactor struct {
	out io.Writer

	add  sync.Mutex
	mask atomic.Pointer[secret.Mask]
}

// NewRedactor writes to out. Every Write must be a whole line, as zerolog's are.
func NewRedactor(out io.Writer) *Redactor {
	r := &Redactor{out: out}
	r.mask.Store(&secret.Mask{})
	return r
}

// Add masks the secrets from now on. Those that were replaced stay masked: they may still be in use elsewhere.
func (r *Redactor) Add(secrets ...secret.Secret) {
	r.add.Lock()
	defer r.add.Unlock()
	next := r.mask.Load().With(secrets...)
	r.mask.Store(&next)
}

func (r *Redactor) Write(line []byte) (int, error) {
	if _, err := r.out.Write(r.mask.Load().Apply(line)); err != nil {
		return 0, err
	}
	return len(line), nil
}

// Guard runs fn. A panic in it ends the program as ever, but with a value that
// holds no secret: Go prints the values of panics, errors that quote what they
// were given among them, on stderr and in the crash file. A nil Redactor only
// runs fn.
func (r *Redactor) Guard(fn func()) {
	if r == nil {
		fn()
		return
	}
	if said := caught(fn); said != "" {
		panic(r.mask.Load().String(said)) // outside of caught: Go would print the first value too
	}
}

// caught runs fn and gives what there is to say of its panic, "" when it had none.
func caught(fn func()) (said string) {
	defer func() {
		if p := recover(); p != nil {
			said = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
		}
	}()
	fn()
	return ""
}

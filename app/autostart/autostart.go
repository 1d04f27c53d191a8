// Package autostart is the one entry with which the operating system starts
// Keyport when a person logs in: a desktop entry (XDG Desktop Application
// Autostart 0.5), a value of the registry's Run key, or a LaunchAgent. It keeps
// nothing of its own: what is told was read back from the system in that moment,
// and nothing but Set ever changes it. People have fought programs that switch
// themselves on again (ollama/ollama#162, lmstudio-bug-tracker#749), so no
// start, update or repair of Keyport may call Set; a person does.
//
// It refuses to know what Keyport does once it was started, and how to say
// anything of this to a person.
package autostart

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ID names the entry in file names and to launchd. It is the id of the desktop entry and of the bundle too.
const ID = "app.keyport.Keyport"

// Flag is the argument by which Keyport knows that nobody has asked for it just now.
const Flag = "--login"

// State is what happens at the next login.
type State string

// The states.
const (
	On          State = "on"
	Off         State = "off"
	Blocked     State = "switched_off" // there is an entry, and the system's own settings say no; Keyport never changes those
	Elsewhere   State = "elsewhere"    // another program is started, or none, as it is not there any more
	Unavailable State = "unavailable"  // there is no place for an entry, or it cannot be written
)

// Status is how the system has it now.
type Status struct {
	State State
	// Program is the path of what the entry starts; "" where there is none.
	Program string
	// Where is the file that the entry stands in, or the value of the registry; "" where there is none.
	Where string
	// Gone, with Elsewhere: Program is not there any more, so nothing starts.
	Gone bool
	// ByDesktop, with Off: there is an entry that a tool of the desktop has switched off.
	ByDesktop bool
	// Why, with Unavailable, is what is in the way.
	Why error
}

// Why tells apart what can be in the way.
type Why string

// The reasons.
const (
	NoFolder     Why = "no_folder"    // the session names no home
	ReadOnly     Why = "read_only"    // no entry can be written
	NotPlain     Why = "not_plain"    // something that is no file lies in its place
	Translocated Why = "translocated" // macOS runs the program from a place that is gone after the login (Gatekeeper path randomization)
	BadPath      Why = "bad_path"     // the path of the program cannot be written in an entry
	Failed       Why = "failed"
)

// Error is what was in the way; Path is the entry, or the program that cannot stand in one.
type Error struct {
	Why  Why
	Path string
	Err  error // for the log; may be nil
}

func (e *Error) Error() string {
	return fmt.Sprintf("start at login: %s: %s: %v", e.Why, e.Path, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// place is where one operating system keeps the entry.
type place interface {
	// look reads what stands there. No entry is found{} with no error.
	look(ctx context.Context) (found, error)
	// write puts an entry for the program in the place of whatever is there.
	write(program string) error
	// remove takes the entry away; that there is none is no error.
	remove() error
	// writable says why an entry could not be written, or nil.
	writable() error
}

// found is an entry as it stands there.
type found struct {
	where     string // "" is no entry
	program   string // what it starts, as it is written there: a path, or a name to be looked up
	blocked   bool   // the system's own settings say no
	byDesktop bool   // it says of itself that it is switched off
}

// Entry is the entry for one program.
type Entry struct {
	place   place
	program string // the path to be started, see lasting
}

// Here is the entry of this program for the person who runs it. The error is an *Error.
func Here() (*Entry, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, &Error{Why: Failed, Err: err}
	}
	p, err := newPlace()
	if err != nil {
		return nil, err
	}
	return &Entry{place: p, program: lasting(exe)}, nil
}

// Look asks the system. It takes at most two seconds.
func (e *Entry) Look(ctx context.Context) Status {
	f, err := e.place.look(ctx)
	if err != nil {
		return Status{State: Unavailable, Where: f.where, Why: err}
	}
	if f.where == "" {
		if err := e.place.writable(); err != nil {
			return Status{State: Unavailable, Why: err}
		}
		return Status{State: Off}
	}
	s := Status{Where: f.where, Program: f.program}
	path, err := resolve(f.program)
	if err == nil {
		s.Program = path
	}
	switch {
	case f.byDesktop:
		s.State, s.ByDesktop = Off, true
	case f.blocked:
		s.State = Blocked
	case path == "" || !same(path, e.program):
		s.State, s.Gone = Elsewhere, err != nil
	default:
		s.State = On
	}
	return s
}

// Set switches start at login on or off, as a person asks for it, and gives what
// the system has afterwards: also after On that may be Blocked. An entry that is
// good is left as it is, with what a person has added to it. The error is an *Error.
func (e *Entry) Set(ctx context.Context, on bool) (Status, error) {
	if !on {
		if err := e.place.remove(); err != nil {
			return Status{}, err
		}
		return e.Look(ctx), nil
	}
	now := e.Look(ctx)
	switch {
	case now.State == Unavailable:
		return Status{}, now.Why
	case now.State == On, now.State == Blocked && same(now.Program, e.program):
		return now, nil
	}
	// Gatekeeper shows a program that was started where it was downloaded under a
	// path of its own, which is another one each time.
	if strings.Contains(e.program, "/AppTranslocation/") {
		return Status{}, &Error{Why: Translocated, Path: e.program}
	}
	if err := e.place.write(e.program); err != nil {
		return Status{}, err
	}
	return e.Look(ctx), nil
}

// same says whether two paths name the same program.
func same(a, b string) bool {
	if a == b || runtime.GOOS == "windows" && strings.EqualFold(filepath.Clean(a), filepath.Clean(b)) {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// failed tells the reasons apart that a person can do something about.
func failed(path string, err error) error {
	var own *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, errReadOnly):
		return &Error{Why: ReadOnly, Path: path, Err: err}
	}
	return &Error{Why: Failed, Path: path, Err: err}
}

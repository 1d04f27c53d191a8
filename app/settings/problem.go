package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"syscall"
)

// Problem is what is wrong with one field. Field is written as in the file:
// "listen.port", "upstream[0].url", "rule[2].force.temperature"; it is empty
// when the file as a whole is meant. Message is one sentence that says what is
// allowed, and never repeats a value that could be a secret.
type Problem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Invalid is the error of settings that break a rule.
type Invalid struct{ Problems []Problem }

func (e *Invalid) Error() string {
	if len(e.Problems) == 0 {
		return "The settings are not valid."
	}
	first := e.Problems[0].Message
	if e.Problems[0].Field != "" {
		first = e.Problems[0].Field + ": " + first
	}
	if more := len(e.Problems) - 1; more > 0 {
		first += fmt.Sprintf(" (%d more)", more)
	}
	return first
}

// Error is every other error of this package: a stable code and one sentence
// for the person; the cause is for the log.
type Error struct {
	Code    string
	Message string
	Err     error
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Err }

// Unwritten reports whether this is a file that could not be written.
func (e *Error) Unwritten() bool { return e.Code == codeNotWritten }

// What keeps a file from being written, as far as Why knows.
const (
	WhyFull   = "full"   // the disk is
	WhyRights = "rights" // the person may not write there
)

// Why tells what kept a file from being written: WhyFull, WhyRights, or "" for something else.
func (e *Error) Why() string {
	switch {
	case diskFull(e.Err):
		return WhyFull
	case errors.Is(e.Err, fs.ErrPermission), errors.Is(e.Err, syscall.EROFS):
		return WhyRights
	}
	return ""
}

const codeNotWritten = "not_written"

// The errors that Save is asked about with errors.Is.
var (
	// ErrConflict says that the revision given is not the current one any more.
	ErrConflict error = &Error{Code: "conflict", Message: "The settings were changed elsewhere in the meantime. Look at them again, then save."}
	// ErrNewer says that the file belongs to a newer Keyport and is never overwritten by this one.
	ErrNewer error = &Error{Code: "read_only", Message: "A newer Keyport wrote the settings file, so this one does not change it."}
	// ErrNoBackup says that there is no backup, or none that can be used.
	ErrNoBackup error = &Error{Code: "no_backup", Message: "There is no backup of the settings that can be used."}
)

// sub names key below field, quoted where TOML would quote it.
func sub(field, key string) string {
	if !bare(key) {
		key = strconv.Quote(key)
	}
	if field == "" {
		return key
	}
	return field + "." + key
}

func at(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

// bare says whether key may stand in TOML without quotes.
func bare(key string) bool {
	return key != "" && only(key, func(c byte) bool { return letter(c) || digit(c) || c == '_' || c == '-' })
}

func only(s string, ok func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

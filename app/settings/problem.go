package settings

import (
	"errors"
	"io/fs"
	"strconv"
	"syscall"

	"keyport/assets"
)

// Problem is what is wrong with one field. Field is written as in the file:
// "listen.port", "upstream[0].url", "rule[2].force.temperature"; it is empty
// when the file as a whole is meant, and the name of a variable where that is
// what is wrong. Message is one sentence that says what is allowed, in the
// language of the moment, and never repeats a value that could be a secret.
type Problem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Invalid is the error of settings that break a rule.
type Invalid struct{ Problems []Problem }

func (e *Invalid) Error() string {
	if len(e.Problems) == 0 {
		return assets.T("settings.invalid")
	}
	switch first, more := e.Problems[0], len(e.Problems)-1; {
	case first.Field == "":
		return first.Message
	case more > 0:
		return assets.T("settings.invalid.more", "field", first.Field, "message", first.Message, "more", more)
	default:
		return assets.T("settings.invalid.one", "field", first.Field, "message", first.Message)
	}
}

// Error is every other error of this package: a stable code and one sentence
// for the person; the cause is for the log.
type Error struct {
	Code    string
	Message string // "" is settings.error.<Code>, in the language of the moment
	Err     error
}

// Error gives the sentence for the person.
func (e *Error) Error() string {
	if e.Message == "" {
		return assets.T("settings.error." + e.Code)
	}
	return e.Message
}

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
	ErrConflict error = &Error{Code: "conflict"}
	// ErrNewer says that the file belongs to a newer Keyport and is never overwritten by this one.
	ErrNewer error = &Error{Code: "read_only"}
	// ErrNoBackup says that there is no backup, or none that can be used.
	ErrNoBackup error = &Error{Code: "no_backup"}
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

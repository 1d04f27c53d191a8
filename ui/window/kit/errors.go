package kit

import (
	"context"
	"errors"

	"keyport/app/control"
)

// Sentence is what a person reads of an error. An error that is none of
// Keyport's own may carry anything, so it becomes one fixed sentence.
func Sentence(err error) string {
	var e *control.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Message
	case errors.Is(err, context.DeadlineExceeded):
		return T("error.timeout")
	default:
		return T("error.unknown")
	}
}

// Code gives the stable code of err, "" when it has none.
func Code(err error) string {
	var e *control.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FieldErrors gives what err says about single fields.
func FieldErrors(err error) []control.FieldError {
	var e *control.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// SaveSentence says how a save failed.
func SaveSentence(err error) string {
	switch Code(err) {
	case control.CodeConflict:
		return T("save.conflict")
	case control.CodeInvalid:
		if len(FieldErrors(err)) > 0 {
			return T("save.fields")
		}
	}
	return Sentence(err)
}

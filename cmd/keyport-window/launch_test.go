package main

import (
	"context"
	"errors"
	"testing"

	"keyport/app/control"
)

var errSilent = errors.New("nobody answers")

func TestAwaitReturnsAsSoonAsKeyportAnswers(t *testing.T) {
	asked := 0
	err := await(t.Context(), make(chan struct{}), func(context.Context) error {
		if asked++; asked < 3 {
			return errSilent
		}
		return nil
	})
	if err != nil || asked != 3 {
		t.Errorf("%v after %d looks", err, asked)
	}
}

func TestAwaitGivesUpWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := await(ctx, make(chan struct{}), func(context.Context) error {
		cancel()
		return errSilent
	})
	var e *control.Error
	if !errors.As(err, &e) || e.Code != control.CodeNotRunning {
		t.Errorf("%v", err)
	}
}

func TestAwaitDoesNotWaitForAKeyportThatEnded(t *testing.T) {
	ended := make(chan struct{})
	close(ended)
	err := await(t.Context(), ended, func(context.Context) error { return errSilent })
	if err == nil {
		t.Fatal("a Keyport that ended is said to run")
	}
	t.Run("unless it was the second one", func(t *testing.T) {
		asked := 0
		err := await(t.Context(), ended, func(context.Context) error {
			if asked++; asked == 1 {
				return errSilent
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

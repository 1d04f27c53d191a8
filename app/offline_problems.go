package app

import (
	"context"

	"keyport/app/control"
)

// TryPortNow implements control.API.
func (o *Offline) TryPortNow(context.Context) error { return notRunning() }

// AskKeychain implements control.API.
func (o *Offline) AskKeychain(context.Context) error { return notRunning() }

// UseSession implements control.API.
func (o *Offline) UseSession(context.Context) error { return notRunning() }

// DismissProblem implements control.API.
func (o *Offline) DismissProblem(context.Context, string) error { return notRunning() }

// CrashReport implements control.API.
func (o *Offline) CrashReport(context.Context) (string, error) { return "", notRunning() }

// TestAll implements control.API.
func (o *Offline) TestAll(context.Context) ([]control.TestResult, error) { return nil, notRunning() }

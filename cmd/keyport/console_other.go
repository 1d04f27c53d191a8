//go:build !windows

package main

import "context"

// attachConsole does nothing: here every program has the terminal it was started from.
func attachConsole(ctx context.Context) context.Context { return ctx }

func leaveConsole() {}

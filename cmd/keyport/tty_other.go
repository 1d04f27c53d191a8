//go:build !linux && !darwin && !windows

package main

import (
	"bufio"
	"os"
)

// isTerminal says no: keys are piped in on this system.
func isTerminal(any) bool { return false }

func readHidden(v any) ([]byte, error) { return readLine(bufio.NewReader(v.(*os.File))) }

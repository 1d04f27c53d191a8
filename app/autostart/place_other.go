//go:build !windows && !darwin

package autostart

import "os"

func newPlace() (place, error) { return newXDG(os.Getenv) }

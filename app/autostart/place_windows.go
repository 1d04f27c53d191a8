package autostart

import (
	"context"
	"errors"

	"golang.org/x/sys/windows/registry"
)

const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
	valueName   = "Keyport"
)

// hive is the person's part of the registry: a key that is there always.
type hive struct{ run, approved string }

func newPlace() (place, error) { return hive{runKey, approvedKey}, nil }

func (h hive) where() string { return `HKEY_CURRENT_USER\` + h.run + `\` + valueName }

func (h hive) look(context.Context) (found, error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, h.run, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return found{}, nil
	} else if err != nil {
		return found{where: h.where()}, failed(h.where(), err)
	}
	defer k.Close()
	command, kind, err := k.GetStringValue(valueName)
	switch {
	case errors.Is(err, registry.ErrNotExist):
		return found{}, nil
	case errors.Is(err, registry.ErrUnexpectedType): // Windows starts nothing of that
		command = ""
	case err != nil:
		return found{where: h.where()}, failed(h.where(), err)
	}
	if kind == registry.EXPAND_SZ {
		if full, err := registry.ExpandString(command); err == nil {
			command = full
		}
	}
	return found{where: h.where(), program: runProgram(command), blocked: h.disapproved()}, nil
}

// disapproved asks what the person has said in the system's settings. That is only ever read.
func (h hive) disapproved() bool {
	k, err := registry.OpenKey(registry.CURRENT_USER, h.approved, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer k.Close()
	value, _, err := k.GetBinaryValue(valueName)
	return err == nil && disapproved(value)
}

func (h hive) write(program string) error {
	command, err := runCommand(program)
	if err != nil {
		return &Error{Why: BadPath, Path: program, Err: err}
	}
	k, _, err := registry.CreateKey(registry.CURRENT_USER, h.run, registry.SET_VALUE)
	if err != nil {
		return failed(h.where(), err)
	}
	defer k.Close()
	return failed(h.where(), k.SetStringValue(valueName, command))
}

func (h hive) remove() error {
	k, err := registry.OpenKey(registry.CURRENT_USER, h.run, registry.SET_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	} else if err != nil {
		return failed(h.where(), err)
	}
	defer k.Close()
	if err := k.DeleteValue(valueName); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return failed(h.where(), err)
	}
	return nil
}

// writable is not asked for: a person's own registry is writable, or writing says why it is not.
func (h hive) writable() error { return nil }

//go:build linux

package autostart

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheLastingPathIsWritten(t *testing.T) {
	version := program(t, "opt", "keyport", "1.2.3", "keyport")
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	t.Setenv("APPIMAGE", "")
	t.Setenv("APPDIR", "")
	want := func(exe, path string) {
		t.Helper()
		if got := lasting(exe); got != path {
			t.Errorf("%s is started as %s, want %s", exe, got, path)
		}
	}
	want(version, version) // nothing in the PATH
	link := filepath.Join(bin, "keyport")
	if err := os.Symlink(version, link); err != nil {
		t.Fatal(err)
	}
	want(version, link)
	other := program(t, "keyport")
	want(other, other) // the link leads to another one
	t.Setenv("PATH", filepath.Dir(other))
	want(other, other)

	mount := filepath.Dir(version)
	image := program(t, "Keyport.AppImage")
	t.Setenv("APPIMAGE", image)
	t.Setenv("APPDIR", mount)
	want(version, image)
	want(other, other) // what an AppImage has started is not that AppImage
}

func TestHereIsThisProgram(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	e, err := Here()
	if err != nil {
		t.Fatal(err)
	}
	e.want(t, Off)
	if s := e.set(t, true); s.State != On || !same(s.Program, os.Args[0]) {
		t.Errorf("%+v", s)
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	if _, err := Here(); err == nil {
		t.Error("there is a place without a home")
	}
}

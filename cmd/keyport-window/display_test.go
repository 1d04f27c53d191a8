//go:build !windows && !darwin

package main

import (
	"net"
	"path/filepath"
	"testing"
)

func TestWithoutADisplayTheWindowSaysSo(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for name, env := range map[string][2]string{
		"none":        {"", ""},
		"unreachable": {":4711", ""},
		"no such way": {"nonsense", "wayland-4711"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DISPLAY", env[0])
			t.Setenv("WAYLAND_DISPLAY", env[1])
			if err := display(); err == nil {
				t.Error("there is said to be a display")
			}
			if code := run(nil); code != exitNoDisplay {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func TestAWaylandDisplayIsEnough(t *testing.T) {
	dir := t.TempDir()
	socket, err := net.Listen("unix", filepath.Join(dir, "wayland-7"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "wayland-7")
	if err := display(); err != nil {
		t.Error(err)
	}
}

func TestAnUnknownFlagIsWrongUsage(t *testing.T) {
	if code := run([]string{"--no-such-flag"}); code != exitUsage {
		t.Errorf("exit code %d", code)
	}
}

package app

import (
	"context"
	"fmt"
	"os"
	"strings"

	"keyport/app/control"
)

// fakeWindow stands in for keyport-window: this test binary, started again.
func fakeWindow(mode string) int {
	dir, report := os.Getenv("KEYPORT_TEST_DIR"), os.Getenv("KEYPORT_TEST_REPORT")
	f, err := os.OpenFile(report, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 9
	}
	defer f.Close()
	for _, entry := range os.Environ() {
		if strings.Contains(entry, "CANARY") {
			fmt.Fprintln(f, "leak", entry)
		}
	}
	fmt.Fprintln(f, "start", strings.Join(os.Args[1:], " "))
	if mode == "no display" {
		fmt.Fprintln(os.Stderr, "2026/01/01 trying")
		fmt.Fprintln(os.Stderr, "keyport-window: This session has no display.")
		return 1
	}
	if mode == "no library" { // as glibc's loader says it
		fmt.Fprintln(os.Stderr, "/usr/bin/keyport-window: error while loading shared libraries: libGL.so.1: cannot open shared object file: No such file or directory")
		return 127
	}
	conn, err := control.DialDir(context.Background(), dir)
	if err != nil {
		return 8
	}
	ctx, closeWindow := context.WithCancel(context.Background())
	defer closeWindow()
	err = conn.AttachWindow(ctx, func(page string) {
		fmt.Fprintln(f, "show", page)
		if page == "close" {
			closeWindow()
		}
	})
	fmt.Fprintln(f, "end", err)
	if mode == "deaf" {
		select {}
	}
	return 0
}

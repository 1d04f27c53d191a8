package app

import (
	"context"

	"golang.org/x/sys/windows"
)

// browse shows a page in the person's browser.
func browse(_ context.Context, address string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	page, err := windows.UTF16PtrFromString(address)
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, page, nil, nil, windows.SW_SHOWNORMAL)
}

package tray

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/rs/zerolog"

	"keyport/app/control"
	"keyport/assets"
)

// childVariable makes the test binary a program that shows a tray: systray's
// state is global, so each test of the whole needs a process of its own.
const childVariable = "KEYPORT_TRAY_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child runs the tray of a fake program. It reads a state per line (JSON) from
// stdin, whose end is the end of the program; it writes what is asked of it,
// one call per line, to stdout, and its log to stderr.
func child() int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	assets.SetLanguage(os.Getenv("LANGUAGE"))
	api := newFakeAPI(control.Status{State: control.StateStarting})
	api.say = func(call string) {
		fmt.Println("call", call)
		if call == "QuitWhenIdle" { // no request runs here
			cancel()
		}
	}
	go func() {
		defer cancel()
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			var s control.Status
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				fmt.Println("not a state:", err)
				return
			}
			api.access = control.Access{Address: s.Address + "/secret"}
			api.set(s)
		}
	}()
	opts := Options{Logger: zerolog.New(os.Stderr)}
	if os.Getenv("DISPLAY") == "" {
		opts.Clipboard = func(_ context.Context, text string, secret bool) error {
			fmt.Println("copied", text, secret)
			return nil
		}
	}
	if err := Run(ctx, api, opts); err != nil {
		fmt.Println("error", err)
		return 1
	}
	if Run(ctx, api, opts) == nil {
		fmt.Println("a second Run did not fail")
		return 1
	}
	fmt.Println("ended")
	return 0
}

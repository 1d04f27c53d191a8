package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
)

// windowRun is a Keyport whose window program is this test binary.
func windowRun(t *testing.T, mode string) (*run, func() string) {
	t.Helper()
	dir := home(t)
	report := filepath.Join(dir, "window.txt")
	t.Setenv("KEYPORT_TEST_WINDOW", mode)
	t.Setenv("KEYPORT_TEST_DIR", filepath.Join(dir, "run"))
	t.Setenv("KEYPORT_TEST_REPORT", report)
	t.Setenv("OPENAI_API_KEY", "sk-CANARY")
	t.Setenv("KEYPORT_KEY_OPENAI", "sk-CANARY")
	t.Setenv("GODEBUG", "http2debug=2")
	opts := options(dir)
	opts.WindowProgram = os.Args[0]
	return begin(t, dir, opts), func() string {
		text, _ := os.ReadFile(report)
		return string(text)
	}
}

func waitText(t *testing.T, get func() string, want string) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); !strings.Contains(get(), want); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%q did not come; there is %q", want, get())
		}
	}
}

func TestWindowIsStartedOnceAndThenShown(t *testing.T) {
	r, said := windowRun(t, "good")
	if err := r.OpenWindow(t.Context(), "key"); err != nil {
		t.Fatal(err)
	}
	waitText(t, said, "start --page key\n")
	if s := r.status(); !s.Window {
		t.Error("no window in the status")
	}
	if err := r.OpenWindow(t.Context(), "thinking"); err != nil {
		t.Fatal(err)
	}
	waitText(t, said, "show thinking\n")
	if n := strings.Count(said(), "start"); n != 1 {
		t.Errorf("%d windows were started", n)
	}
	if strings.Contains(said(), "leak") {
		t.Errorf("the window was handed a secret: %s", said())
	}
	// A window that was closed by the person is started anew.
	if err := r.OpenWindow(t.Context(), "close"); err != nil {
		t.Fatal(err)
	}
	r.until("the end of the window", func(s control.Status) bool { return !s.Window })
	if err := r.OpenWindow(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	r.until("the next window", func(s control.Status) bool { return s.Window })
	if n := strings.Count(said(), "start"); n != 2 {
		t.Errorf("%d windows were started", n)
	}
	_ = r.stop()
	waitText(t, said, "end Keyport has ended.")
}

func TestManyClicksStartOneWindow(t *testing.T) {
	r, said := windowRun(t, "good")
	done := make(chan error, 10)
	for range 10 {
		go func() { done <- r.OpenWindow(t.Context(), "key") }()
	}
	for range 10 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := strings.Count(said(), "start"); n != 1 {
		t.Errorf("%d windows were started", n)
	}
}

func TestWindowThatCannotShowSaysWhy(t *testing.T) {
	r, _ := windowRun(t, "no display")
	e := wantCode(t, r.OpenWindow(t.Context(), ""), control.CodeNoWindow)
	if e.Message != "This session has no display." {
		t.Error(e.Message)
	}
	s := r.until("the problem", func(s control.Status) bool { return strings.Contains(problemCodes(s), problemWindow) })
	if s.State != control.StateSetup {
		t.Errorf("a missing window made Keyport %s", s.State)
	}
}

func TestWindowWithoutItsLibrariesSaysHowToGetThem(t *testing.T) {
	r, _ := windowRun(t, "no library")
	e := wantCode(t, r.OpenWindow(t.Context(), ""), control.CodeNoWindow)
	if !strings.Contains(e.Message, "libGL.so.1, which") || !strings.Contains(e.Message, "sudo apt install libgl1 ") {
		t.Error(e.Message)
	}
}

func TestWindowThatDoesNotEndIsEnded(t *testing.T) {
	r, said := windowRun(t, "deaf")
	if err := r.OpenWindow(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	_ = r.stop() // returns, and goleak sees that nothing is left
	waitText(t, said, "end")
}

func TestWindowProgramIsMissing(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	wantCode(t, r.OpenWindow(t.Context(), ""), control.CodeNoWindow)
}

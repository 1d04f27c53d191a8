//go:build !windows && !darwin

package tray

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"go.uber.org/goleak"
)

const secretAddress = "http://127.0.0.1:11434/k7x2secret"

func TestOtherProgramsCanPaste(t *testing.T) {
	startX(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(), goleak.IgnoreTopFunction("os/exec.(*Cmd).Start.func2"))
	clip := NewClipboard()
	defer clip.Close()
	if err := clip.Copy(t.Context(), secretAddress, true); err != nil {
		t.Fatal(err)
	}
	p := newPaster(t)
	defer drain(p.conn)
	for target, want := range map[string]struct{ kind, value string }{
		"UTF8_STRING":               {"UTF8_STRING", secretAddress},
		"text/plain;charset=utf-8":  {"text/plain;charset=utf-8", secretAddress},
		"TEXT":                      {"UTF8_STRING", secretAddress},
		"STRING":                    {"STRING", secretAddress},
		"x-kde-passwordManagerHint": {"x-kde-passwordManagerHint", "secret"},
	} {
		value, kind, ok := p.paste(target)
		if !ok || string(value) != want.value || kind != want.kind {
			t.Errorf("%s gives %q of type %q, %v", target, value, kind, ok)
		}
	}
	names := p.targets()
	for _, want := range []string{"TARGETS", "MULTIPLE", "TIMESTAMP", "UTF8_STRING", "STRING", "TEXT", "x-kde-passwordManagerHint"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not offered: %q", want, names)
		}
	}
	if value, kind, ok := p.paste("TIMESTAMP"); !ok || kind != "INTEGER" || len(value) != 4 || xgb.Get32(value) == 0 {
		t.Errorf("TIMESTAMP gives % x of type %q, %v", value, kind, ok)
	}
	if _, _, ok := p.paste("image/png"); ok {
		t.Error("the text was given as a picture")
	}
}

func TestWhatIsNoSecretIsKeptByClipboardManagers(t *testing.T) {
	startX(t)
	clip := NewClipboard()
	defer clip.Close()
	if err := clip.Copy(t.Context(), "http://127.0.0.1:11434/ü€", false); err != nil {
		t.Fatal(err)
	}
	p := newPaster(t)
	if names := p.targets(); slices.Contains(names, "x-kde-passwordManagerHint") || slices.Contains(names, "STRING") {
		t.Errorf("offered: %q", names)
	}
	for _, target := range []string{"x-kde-passwordManagerHint", "STRING"} { // € is not in Latin-1
		if value, _, ok := p.paste(target); ok {
			t.Errorf("%s gives %q", target, value)
		}
	}
	if value, _, _ := p.paste("UTF8_STRING"); string(value) != "http://127.0.0.1:11434/ü€" {
		t.Errorf("pasted %q", value)
	}
}

func TestSeveralFormsAtOnce(t *testing.T) {
	startX(t)
	clip := NewClipboard()
	defer clip.Close()
	if err := clip.Copy(t.Context(), secretAddress, true); err != nil {
		t.Fatal(err)
	}
	p := newPaster(t)
	first, second, property := p.atom("FIRST"), p.atom("SECOND"), p.atom("KEYPORT_TEST")
	pairs := words([]xproto.Atom{p.atom("UTF8_STRING"), first, p.atom("image/png"), second})
	err := xproto.ChangePropertyChecked(p.conn, xproto.PropModeReplace, p.window, property, p.atom("ATOM_PAIR"), 32, 4, pairs).Check()
	if err != nil {
		t.Fatal(err)
	}
	answer, _, ok := p.paste("MULTIPLE")
	if !ok || len(answer) != 16 || xgb.Get32(answer[4:]) != uint32(first) || xgb.Get32(answer[12:]) != uint32(xproto.AtomNone) {
		t.Errorf("MULTIPLE gives % x, %v", answer, ok)
	}
	if value, _ := p.read(first); string(value) != secretAddress {
		t.Errorf("the first form is %q", value)
	}
}

func TestClipboardIsGivenUp(t *testing.T) {
	startX(t)
	clip := NewClipboard()
	p := newPaster(t)
	copyText := func(text string) *selection {
		t.Helper()
		if err := clip.Copy(t.Context(), text, false); err != nil {
			t.Fatal(err)
		}
		return clip.owned
	}
	wantEnd := func(s *selection, why string) {
		t.Helper()
		select {
		case <-s.done:
		case <-time.After(20 * time.Second):
			t.Fatalf("the goroutine of the selection did not end: %s", why)
		}
	}

	first := copyText("first")
	second := copyText("second")
	wantEnd(first, "another text was copied")
	if value, _, _ := p.paste("UTF8_STRING"); string(value) != "second" {
		t.Errorf("pasted %q", value)
	}
	err := xproto.SetSelectionOwnerChecked(p.conn, p.window, p.atom("CLIPBOARD"), xproto.TimeCurrentTime).Check()
	if err != nil {
		t.Fatal(err)
	}
	wantEnd(second, "another program copied")
	if p.owner() != p.window {
		t.Error("the clipboard was taken back")
	}

	third := copyText("third")
	clip.Close()
	wantEnd(third, "Close")
	if owner := p.owner(); owner != xproto.WindowNone {
		t.Errorf("window %d owns the clipboard after Close", owner)
	}
	clip.Close() // once more does no harm
}

func TestClipboardThatCannotBeReached(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("WAYLAND_DISPLAY", "")
	for _, display := range []string{"", ":4711"} {
		t.Setenv("DISPLAY", display)
		clip := NewClipboard()
		err := clip.Copy(t.Context(), secretAddress, true)
		if err == nil || !strings.HasPrefix(err.Error(), "The address could not be put on the clipboard.") {
			t.Errorf("with the display %q: %v", display, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the address: %v", err)
		}
		clip.Close()
	}
}

func TestCopyHeedsItsContextAndItsLimit(t *testing.T) {
	startX(t)
	clip := NewClipboard()
	defer clip.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := clip.Copy(ctx, "text", false); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled copy gives %v", err)
	}
	if err := clip.Copy(t.Context(), strings.Repeat("x", maxText+1), false); err == nil {
		t.Error("a text beyond the limit was taken")
	}
	long := strings.Repeat("x", maxText)
	if err := clip.Copy(t.Context(), long, false); err != nil {
		t.Fatal(err)
	}
	if value, _, _ := newPaster(t).paste("UTF8_STRING"); string(value) != long {
		t.Errorf("%d bytes were pasted, want %d", len(value), len(long))
	}
}

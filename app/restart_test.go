package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
	"keyport/keystore"
)

// lasting is a keychain in memory that says it outlives the process.
type lasting struct{ keystore.Store }

func (lasting) Describe() string { return keystore.LoginKeyring }

func lastingOptions(dir string) Options {
	opts := options(dir)
	opts.Keystore, opts.Version = lasting{keystore.Memory()}, "1.3.0"
	return opts
}

// wish gives what is to be done after the end.
func (r *run) wish() *again {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.again
}

func TestARestartWaitsForRunningRequests(t *testing.T) {
	p, dir := newProvider(t), home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, lastingOptions(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	goOn := make(chan struct{})
	p.set(0, goOn)
	resp := r.chat(a)
	defer resp.Body.Close()
	rest := first(t, resp)
	if err := r.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := r.state(control.StatePaused); !s.Quitting {
		t.Errorf("%+v", s)
	}
	close(goOn)
	if text, err := io.ReadAll(rest); err != nil || !strings.Contains(string(text), "[DONE]") {
		t.Errorf("the answer was cut: %q %v", text, err)
	}
	r.wantEnd()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if w := r.wish(); w == nil || w.program != self || w.window {
		t.Errorf("%+v", w)
	}
}

func TestAWishToRestartGoesWithItsEnd(t *testing.T) {
	for name, end := range map[string]func(r *run){
		"taken back": func(r *run) { _ = r.Resume(context.Background()) },
		"quit":       func(r *run) { _ = r.Quit(context.Background()) },
		"quit when no request runs": func(r *run) {
			_ = r.QuitWhenIdle(context.Background())
		},
		"ended by the system": func(r *run) { r.cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			p, dir := newProvider(t), home(t)
			write(t, dir, upstreamAt(p))
			r := begin(t, dir, lastingOptions(dir))
			r.setKey(goodKey)
			a := r.access("VS Code")
			goOn := make(chan struct{})
			p.set(0, goOn)
			resp := r.chat(a)
			defer resp.Body.Close()
			first(t, resp)
			if err := r.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			end(r)
			close(goOn)
			_ = r.stop()
			if r.wish() != nil {
				t.Error("it would start again")
			}
			if err := r.StartAgain(); err != nil { // does nothing: else this test would be gone
				t.Error(err)
			}
		})
	}
}

func TestARestartLosesNoKey(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir)) // a keystore in memory
	wantCode(t, r.Restart(t.Context()), control.CodeConflict)
	_ = r.stop()

	t.Setenv("KEYPORT_KEY_OPENAI", goodKey) // removed from the environment once read, so a new process would not have it
	opts := lastingOptions(dir)
	opts.Environment = ReadEnvironment(true)
	write(t, dir, func(s *settings.Settings) {
		s.Upstreams = []settings.Upstream{settings.NewUpstream("openai", "https://api.openai.com/v1")}
	})
	r = begin(t, dir, opts)
	wantCode(t, r.Restart(t.Context()), control.CodeConflict)
	if s := r.status(); s.Quitting {
		t.Error("it ends all the same")
	}
}

// An update that was cut short, or one for another processor.
func TestARestartIntoABrokenProgramIsRefused(t *testing.T) {
	dir := home(t)
	opts := lastingOptions(dir)
	opts.starts = func(context.Context, string) error { return errors.New("exec format error") }
	r := begin(t, dir, opts)
	e := wantCode(t, r.Restart(t.Context()), control.CodeNoProgram)
	if e.Message != "The program file of Keyport does not start, so Keyport goes on as it is. Install Keyport again." {
		t.Error(e.Message)
	}
	if s := r.status(); s.Quitting {
		t.Error("it ends all the same")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	wantCode(t, r.Restart(ended), control.CodeNotRunning) // that says nothing of the program
}

func TestAProgramThatCannotBeStartedIsFoundOut(t *testing.T) {
	t.Setenv(replaceStep, "2") // this program says something and ends
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := saysItsVersion(t.Context(), self); err != nil {
		t.Error(err)
	}
	t.Setenv(replaceStep, "failing")
	garbage := filepath.Join(t.TempDir(), "keyport.exe")
	if err := os.WriteFile(garbage, []byte("\x7fELF and no more"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{self, garbage, filepath.Join(t.TempDir(), "keyport"), t.TempDir()} {
		if saysItsVersion(t.Context(), program) == nil {
			t.Errorf("%s is believed", program)
		}
	}
}

// replaceStep is a variable that makes another program of this one.
const replaceStep = "KEYPORT_TEST_REPLACE"

// replaceItself is that program: with step 1 it puts a file that is not there in
// its place, with step 2 it is what was started.
func replaceItself(step string) int {
	switch step {
	case "1":
		fmt.Println(replace(filepath.Join(os.TempDir(), "no such folder", "keyport"), os.Args, []string{replaceStep + "=2"}))
	case "2":
		fmt.Print("started")
		return 0
	}
	return 1
}

func TestTheNewProcessHearsOfTheWindow(t *testing.T) {
	env := []string{"PATH=/bin", control.WindowComes + "=1", control.WindowAgain + "=1", "HOME=/home/me"}
	if got := (&again{window: true}).environment(env); !slices.Equal(got, []string{"PATH=/bin", "HOME=/home/me", control.WindowAgain + "=1"}) {
		t.Errorf("%v", got)
	}
	if got := (&again{}).environment(env); !slices.Equal(got, []string{"PATH=/bin", "HOME=/home/me"}) {
		t.Errorf("%v", got)
	}
}

// Who has paused Keyport and restarts it for an update has not asked for requests to run.
func TestAPauseOutlivesARestart(t *testing.T) {
	soon := time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		until time.Time
		wait  time.Duration // until the new one is there
		want  control.State
	}{
		"without an end": {time.Time{}, 0, control.StatePaused},
		"for an hour":    {soon, 0, control.StatePaused},
		"over meanwhile": {soon, 2 * time.Hour, control.StateReady},
	} {
		t.Run(name, func(t *testing.T) {
			p, dir := newProvider(t), home(t)
			write(t, dir, upstreamAt(p))
			opts := lastingOptions(dir)
			r := begin(t, dir, opts)
			r.setKey(goodKey)
			if err := r.Pause(t.Context(), c.until); err != nil {
				t.Fatal(err)
			}
			if err := r.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.wantEnd()
			_ = r.stop()
			for _, entry := range r.leaves().environment(nil) {
				name, value, _ := strings.Cut(entry, "=")
				t.Setenv(name, value)
			}
			r = launchAfter(t, dir, opts, func(k *Keyport) {
				k.clock = func() time.Time { return time.Now().Add(c.wait) }
				if k.TakeOver() {
					t.Error("there was no window")
				}
			})
			if s := r.state(c.want); !c.until.IsZero() && c.wait == 0 && (s.PausedUntil == nil || !s.PausedUntil.Equal(c.until.Truncate(time.Second))) {
				t.Errorf("paused until %v, want %v", s.PausedUntil, c.until)
			}
			if os.Getenv(control.PauseAgain) != "" {
				t.Error("the variable is handed on")
			}
		})
	}
}

// attached is a window of that version on a Keyport of 1.3.0, which knows of 1.4.0.
func attached(t *testing.T, version string) (r *run, leave func()) {
	t.Helper()
	before := assets.Version
	assets.Version = version
	site, dir := newNewsSite(t), home(t)
	site.publish(t, "1.4.0", "")
	write(t, dir, notify(true))
	opts := site.built(dir, "1.3.0")
	opts.Keystore = lasting{keystore.Memory()}
	r = begin(t, dir, opts)
	r.problem(problemUpdate)
	conn, err := control.DialDir(t.Context(), opts.ControlDir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	left := make(chan struct{})
	go func() {
		defer close(left)
		_ = conn.AttachWindow(ctx, func(string) {})
	}()
	r.until("the window", func(s control.Status) bool { return s.Window })
	leave = func() { cancel(); <-left }
	t.Cleanup(func() { leave(); _ = r.stop(); assets.Version = before })
	return r, leave
}

func TestAnUpdateUnderARunningKeyportIsTold(t *testing.T) {
	r, leave := attached(t, "1.4.0")
	p := r.problem(problemReplaced)
	if p.Sentence != "Keyport was updated to 1.4.0. Restart it to use the new version." || p.Action != control.ActionRestart || p.Blocking {
		t.Errorf("%+v", p)
	}
	if s := r.status(); s.State == control.StateAttention {
		t.Errorf("the icon changes: %+v", s)
	}
	r.ends(problemUpdate) // that version is here
	leave()
	r.until("the window to leave", func(s control.Status) bool { return !s.Window })
	p = r.problem(problemReplaced) // it is so still
	if err := r.act(p, control.ActionRestart); err != nil {
		t.Fatal(err)
	}
	r.wantEnd()
	if w := r.wish(); w == nil || w.window {
		t.Errorf("%+v", w)
	}
}

func TestAnOlderWindowIsTold(t *testing.T) {
	r, leave := attached(t, "1.2.9")
	if p := r.problem(problemOldWindow); p.Sentence != "This window is of version 1.2.9, Keyport is 1.3.0." {
		t.Errorf("%+v", p)
	}
	leave()
	r.ends(problemOldWindow)
}

func TestAWindowOfTheSameOrAnUnknownVersionIsNoNews(t *testing.T) {
	for _, version := range []string{"1.3.0", "dev"} {
		r, leave := attached(t, version)
		if codes := problemCodes(r.status()); codes != problemUpdate {
			t.Errorf("%s: %s", version, codes)
		}
		leave()
	}
}

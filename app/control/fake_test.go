package control

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is an API that remembers what it was asked and answers what it was told.
type fake struct {
	API // calls that no test expects panic
	got []any
	err error
	out any
}

func (f *fake) did(in ...any) error { f.got = append(f.got, in...); return f.err }

func (f *fake) Status(context.Context) (Status, error) { return Status{Version: 7}, f.err }
func (f *fake) WaitStatus(ctx context.Context, seen uint64) (Status, error) {
	_ = f.did(seen)
	<-ctx.Done()
	return Status{}, ctx.Err()
}
func (f *fake) Pause(_ context.Context, until time.Time) error     { return f.did(until) }
func (f *fake) Resume(context.Context) error                       { return f.did("resume") }
func (f *fake) OpenWindow(_ context.Context, page string) error    { return f.did(page) }
func (f *fake) Quit(context.Context) error                         { return f.did("quit") }
func (f *fake) UseDemo(_ context.Context, on bool) error           { return f.did(on) }
func (f *fake) SetKey(_ context.Context, u string, k Secret) error { return f.did(u, k.Reveal()) }
func (f *fake) MoveKey(_ context.Context, u string) error          { return f.did(u) }
func (f *fake) RemoveKey(_ context.Context, u string) error        { return f.did(u) }
func (f *fake) RemoveClient(_ context.Context, c string) error     { return f.did(c) }
func (f *fake) Settings(context.Context) (SettingsView, error)     { return f.out.(SettingsView), f.err }

func (f *fake) SaveSettings(_ context.Context, v SettingsView) (SettingsView, error) {
	return v, f.did(v)
}

func (f *fake) RestoreSettings(context.Context) (SettingsView, error) {
	return SettingsView{Revision: 8}, f.did("restore")
}

func (f *fake) CheckKey(_ context.Context, c KeyCheck) (KeyResult, error) {
	return KeyResult{OK: true, Models: 42}, f.did(c)
}

func (f *fake) Access(_ context.Context, c string) (Access, error) {
	return Access{Client: c, Password: "kp-x"}, f.did(c)
}

func (f *fake) AddClient(_ context.Context, c string) (Access, error) {
	return Access{Client: c}, f.did(c)
}

func (f *fake) RotateClient(_ context.Context, c, what string, options ...RotateOption) (Access, error) {
	return Access{Client: c}, f.did(c, what, options)
}

func (f *fake) Import(_ context.Context, env string) (ImportReport, error) {
	return ImportReport{Done: []string{"one"}}, f.did(env)
}

func (f *fake) CheckClient(_ context.Context, c string) ([]Step, error) {
	return []Step{{Name: "Version", OK: true, Took: time.Second}}, f.did(c)
}

func (f *fake) Models(context.Context) ([]Model, error) { return []Model{{ID: "m"}}, f.did("models") }

// seatDir gives a folder with a path short enough for a socket on every system.
func seatDir(t *testing.T) string {
	t.Helper()
	root, err := os.MkdirTemp("", "kp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	return filepath.Join(root, "keyport")
}

// start runs a server for api in dir until the test ends.
func start(t *testing.T, api API, dir string) *Server {
	t.Helper()
	seat, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := seat.Listen()
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(api, zerolog.Nop(), nil)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = seat.Close()
	})
	return s
}

func dial(t *testing.T, dir string) *Conn {
	t.Helper()
	c, err := DialDir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

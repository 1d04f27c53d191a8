package control

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"keyport/app/settings"
	"keyport/proxy/secret"
)

func TestEveryCallArrivesAsItWasMade(t *testing.T) {
	until := time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)
	view := SettingsView{Revision: 3, Settings: Settings{Version: 1, Access: "open", Listen: settings.Listen{Port: 11434}}}
	cases := []struct {
		name string
		call func(context.Context, API) (any, error)
		got  []any
		out  any
	}{
		{"pause", func(ctx context.Context, a API) (any, error) { return nil, a.Pause(ctx, until) }, []any{until}, nil},
		{"resume", func(ctx context.Context, a API) (any, error) { return nil, a.Resume(ctx) }, []any{"resume"}, nil},
		{"open", func(ctx context.Context, a API) (any, error) { return nil, a.OpenWindow(ctx, "key") }, []any{"key"}, nil},
		{"quit", func(ctx context.Context, a API) (any, error) { return nil, a.Quit(ctx) }, []any{"quit"}, nil},
		{"quit when idle", func(ctx context.Context, a API) (any, error) { return nil, a.QuitWhenIdle(ctx) }, []any{"quit when idle"}, nil},
		{"demo", func(ctx context.Context, a API) (any, error) { return nil, a.UseDemo(ctx, true) }, []any{true}, nil},
		{"set key", func(ctx context.Context, a API) (any, error) {
			return nil, a.SetKey(ctx, "openai", secret.New("sk-1"))
		}, []any{"openai", "sk-1"}, nil},
		{"move key", func(ctx context.Context, a API) (any, error) { return nil, a.MoveKey(ctx, "openai") }, []any{"openai"}, nil},
		{"remove key", func(ctx context.Context, a API) (any, error) { return nil, a.RemoveKey(ctx, "openai") }, []any{"openai"}, nil},
		{"check key", func(ctx context.Context, a API) (any, error) {
			return a.CheckKey(ctx, KeyCheck{Upstream: "u", Key: "sk-2"})
		}, []any{KeyCheck{Upstream: "u", Key: "sk-2"}}, KeyResult{OK: true, Models: 42}},
		{"save", func(ctx context.Context, a API) (any, error) { return a.SaveSettings(ctx, view) }, nil, view},
		{"restore", func(ctx context.Context, a API) (any, error) { return a.RestoreSettings(ctx) }, []any{"restore"}, SettingsView{Revision: 8}},
		{"access", func(ctx context.Context, a API) (any, error) { return a.Access(ctx, "VS Code") }, []any{"VS Code"}, Access{Client: "VS Code", Password: "kp-x"}},
		{"add", func(ctx context.Context, a API) (any, error) { return a.AddClient(ctx, "Zed") }, []any{"Zed"}, Access{Client: "Zed"}},
		{"rotate", func(ctx context.Context, a API) (any, error) { return a.RotateClient(ctx, "Zed", RotateBoth, KeepOld) }, []any{"Zed", "both", []RotateOption{KeepOld}}, Access{Client: "Zed"}},
		{"remove", func(ctx context.Context, a API) (any, error) { return nil, a.RemoveClient(ctx, "Zed") }, []any{"Zed"}, nil},
		{"check", func(ctx context.Context, a API) (any, error) { return a.CheckClient(ctx, "Zed") }, []any{"Zed"}, []Step{{Name: "Version", OK: true, Took: time.Second}}},
		{"import", func(ctx context.Context, a API) (any, error) { return a.Import(ctx, "A=1\n") }, []any{"A=1\n"}, ImportReport{Done: []string{"one"}}},
		{"models", func(ctx context.Context, a API) (any, error) { return a.Models(ctx) }, []any{"models"}, []Model{{ID: "m"}}},
		{"port", func(ctx context.Context, a API) (any, error) { return nil, a.TryPortNow(ctx) }, []any{"port"}, nil},
		{"saving", func(ctx context.Context, a API) (any, error) { return nil, a.TrySaveNow(ctx) }, []any{"saving"}, nil},
		{"unlock", func(ctx context.Context, a API) (any, error) { return nil, a.AskKeychain(ctx) }, []any{"unlock"}, nil},
		{"session", func(ctx context.Context, a API) (any, error) { return nil, a.UseSession(ctx) }, []any{"session"}, nil},
		{"fresh", func(ctx context.Context, a API) (any, error) { return a.StartFresh(ctx) }, []any{"fresh"}, SettingsView{Revision: 9}},
		{"dismiss", func(ctx context.Context, a API) (any, error) { return nil, a.DismissProblem(ctx, "no_tray") }, []any{"no_tray"}, nil},
		{"report", func(ctx context.Context, a API) (any, error) { return a.CrashReport(ctx) }, []any{"report"}, "panic"},
		{"test", func(ctx context.Context, a API) (any, error) { return a.TestAll(ctx) }, []any{"test"}, []TestResult{{What: TestKey, Name: "openai", OK: true}}},
		{"check port", func(ctx context.Context, a API) (any, error) { return a.CheckPort(ctx, 11435) }, []any{11435}, PortAnswer{FreePort: 11436}},
		{"activity", func(ctx context.Context, a API) (any, error) { return a.Activity(ctx, ActivityCursor{4, 5, 6}) }, []any{ActivityCursor{4, 5, 6}}, ActivityPage{Cursor: ActivityCursor{1, 2, 3}, Rows: []ActivityRow{{ID: 7, Asked: "a\u202eb\n", Outcome: OutcomeOK, Took: 12}}}},
		{"activity detail", func(ctx context.Context, a API) (any, error) { return a.ActivityDetail(ctx, 9) }, []any{uint64(9)}, ActivityDetail{Row: ActivityRow{ID: 9}, Changes: []ActivityChange{{What: ChangeModel, Before: "a", After: "b"}}}},
		{"cancel request", func(ctx context.Context, a API) (any, error) { return nil, a.CancelRequest(ctx, 1<<60+1) }, []any{uint64(1<<60 + 1)}, nil},
		{"clear activity", func(ctx context.Context, a API) (any, error) { return nil, a.ClearActivity(ctx) }, []any{"clear"}, nil},
		{"capture", func(ctx context.Context, a API) (any, error) { return nil, a.Capture(ctx, 15) }, []any{15}, nil},
		{"status", func(ctx context.Context, a API) (any, error) { return a.Status(ctx) }, nil, Status{Version: 7}},
	}
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.got = nil
			out, err := c.call(t.Context(), conn)
			if err != nil {
				t.Fatal(err)
			}
			if c.got != nil && !reflect.DeepEqual(f.got, c.got) {
				t.Errorf("arrived %#v, want %#v", f.got, c.got)
			}
			if !reflect.DeepEqual(out, c.out) {
				t.Errorf("answer %#v, want %#v", out, c.out)
			}
		})
	}
}

func TestErrorsKeepTheirCodeAndFields(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)

	want := &Error{Code: CodeInvalid, Message: "Some fields are wrong.", Fields: []FieldError{{"listen.port", "Enter a number."}}, Cause: errors.New("inner")}
	f.err = want
	var got *Error
	if _, err := conn.SaveSettings(t.Context(), SettingsView{}); !errors.As(err, &got) {
		t.Fatalf("%T %v", err, err)
	}
	if got.Code != want.Code || got.Message != want.Message || !reflect.DeepEqual(got.Fields, want.Fields) || got.Cause != nil {
		t.Errorf("%+v", got)
	}

	f.err = errors.New("open /secret/path: denied")
	if err := conn.Resume(t.Context()); !errors.As(err, &got) || got.Code != CodeInternal || got.Message != "Something went wrong inside Keyport. Its log says more." {
		t.Errorf("an inner error came out as %v", err)
	}
}

func TestWaitingEndsWithTheCallerAndWithTheServer(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	s := start(t, f, dir)
	conn := dial(t, dir)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := conn.WaitStatus(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := conn.WaitStatus(context.Background(), 2)
		ended <- err
	}()
	// The server may close before the call arrives; both ways the call must end with an error.
	s.Close()
	if err := <-ended; err == nil {
		t.Error("a call to a server that ended went well")
	}
}

func TestNobodyThere(t *testing.T) {
	var e *Error
	if _, err := DialDir(t.Context(), seatDir(t)); !errors.As(err, &e) || e.Code != CodeNotRunning {
		t.Fatal(err)
	}
}

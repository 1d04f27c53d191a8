package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"keyport/app/control"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"keyport": product, "keyport-shaken": shaken, "neighbour": neighbour})
}

// TestProgram runs the scripts below testdata/script. Each has a home of its
// own, no desktop, no keychain and no session bus.
func TestProgram(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			for name, dir := range map[string]string{"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"} {
				path := filepath.Join(e.WorkDir, dir)
				if err := os.Mkdir(path, 0o700); err != nil {
					return err
				}
				e.Setenv(name, path)
			}
			e.Setenv("GORACE", "atexit_sleep_ms=0") // the race detector makes every command last a second
			e.Setenv("KEY", "sk-script-0123456789abcdefghij-Wq7e")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await": await, "http": httpCommand, "nosecret": noSecret, "provider": provider, "hold": hold, "lines": lines, "port": savedPort, "newssite": newsSite, "publish": publish,
		},
	})
}

// await waits until the Keyport of the script is up, and sets BASE, ADDRESS and
// PASSWORD to those of its first app.
func await(ts *testscript.TestScript, _ bool, args []string) {
	ctx, done := context.WithTimeout(context.Background(), 20*time.Second)
	defer done()
	for {
		conn, err := control.DialDir(ctx, filepath.Join(ts.Getenv("XDG_RUNTIME_DIR"), "keyport"))
		if err == nil {
			var s control.Status
			if s, err = conn.Status(ctx); err == nil && s.State != control.StateStarting {
				a, err := conn.Access(ctx, strings.Join(args, " "))
				ts.Check(err)
				ts.Setenv("BASE", a.Base)
				ts.Setenv("ADDRESS", a.Address)
				ts.Setenv("PASSWORD", a.Password)
				ts.Setenv("PORT", strings.TrimPrefix(s.Listening[0], "127.0.0.1:"))
				ts.Setenv("PID", strconv.Itoa(s.PID))
				return
			}
		}
		select {
		case <-ctx.Done():
			ts.Fatalf("keyport is not up: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// httpCommand is "http STATUS METHOD URL [BODY] [Name:value ...]"; the body of
// the answer is its stdout.
func httpCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD URL [BODY] [Name:value ...]")
	}
	body := ""
	headers := args[3:]
	if len(headers) > 0 && strings.HasPrefix(headers[0], "{") {
		body, headers = headers[0], headers[1:]
	}
	req, err := http.NewRequest(args[1], args[2], strings.NewReader(body))
	ts.Check(err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		req.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	ts.Check(err)
	_, _ = ts.Stdout().Write(text)
	if strconv.Itoa(resp.StatusCode) != args[0] {
		ts.Fatalf("%s %s: %d %s", args[1], args[2], resp.StatusCode, text)
	}
}

// noSecret looks for its arguments in every file of the script.
func noSecret(ts *testscript.TestScript, _ bool, secrets []string) {
	for _, s := range secrets {
		if len(s) < 8 {
			ts.Fatalf("%q is no secret", s)
		}
	}
	files := 0
	ts.Check(filepath.WalkDir(ts.Getenv("WORK"), func(path string, e fs.DirEntry, err error) error {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err != nil || !e.Type().IsRegular() || strings.HasSuffix(path, ".secret") {
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		for _, s := range secrets {
			if strings.Contains(string(text), s) {
				ts.Fatalf("a secret stands in %s", path)
			}
		}
		return err
	}))
	if files == 0 {
		ts.Fatalf("there are no files")
	}
}

// provider starts an upstream that wants $KEY and lists one model, at $PROVIDER.
func provider(ts *testscript.TestScript, _ bool, _ []string) {
	key := ts.Getenv("KEY")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Header.Get("Authorization") != "Bearer "+key:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"message":"Incorrect API key provided: %s"}}`, r.Header.Get("Authorization"))
		case strings.HasSuffix(r.URL.Path, "/models"):
			fmt.Fprint(w, `{"data":[{"id":"m1","object":"model"}]}`)
		case streams(r):
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, `data: {"id":"1","object":"chat.completion.chunk","model":"m1","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":"stop"}]}`, "\n\ndata: [DONE]\n\n")
		default:
			fmt.Fprint(w, `{"id":"1","object":"chat.completion","model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}`)
		}
	}))
	ts.Defer(srv.Close)
	ts.Setenv("PROVIDER", srv.URL)
}

func streams(r *http.Request) bool {
	body, _ := io.ReadAll(r.Body)
	return strings.Contains(string(body), `"stream":true`)
}

// hold takes a port and sets HELD to its number.
func hold(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("HELD", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
}

// savedPort saves a free port in the settings. It is none of those that a first
// run looks at, which other tests may take between two runs of a script, and
// none that the system gives to connections.
func savedPort(ts *testscript.TestScript, _ bool, _ []string) {
	for {
		port := strconv.Itoa(20000 + rand.IntN(10000))
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
		if err != nil {
			continue
		}
		ts.Check(l.Close())
		dir := filepath.Join(ts.Getenv("XDG_CONFIG_HOME"), "keyport")
		ts.Check(os.MkdirAll(dir, 0o700))
		ts.Check(os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("version = 1\n[listen]\nport = "+port+"\n[[client]]\nname = \"VS Code\"\n"), 0o600))
		return
	}
}

// lines is "lines N FILE": the file has that many lines.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	if got := strings.Count(ts.ReadFile(args[1]), "\n"); (strconv.Itoa(got) == args[0]) == neg {
		ts.Fatalf("%s has %d lines", args[1], got)
	}
}

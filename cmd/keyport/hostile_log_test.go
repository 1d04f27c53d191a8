package main_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
)

// forged is text of a client that would begin a line of its own, in either
// format, and steer a terminal.
const forged = "m1\n{\"level\":\"error\",\"message\":\"forged\"}\n12:00:00 ERR forged\r\x1b[2J\x1b]0;title\a\u009b31m\u202e\u2028\U000e0041\x7f"

// lines reads the log so far: whole lines, without anything that is not to be seen.
func (k *target) lines(t *testing.T, isJSON bool) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(k.dir, "stderr"))
	if err != nil || !strings.HasSuffix(string(text), "\n") {
		t.Fatalf("%v %q", err, text)
	}
	all := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for _, line := range all {
		if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) || isJSON && !json.Valid([]byte(line)) {
			t.Errorf("the log has the line %q", line)
		}
		if strings.HasPrefix(line, `{"level":"error","message":"forged"`) || strings.HasPrefix(line, "12:00:00 ERR") {
			t.Errorf("a client wrote the line %q", line)
		}
	}
	return all
}

// What a client says cannot be taken for a line of the log's own.
func TestHostileLogLines(t *testing.T) {
	for _, format := range []string{"console", "json"} {
		t.Run(format, func(t *testing.T) {
			l, shake := shaken(t, launch{flags: []string{"--log-format", format}})
			k := l.start(t, newAccount(t))
			k.warm(t)
			model, _ := json.Marshal(forged)
			for _, path := range []string{"/v1/chat/completions", "/" + hostileAddress + "/api/chat", "/" + hostileAddress + "/v1/responses"} {
				k.send(t, attack{path: path, body: `{"model":` + string(model) + `,"messages":[],"input":"x"}`, headers: []string{`User-Agent: x\n{"level":"error"}`}})
			}
			for _, header := range []string{"User-Agent: \x1b[2Jx", "X-A\x1b: x", "User-Agent: x\ry: z"} { // net/http refuses them
				k.send(t, attack{path: "/v1/models", headers: []string{header}})
			}
			shake()
			k.run(t, "client", "add", "Zed") // net/http prints a panic in many lines
			all := strings.Join(k.lines(t, format == "json"), "\n")
			for _, want := range []string{`\u001b[2J`, `\u009b31m`, `\u202e`, `ERR forged\r`} {
				if format == "console" { // strconv.Quote writes it
					want = strings.ReplaceAll(want, `\u001b`, `\x1b`)
				}
				if !strings.Contains(all, want) {
					t.Errorf("the model's name is not in the log as %s", want)
				}
			}
			if !strings.Contains(all, `panic serving`) || !strings.Contains(all, `\ngoroutine`) {
				t.Error("the panic is not in the log")
			}
		})
	}
}

// A log that cannot be written, or that nobody reads, costs no request anything.
func TestHostileStderr(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // its programs have no stderr when started by a double-click, and no /dev/full
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil && runtime.GOOS == "linux" {
		t.Fatal(err)
	}
	gone, closed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	reader, unread, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _ = unread.SetWriteDeadline(time.Now().Add(time.Second)); err == nil; { // until nothing more goes in
		_, err = unread.Write([]byte(strings.Repeat("\n", 4096)))
	}
	for name, stderr := range map[string]*os.File{"full": full, "closed": closed, "unread": unread} {
		if stderr == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var reading sync.WaitGroup
			t.Cleanup(reading.Wait) // behind the end of the program
			k := launch{stderr: stderr, flags: []string{"--log-format", "json"}}.start(t, newAccount(t))
			k.warm(t)
			const requests = 64
			var slowest time.Duration
			for range requests {
				begun := time.Now()
				if got := k.send(t, attack{path: "/v1/chat/completions", body: hostileChat}); got.StatusCode != http.StatusOK || got.err != nil {
					t.Fatalf("%d %v %s", got.StatusCode, got.err, got.text)
				}
				slowest = max(slowest, time.Since(begun))
			}
			t.Logf("%d requests, the slowest took %v", requests, slowest)
			if name != "unread" {
				return
			}
			// The reader comes back: so does the log.
			var mu sync.Mutex
			var text strings.Builder
			reading.Go(func() { // ends with the program
				buf := make([]byte, 32<<10)
				for {
					n, err := reader.Read(buf)
					mu.Lock()
					text.Write(buf[:n])
					mu.Unlock()
					if err != nil {
						return
					}
				}
			})
			for deadline := time.Now().Add(20 * time.Second); ; {
				k.send(t, attack{path: "/v1/chat/completions", body: hostileChat})
				mu.Lock()
				lines := strings.Count(text.String(), "POST chat/completions")
				mu.Unlock()
				if lines > 10 {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("the log did not come back")
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for line := range strings.Lines(text.String()) {
				if strings.HasSuffix(line, "\n") && strings.TrimSpace(line) != "" && !json.Valid([]byte(line)) {
					t.Errorf("a line is cut: %.100q", line)
				}
			}
		})
	}
}

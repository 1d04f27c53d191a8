package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What must never be seen outside: the key of the account, the password and
// the private address of the app.
const (
	hostileKey      = "sk-hostile-KEYCANARY-0123456789abcdefWq7e"
	hostilePassword = "kp-PASSWORDCANARY-0123456789"
	hostileAddress  = "addresscanaryaddresscanary2"
	hostileChat     = `{"model":"m1","messages":[{"role":"user","content":"hello"}]}`
)

// target is a running `keyport serve` with an account that records what reaches it.
type target struct {
	t       *testing.T
	cmd     *exec.Cmd
	dir     string // its folders
	addr    string // 127.0.0.1:PORT
	up      *account
	out     *firstLine
	secrets []string
	how     launch
	over    bool // the program has ended
}

// launch says how the program is started. The zero value is the usual way.
type launch struct {
	program  string   // "": keyport
	dir      string   // of an earlier run; "": a new one
	settings string   // lines of the settings file
	flags    []string // beside the usual ones
	env      []string // beside the usual variables, and stronger
	stderr   *os.File // nil: a file that is searched at the end
	panics   bool     // a request may end in a panic
}

// attack is one request of a hostile client, and how it is refused. It carries
// a valid password unless it says otherwise.
type attack struct {
	name      string
	method    string // "": POST with a body, else GET
	path      string
	host      string // "": the right one
	anonymous bool
	headers   []string // "Name: value"
	body      string
	raw       string // the whole request; HOST and AUTH stand for the right lines
	half      bool   // the client closes its side behind the request, which cancels what is complete
	status    int
	code      string // "": net/http refused it in plain text before any handler saw it
}

// bytes is the request as it goes over the wire.
func (a attack) bytes(addr string) string {
	auth := "Authorization: Bearer " + hostilePassword
	if a.raw != "" {
		return strings.NewReplacer("HOST", "Host: "+addr, "AUTH", auth).Replace(a.raw)
	}
	var b strings.Builder
	method, host := a.method, a.host
	if method == "" {
		method = "GET"
		if a.body != "" {
			method = "POST"
		}
	}
	if host == "" {
		host = addr
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, a.path, host)
	if !a.anonymous {
		b.WriteString(auth + "\r\n")
	}
	headers := strings.ToLower("\n" + strings.Join(a.headers, "\n"))
	if a.body != "" && !strings.Contains(headers, "\ncontent-type:") {
		b.WriteString("Content-Type: application/json\r\n")
	}
	if a.body != "" && !strings.Contains(headers, "\ncontent-length:") && !strings.Contains(headers, "\ntransfer-encoding:") {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(a.body))
	}
	for _, h := range a.headers {
		b.WriteString(h + "\r\n")
	}
	b.WriteString("\r\n" + a.body)
	return b.String()
}

// answer is what came back, headers and all.
type answer struct {
	*http.Response
	text string
	err  error // of reading the body
}

// start runs the program with lines of settings and further variables.
func start(t *testing.T, up *account, settings string, env ...string) *target {
	t.Helper()
	return launch{settings: settings, env: env}.start(t, up)
}

// command is the program, not yet started, in a home of its own.
func (l launch) command(t *testing.T, up *account, args ...string) *exec.Cmd {
	t.Helper()
	program := l.program
	if program == "" {
		program = "keyport"
	}
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"GORACE=atexit_sleep_ms=0", "UPSTREAM_URL=" + up.URL + "/v1", "OPENAI_API_KEY=" + hostileKey, "LOCAL_AUTH_TOKEN=" + hostilePassword, "LOCAL_OLLAMA_SECRET=" + hostileAddress}
	for _, name := range []string{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
		folder := filepath.Join(l.dir, strings.ToLower(strings.TrimPrefix(name, "XDG_")))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+folder)
	}
	for _, name := range []string{"PATH", "SYSTEMROOT", "TEMP", "TMP"} {
		cmd.Env = append(cmd.Env, name+"="+os.Getenv(name))
	}
	cmd.Env = append(cmd.Env, l.env...)
	return cmd
}

// serve is `keyport serve` with the usual flags, not yet started, and where its stderr goes.
func (l *launch) serve(t *testing.T, up *account) (cmd *exec.Cmd, stderr *os.File) {
	t.Helper()
	if l.dir == "" {
		l.dir = t.TempDir()
	}
	file := filepath.Join(l.dir, "settings.toml")
	if err := os.WriteFile(file, []byte("version = 1\n"+l.settings), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd = l.command(t, up, append([]string{"serve", "--settings", file, "--listen", "127.0.0.1:0", "--keystore", "memory", "--log-level", "debug"}, l.flags...)...)
	if stderr = l.stderr; stderr == nil {
		var err error
		if stderr, err = os.OpenFile(filepath.Join(l.dir, "stderr"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Stderr = stderr
	return cmd, stderr
}

func (l launch) start(t *testing.T, up *account) *target {
	t.Helper()
	k := &target{t: t, up: up, out: &firstLine{got: make(chan string, 1)}, secrets: []string{hostileKey, hostilePassword, hostileAddress}}
	cmd, stderr := l.serve(t, up)
	k.cmd, k.dir, k.how = cmd, l.dir, l
	k.cmd.Stdout = k.out
	err := k.cmd.Start()
	_ = stderr.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.end)
	select {
	case line := <-k.out.got:
		base, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on http://")
		if !ok {
			t.Fatalf("it said %q", line)
		}
		k.addr, _, _ = strings.Cut(base, "/")
	case <-time.After(20 * time.Second):
		t.Fatalf("keyport does not listen")
	}
	return k
}

// run runs a further command beside the program and gives all that it prints.
func (k *target) run(t *testing.T, args ...string) string {
	t.Helper()
	said, _ := k.try(t, args...) // some are meant to fail
	return said
}

// try is run, and whether the command succeeded.
func (k *target) try(t *testing.T, args ...string) (said string, ok bool) {
	t.Helper()
	out, err := k.how.command(t, k.up, args...).CombinedOutput()
	return string(out), err == nil
}

// end stops the program and looks for secrets in all that it left behind.
func (k *target) end() {
	if !k.over {
		if runtime.GOOS == "windows" || k.cmd.Process.Signal(os.Interrupt) != nil {
			_ = k.cmd.Process.Kill()
		}
		k.wait()
	}
	search := func(where string, text []byte) {
		if bytes.Contains(text, []byte("DATA RACE")) || bytes.Contains(text, []byte("a request ended in a panic")) && !k.how.panics {
			k.t.Errorf("%s tells of a bug:\n%s", where, text)
		}
		k.noSecret(k.t, where, string(text))
	}
	search("stdout", k.out.all.Bytes())
	requests := false
	err := filepath.WalkDir(k.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		requests = requests || filepath.Base(path) == "stderr" && bytes.Contains(text, []byte("request"))
		search(e.Name(), text)
		return err
	})
	if err != nil || !requests && k.how.stderr == nil {
		k.t.Errorf("the debug log was not found: %v", err)
	}
}

// wait waits until the program has ended.
func (k *target) wait() {
	k.t.Helper()
	if err := k.cmd.Wait(); err != nil && runtime.GOOS != "windows" {
		k.t.Errorf("keyport ended with %v", err)
	}
	k.over = true
}

// send sends a request as it is, without any client cleaning it.
func (k *target) send(t *testing.T, a attack) answer {
	t.Helper()
	conn, err := net.Dial("tcp", k.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	request := a.bytes(k.addr)
	go func() { // ends with the connection
		_, _ = io.WriteString(conn, request)
		if a.half {
			_ = conn.(*net.TCPConn).CloseWrite()
		}
	}()
	method, _, _ := strings.Cut(request, " ")
	r := bufio.NewReader(conn)
	resp, err := http.ReadResponse(r, &http.Request{Method: method})
	if err == nil && resp.StatusCode == http.StatusContinue {
		resp, err = http.ReadResponse(r, &http.Request{Method: method})
	}
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return answer{resp, string(text), err}
}

// firstLine keeps what a program prints, and hands out its first line.
type firstLine struct {
	all  bytes.Buffer // for after the end of the program
	got  chan string
	told bool
}

func (f *firstLine) Write(p []byte) (int, error) {
	f.all.Write(p)
	if line, _, ok := strings.Cut(f.all.String(), "\n"); ok && !f.told {
		f.told = true
		f.got <- line
	}
	return len(p), nil
}

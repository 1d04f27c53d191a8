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
	t    *testing.T
	cmd  *exec.Cmd
	dir  string // its folders
	addr string // 127.0.0.1:PORT
	up   *account
	out  *firstLine
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
	k := &target{t: t, dir: t.TempDir(), up: up, out: &firstLine{got: make(chan string, 1)}}
	file := filepath.Join(k.dir, "settings.toml")
	if err := os.WriteFile(file, []byte("version = 1\n"+settings), 0o600); err != nil {
		t.Fatal(err)
	}
	k.cmd = exec.Command("keyport", "serve", "--settings", file, "--listen", "127.0.0.1:0", "--keystore", "memory", "--log-level", "debug")
	k.cmd.Env = append(env, "GORACE=atexit_sleep_ms=0", "UPSTREAM_URL="+up.URL+"/v1", "OPENAI_API_KEY="+hostileKey, "LOCAL_AUTH_TOKEN="+hostilePassword, "LOCAL_OLLAMA_SECRET="+hostileAddress)
	for _, name := range []string{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
		folder := filepath.Join(k.dir, strings.ToLower(strings.TrimPrefix(name, "XDG_")))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		k.cmd.Env = append(k.cmd.Env, name+"="+folder)
	}
	for _, name := range []string{"PATH", "SYSTEMROOT", "TEMP", "TMP"} {
		k.cmd.Env = append(k.cmd.Env, name+"="+os.Getenv(name))
	}
	errFile, err := os.Create(filepath.Join(k.dir, "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	k.cmd.Stdout, k.cmd.Stderr = k.out, errFile
	err = k.cmd.Start()
	_ = errFile.Close()
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

// end stops the program and looks for secrets in all that it left behind.
func (k *target) end() {
	if runtime.GOOS == "windows" || k.cmd.Process.Signal(os.Interrupt) != nil {
		_ = k.cmd.Process.Kill()
	}
	if err := k.cmd.Wait(); err != nil && runtime.GOOS != "windows" {
		k.t.Errorf("keyport ended with %v", err)
	}
	search := func(where string, text []byte) {
		if bytes.Contains(text, []byte("DATA RACE")) || bytes.Contains(text, []byte("a request ended in a panic")) {
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
	if err != nil || !requests {
		k.t.Errorf("the debug log was not found: %v", err)
	}
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

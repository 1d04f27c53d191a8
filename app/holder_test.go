package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// self is this test as a process that holds ports.
func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s (process %d)", printable(strings.TrimSuffix(filepath.Base(path), ".exe")), os.Getpid())
}

func TestHolderOfAPortIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]string
		want    string
	}{
		"Ollama":              {map[string]string{"/": "Ollama is running", "/api/version": `{"version":"0.21.0"}`}, "Ollama 0.21.0"},
		"Ollama that hides":   {map[string]string{"/": "Ollama is running", "/api/version": `{"version":"<b>"}`}, "Ollama"},
		"Keyport":             {map[string]string{"/": "Keyport\n"}, saysKeyport},
		"somebody else":       {map[string]string{"/": "hello"}, ""},
		"who answers nothing": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(c.answers[r.URL.Path])) }))
			defer srv.Close()
			if got := answerOf(t.Context(), srv.Listener.Addr().(*net.TCPAddr).Port); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTheRealOllamaIsToldFromWhoAnswersLikeIt(t *testing.T) {
	for _, c := range []struct {
		says string
		p    process
		want string
	}{
		{"", process{}, ""},
		{"", process{5, "nginx"}, "nginx (process 5)"},
		{"Ollama 0.21.0", process{}, "Ollama 0.21.0"}, // of another user: a service, mostly
		{"Ollama 0.21.0", process{5, "ollama"}, "Ollama 0.21.0"},
		{"Ollama", process{5, "Ollama"}, "Ollama"},
		{"Ollama 0.21.0", process{5, "docker-proxy"}, "docker-proxy (process 5), which answers like Ollama 0.21.0"},
		{"", process{5, "ollama"}, "ollama (process 5)"}, // one that hangs
		{saysKeyport, process{}, "another Keyport"},
		{saysKeyport, process{5, "keyport"}, "another Keyport"},
		{saysKeyport, process{5, "python3"}, "python3 (process 5), which answers like Keyport"},
	} {
		if got := describe(c.says, c.p); got != c.want {
			t.Errorf("%q and %+v: %q, want %q", c.says, c.p, got, c.want)
		}
	}
}

func TestNamesOfProcessesAreMadeHarmless(t *testing.T) {
	for name, want := range map[string]string{
		"nginx\n": "nginx", "a\x1b[31m\u202eb": "a[31mb", " ": "", strings.Repeat("ü", 50): strings.Repeat("ü", 40),
	} {
		if got := printable(name); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Everywhere that the system tells who listens, it is found: on each half of
// the loopback, and behind a listener on all addresses, beside which some
// systems would let Keyport bind.
func TestTakenPortIsReportedWithItsHolder(t *testing.T) {
	hosts := map[string]string{"127.0.0.1": "tcp4", "0.0.0.0": "tcp4"}
	if hasIPv6(t) {
		hosts["::1"], hosts["::"] = "tcp6", "tcp6"
	}
	for host, network := range hosts {
		t.Run(host, func(t *testing.T) {
			held, err := net.Listen(network, net.JoinHostPort(host, "0"))
			if err != nil {
				t.Fatal(err)
			}
			srv := &httptest.Server{Listener: held, Config: &http.Server{Handler: http.NotFoundHandler()}}
			srv.Start()
			defer srv.Close()
			port := held.Addr().(*net.TCPAddr).Port
			s, err := listen(t.Context(), want{port: port, ipv6: true})
			if err == nil {
				s.close()
				t.Fatal("bound beside it")
			}
			err = explain(t.Context(), err)
			by := self(t)
			if runtime.GOOS == "windows" && owner(t.Context(), port) == (process{}) {
				by = "another program" // Wine tells no processes
			}
			if got, want := portSentence(err), fmt.Sprintf("Port %d is taken by %s.", port, by); got != want {
				t.Errorf("%q, want %q", got, want)
			}
			if next := nextPort(err); next <= port {
				t.Errorf("port %d is offered instead", next)
			}
		})
	}
	t.Run("nobody", func(t *testing.T) {
		if p := owner(t.Context(), 1); p != (process{}) { // tcpmux, of 1988
			t.Errorf("%+v holds a port that nobody holds", p)
		}
	})
}

func TestSentencesOfAPort(t *testing.T) {
	for want, err := range map[string]error{
		"The port could not be opened.":                                errors.New("x"),
		"Port 80 needs administrator rights. Choose one from 1024 on.": &errTaken{port: 80, cause: fs.ErrPermission},
		"The system has set port 50000 aside. Choose another one.":     &errTaken{port: 50000, cause: syscall.EACCES}, // a reserved range of Windows
		"Port 11434 is taken by another program.":                      &errTaken{port: 11434},
		"Port 11434 is taken by Ollama 0.21.0.":                        &errTaken{port: 11434, by: "Ollama 0.21.0"},
		"Port 11434 is taken by nginx (process 5).":                    &errTaken{port: 11434, by: "nginx (process 5)"},
	} {
		if got := portSentence(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

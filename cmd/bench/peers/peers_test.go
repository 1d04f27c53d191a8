package peers

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
)

// TestMain lets the test's own program stand in for those that are started.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "role":
			if err := Play(os.Args[2], os.Args[3], os.Stdin, os.Stdout); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		case "serve":
			serveLikeKeyport()
			return
		}
	}
	os.Exit(m.Run())
}

// serveLikeKeyport tells its environment in place of an address.
func serveLikeKeyport() {
	if os.Getenv("BENCH_TEST_SECRET") != "" || os.Getenv("OPENAI_API_KEY") != "" {
		fmt.Fprintln(os.Stderr, "the environment is that of the one who runs the bench")
		return
	}
	settings, err := os.ReadFile(os.Args[3])
	if err != nil || !strings.Contains(string(settings), `url = "http://127.0.0.1:1/v1"`) {
		fmt.Fprintln(os.Stderr, "no settings", err)
		return
	}
	for _, name := range []string{"KEYPORT_KEY_BENCH", "KEYPORT_PASSWORD_BENCH", "KEYPORT_ADDRESS_BENCH", "HOME"} {
		if os.Getenv(name) == "" {
			fmt.Fprintln(os.Stderr, name, "is missing")
			return
		}
	}
	fmt.Println("listening on http://" + os.Getenv("HOME") + "/below")
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func TestAProcessLivesFromStartToClose(t *testing.T) {
	up, err := Again(RoleUpstream, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{RoleProxy, RoleDuplex} {
		p, err := Again(role, up.Addr)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := net.Dial("tcp", p.Addr); err != nil {
			t.Errorf("%s does not answer: %v", role, err)
		} else {
			_ = c.Close()
		}
		if err := p.Close(); err != nil {
			t.Errorf("%s: %v", role, err)
		}
		if c, err := net.Dial("tcp", p.Addr); err == nil {
			_ = c.Close()
			t.Errorf("%s answers behind its end", role)
		}
	}
	for range 2 {
		if err := up.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatDoesNotListenSaysWhy(t *testing.T) {
	if p, err := Again("nobody", ""); err == nil || !strings.Contains(err.Error(), `no role "nobody"`) {
		t.Errorf("%v, %v", p, err)
	}
	if _, err := Keyport("no-such-program-of-keyport", "127.0.0.1:1"); err == nil {
		t.Error("a program that is not there was started")
	}
}

func TestKeyportGetsAnEnvironmentOfItsOwn(t *testing.T) {
	t.Setenv("BENCH_TEST_SECRET", "x")
	t.Setenv("OPENAI_API_KEY", "x")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Keyport(self, "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if p.Password == "" || p.Secret != strings.ToLower(p.Secret) || p.Secret == "" {
		t.Errorf("%q and %q are no credentials", p.Password, p.Secret)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheSizeIsWithoutSymbols(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(self)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := StrippedSize(self); err != nil || n <= 0 || n > info.Size() {
		t.Errorf("%d of %d bytes, %v", n, info.Size(), err)
	}
	if _, err := StrippedSize(self + "-not"); err == nil {
		t.Error("a file that is not there has a size")
	}
}

package control

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), 10*time.Second)
	defer done()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatal("it did not happen in 10 s")
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func TestOnlyThePersonMayOpenTheSocket(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has access lists, inherited from the profile, instead of modes")
	}
	dir := seatDir(t)
	start(t, &fake{}, dir)
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, socketName): 0o600, filepath.Join(dir, lockName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
	}
}

func TestUnsafeFoldersAreRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has access lists, inherited from the profile, instead of modes")
	}
	cases := map[string]func(t *testing.T, dir string){
		"symbolic link": func(t *testing.T, dir string) {
			elsewhere := t.TempDir()
			if err := os.Symlink(elsewhere, dir); err != nil {
				t.Fatal(err)
			}
		},
		"others may write": func(t *testing.T, dir string) {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(dir, 0o777); err != nil {
				t.Fatal(err)
			}
		},
		"a file": func(t *testing.T, dir string) {
			if err := os.WriteFile(dir, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"lock is a link": func(t *testing.T, dir string) {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.Join(t.TempDir(), "x"), filepath.Join(dir, lockName)); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			dir := seatDir(t)
			make(t, dir)
			seat, err := Lock(dir)
			if err == nil {
				_ = seat.Close()
				t.Fatal("accepted")
			}
			var e *Error
			if !errors.As(err, &e) || e.Code == CodeExists || !strings.Contains(e.Message, dir) {
				t.Error(err)
			}
		})
	}
	t.Run("readable is closed", func(t *testing.T) {
		dir := seatDir(t)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		seat, err := Lock(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer seat.Close()
		if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
			t.Error(info.Mode())
		}
	})
}

func TestStaleSocketIsReplaced(t *testing.T) {
	dir := seatDir(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	// What a killed Keyport leaves: a socket file that nobody listens on.
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, socketName)})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	_ = l.Close()
	if _, err := DialDir(t.Context(), dir); err == nil {
		t.Fatal("a stale socket answers")
	}
	start(t, &fake{}, dir)
	if _, err := dial(t, dir).Status(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSecondSeatIsRefusedAndHarmsNothing(t *testing.T) {
	dir := seatDir(t)
	start(t, &fake{}, dir)
	var e *Error
	if _, err := Lock(dir); !errors.As(err, &e) || e.Code != CodeExists || e.Message != "Keyport is already running." {
		t.Fatal(err)
	}
	if _, err := dial(t, dir).Status(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestLockHelper is the program of the processes below: it takes the seat, says
// how that went, and holds it until its input ends.
func TestLockHelper(t *testing.T) {
	dir := os.Getenv("KEYPORT_TEST_SEAT")
	if dir == "" {
		return
	}
	seat, err := Lock(dir)
	if err != nil {
		_, _ = os.Stdout.WriteString("no\n")
		os.Exit(0)
	}
	l, err := seat.Listen()
	if err != nil {
		os.Exit(3)
	}
	_, _ = os.Stdout.WriteString("mine\n")
	_, _ = os.Stdin.Read(make([]byte, 1))
	_ = l.Close()
	os.Exit(0)
}

func TestTwentyParallelStartsLeaveOne(t *testing.T) {
	dir := seatDir(t)
	var mu sync.Mutex
	var wg sync.WaitGroup
	said := map[string]int{}
	winner := make(chan func(), 20)
	for range 20 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=TestLockHelper$")
			cmd.Env = append(os.Environ(), "KEYPORT_TEST_SEAT="+dir)
			in, _ := cmd.StdinPipe()
			out, _ := cmd.StdoutPipe()
			if err := cmd.Start(); err != nil {
				t.Error(err)
				return
			}
			word := make([]byte, 8)
			n, _ := out.Read(word)
			mu.Lock()
			said[strings.TrimSpace(string(word[:n]))]++
			mu.Unlock()
			end := func() { _ = in.Close(); _ = cmd.Wait() }
			if strings.HasPrefix(string(word[:n]), "mine") {
				winner <- end
				return
			}
			end()
		})
	}
	wg.Wait()
	close(winner)
	if said["mine"] != 1 || said["no"] != 19 {
		t.Errorf("%v", said)
	}
	for end := range winner {
		end()
	}
	// The seat ends with its process, socket file or not.
	seat, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_ = seat.Close()
}

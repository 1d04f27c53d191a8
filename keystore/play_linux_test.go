package keystore

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// go-keyring and godbus keep one bus connection per process and read the
// environment. So what needs a session runs in a process of its own: the test
// binary starts itself with this variable, and TestMain calls the scenario.
const scenarioVariable = "KEYPORT_KEYSTORE_SCENARIO"

// scenario is a part of a test that runs in a process of its own.
type scenario func(ctx context.Context, p *peer) error

// peer is the test as seen from a scenario.
type peer struct{ in *bufio.Reader }

// pause tells the test to go on and waits until it says the same.
func (p *peer) pause() error {
	fmt.Println("pause")
	_, err := p.in.ReadString('\n')
	return err
}

func TestMain(m *testing.M) {
	name := os.Getenv(scenarioVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	run, ok := scenarios[name]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such scenario:", name)
		os.Exit(2)
	}
	if err := run(context.Background(), &peer{bufio.NewReader(os.Stdin)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// play runs a scenario with only env for an environment. Each step is called at
// a pause of the scenario, in order.
func play(t *testing.T, name string, env []string, steps ...func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	// A program built with -race waits a second at its end if not told otherwise.
	cmd.Env = append([]string{scenarioVariable + "=" + name, "GORACE=atexit_sleep_ms=0"}, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() != "pause" {
			continue
		}
		if len(steps) == 0 {
			t.Error("the scenario has more pauses than the test has steps")
		} else {
			steps[0]()
			steps = steps[1:]
		}
		_, _ = io.WriteString(in, "\n")
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("scenario %s: %v\n%s", name, err, stderr.Bytes())
	}
	if len(steps) != 0 {
		t.Errorf("the scenario ended with %d steps to go", len(steps))
	}
}

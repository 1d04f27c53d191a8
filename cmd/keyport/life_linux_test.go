package main_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// What the kernel says about the sockets of the program, whatever the settings
// file asks for.
func TestOnlyLoopbackAddressesAreBound(t *testing.T) {
	for name, settings := range map[string]string{
		"as usual": "", "an address in the file": "[listen]\nhost = \"0.0.0.0\"\n", "a host for everybody": "[listen]\nhosts = [\"0.0.0.0\"]\n",
	} {
		t.Run(name, func(t *testing.T) {
			k := start(t, newAccount(t), settings)
			k.warm(t)
			bound := k.listeners(t)
			if !slices.Contains(bound, "0100007F") {
				t.Errorf("127.0.0.1 is not among %v", bound)
			}
			for _, address := range bound {
				if address != "0100007F" && address != "00000000000000000000000001000000" {
					t.Errorf("it listens on %s", address)
				}
			}
		})
	}
}

// listeners gives the addresses, as proc(5) writes them, on which the program
// listens: those of its port and, where its open files may be seen, of every other.
func (k *target) listeners(t *testing.T) (addresses []string) {
	t.Helper()
	pid := k.cmd.Process.Pid
	own := map[string]bool{}
	links, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil {
			own[to] = true
		}
	}
	number, err := strconv.Atoi(k.addr[strings.LastIndexByte(k.addr, ':')+1:])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		f, err := os.Open(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		if err != nil {
			continue // no IPv6
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			fields := strings.Fields(lines.Text())
			if len(fields) < 10 || fields[3] != "0A" && fields[3] != "07" { // TCP_LISTEN, an open UDP socket
				continue
			}
			if address, port, _ := strings.Cut(fields[1], ":"); port == fmt.Sprintf("%04X", number) || own["socket:["+fields[9]+"]"] {
				addresses = append(addresses, address)
			}
		}
		_ = f.Close()
	}
	return addresses
}

// A disk on which nothing more can be written, log included: requests are
// served, what cannot be saved is said, and the settings file is the old one.
func TestFullDisk(t *testing.T) {
	k := start(t, newAccount(t), "[listen]\nprefix = \"\"\n")
	k.warm(t)
	file := filepath.Join(k.dir, "settings.toml")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	limit := func(bytes uint64) {
		t.Helper()
		var old unix.Rlimit
		if err := unix.Prlimit(k.cmd.Process.Pid, unix.RLIMIT_FSIZE, nil, &old); err != nil {
			t.Fatal(err)
		}
		old.Cur = min(bytes, old.Max)
		if err := unix.Prlimit(k.cmd.Process.Pid, unix.RLIMIT_FSIZE, &old, nil); err != nil {
			t.Fatal(err)
		}
	}
	limit(0)
	said, ok := k.try(t, "client", "add", "Zed")
	if ok || !strings.Contains(said, "nothing was changed. The disk is full.") {
		t.Errorf("%q", said)
	}
	for range 20 {
		k.works(t)
	}
	if said = k.run(t, "status"); !strings.Contains(said, "! The settings cannot be saved: the disk is full.") || strings.Contains(said, "Zed") {
		t.Errorf("%q", said)
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the settings file is now %q: %v", after, err)
	}
	limit(1 << 62)
	if said, ok = k.try(t, "client", "add", "Zed"); !ok {
		t.Errorf("%q", said)
	}
	if said = k.run(t, "status"); strings.Contains(said, "cannot be saved") || !strings.Contains(said, "Zed") {
		t.Errorf("%q", said)
	}
	k.works(t)
}

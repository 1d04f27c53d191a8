package app

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ownerOS looks the socket up in proc(5): the tables of the network tell its
// inode, and one of the open files of its process is that inode.
func ownerOS(ctx context.Context, port int) process {
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		for _, inode := range listening(table, port) {
			inodes["socket:["+inode+"]"] = true
		}
	}
	if len(inodes) == 0 {
		return process{}
	}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if ctx.Err() != nil {
			return process{}
		}
		dir := filepath.Join("/proc", e.Name())
		files, _ := os.ReadDir(filepath.Join(dir, "fd")) // of others it cannot be read
		for _, f := range files {
			if to, _ := os.Readlink(filepath.Join(dir, "fd", f.Name())); inodes[to] {
				return process{pid, programOf(dir)}
			}
		}
	}
	return process{}
}

// programOf is the name of the program file. The name that a process gives
// itself ("MainThread") is the second choice.
func programOf(dir string) string {
	if path, err := os.Readlink(filepath.Join(dir, "exe")); err == nil {
		return filepath.Base(strings.TrimSuffix(path, " (deleted)"))
	}
	name, _ := os.ReadFile(filepath.Join(dir, "comm"))
	return string(name)
}

// listening gives the inodes of the sockets of a table that listen on a port of
// a loopback address or of all addresses. Addresses stand there as words of the
// machine's byte order.
func listening(table string, port int) (inodes []string) {
	f, err := os.Open(table)
	if err != nil {
		return nil
	}
	defer f.Close()
	const listen = "0A"
	suffix := fmt.Sprintf(":%04X", port)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 || fields[3] != listen {
			continue
		}
		address, ok := strings.CutSuffix(fields[1], suffix)
		switch {
		case !ok:
		case strings.Trim(address, "0") == "", // 0.0.0.0 and ::
			address == "0100007F", address == "7F000001",
			address == "00000000000000000000000001000000", address == "00000000000000000000000000000001",
			strings.HasSuffix(address, "FFFF00000100007F"), strings.HasSuffix(address, "0000FFFF7F000001"):
			inodes = append(inodes, fields[9])
		}
	}
	return inodes
}

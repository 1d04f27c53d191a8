package app

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
)

// wipeEnvironment blanks the values of variables in the memory that the kernel
// shows as /proc/PID/environ: unsetting a variable does not touch it, and every
// program of the same user can read it, as can whoever is sent a "ps e".
// Where it cannot be done nothing is lost.
func wipeEnvironment(names []string) {
	if len(names) == 0 {
		return
	}
	start, ok := environmentStart()
	block, err := os.ReadFile("/proc/self/environ")
	if !ok || err != nil {
		return
	}
	mem, err := os.OpenFile("/proc/self/mem", os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer mem.Close()
	offset := int64(0)
	for entry := range bytes.SplitSeq(block, []byte{0}) {
		name, value, found := bytes.Cut(entry, []byte("="))
		if found && slices.Contains(names, string(name)) {
			_, _ = mem.WriteAt(bytes.Repeat([]byte("x"), len(value)), start+offset+int64(len(name))+1)
		}
		offset += int64(len(entry)) + 1
	}
}

// environmentStart reads the field env_start of /proc/self/stat (proc(5), the
// 50th). The second field is a name in brackets that may hold spaces.
func environmentStart() (int64, bool) {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, false
	}
	_, rest, ok := strings.Cut(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " ")
	fields := strings.Fields(rest)
	const first, envStart = 3, 50
	if !ok || len(fields) <= envStart-first {
		return 0, false
	}
	start, err := strconv.ParseInt(fields[envStart-first], 10, 64)
	return start, err == nil && start > 0
}

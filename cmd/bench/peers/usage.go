package peers

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Usage is what a process and its children have used so far, and hold now. What
// the system does not tell is 0; only Linux tells.
type Usage struct {
	CPU     time.Duration
	RSS     int64 // bytes; pages that several processes share count in each
	PSS     int64 // bytes; shared pages count in part
	Wakeups int64 // how often one of the threads went to sleep
}

// all are the ids of the peer's processes.
func (p *Peer) all() []int {
	if p.pids == nil {
		return nil
	}
	return p.pids()
}

// CPU is the time that the peer's processes have run. It is read from the
// scheduler, in nanoseconds, for all threads that live; Go and nginx keep theirs.
func (p *Peer) CPU() time.Duration {
	var sum time.Duration
	for _, pid := range p.all() {
		all, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
		for _, file := range all {
			sum += time.Duration(field(file, 0))
		}
		if len(all) == 0 { // a kernel without them: ticks of 10 ms
			sum += ticks(pid)
		}
	}
	return sum
}

// ticks is user and system time of /proc/PID/stat, whose unit is 1/100 s on every Linux.
func ticks(pid int) time.Duration {
	fields := stat(pid)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// Usage reads everything. It costs the peer more than CPU does.
func (p *Peer) Usage() (u Usage) {
	u.CPU = p.CPU()
	for _, pid := range p.all() {
		rollup, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		u.RSS += named(rollup, "Rss:") << 10
		u.PSS += named(rollup, "Pss:") << 10
		all, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
		for _, file := range all {
			status, _ := os.ReadFile(file)
			u.Wakeups += named(status, "voluntary_ctxt_switches:")
		}
	}
	return u
}

// PSS reads the memory alone.
func (p *Peer) PSS() (sum int64) {
	for _, pid := range p.all() {
		rollup, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		sum += named(rollup, "Pss:") << 10
	}
	return sum
}

// tree is a process with its children; nginx's workers are those of its master.
func tree(pid int) []int {
	all := []int{pid}
	others, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range others {
		child, _ := strconv.Atoi(filepath.Base(dir))
		if fields := stat(child); len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			all = append(all, child)
		}
	}
	return all
}

// stat is /proc/PID/stat behind the name of the program, which may hold spaces:
// the state, the parent and so on.
func stat(pid int) []string {
	line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	i := bytes.LastIndexByte(line, ')')
	if i < 0 {
		return nil
	}
	return strings.Fields(string(line[i+1:]))
}

func field(file string, i int) int64 {
	b, _ := os.ReadFile(file)
	fields := strings.Fields(string(b))
	if len(fields) <= i {
		return 0
	}
	n, _ := strconv.ParseInt(fields[i], 10, 64)
	return n
}

// named is the number behind a name at the beginning of a line.
func named(text []byte, name string) int64 {
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte(name)); ok {
			fields := strings.Fields(string(rest))
			n, _ := strconv.ParseInt(fields[0], 10, 64)
			return n
		}
	}
	return 0
}

package app

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

var extendedTCPTable = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable")

// tcpTable says where the fields of a row of GetExtendedTcpTable lie, in bytes
// (MIB_TCPROW_OWNER_PID and MIB_TCP6ROW_OWNER_PID of tcpmib.h).
type tcpTable struct{ family, row, port, pid uintptr }

var tcpTables = []tcpTable{{windows.AF_INET, 24, 8, 20}, {windows.AF_INET6, 56, 20, 52}}

// ownerOS asks for the listeners of both kinds of addresses with their processes.
func ownerOS(ctx context.Context, port int) process {
	for _, t := range tcpTables {
		if pid := t.listener(port); pid != 0 && ctx.Err() == nil {
			return process{int(pid), imageOf(pid)}
		}
	}
	return process{}
}

func (t tcpTable) listener(port int) uint32 {
	const ownerPIDListener = 3 // TCP_TABLE_OWNER_PID_LISTENER
	size := uint32(16 << 10)
	for range 4 { // the table may grow between two calls
		table := make([]byte, size)
		result, _, _ := extendedTCPTable.Call(uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&size)), 0, t.family, ownerPIDListener, 0)
		if windows.Errno(result) == windows.ERROR_INSUFFICIENT_BUFFER {
			continue
		}
		if result != 0 || len(table) < 4 {
			return 0
		}
		rows := table[4:]
		for range binary.LittleEndian.Uint32(table) {
			if uintptr(len(rows)) < t.row {
				return 0
			}
			if int(binary.BigEndian.Uint16(rows[t.port:])) == port {
				return binary.LittleEndian.Uint32(rows[t.pid:])
			}
			rows = rows[t.row:]
		}
		return 0
	}
	return 0
}

func imageOf(pid uint32) string {
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return ""
	}
	defer windows.CloseHandle(h)
	path := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(path))
	if windows.QueryFullProcessImageName(h, 0, &path[0], &size) != nil {
		return ""
	}
	return filepath.Base(windows.UTF16ToString(path[:size]))
}

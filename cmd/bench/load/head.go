package load

import (
	"bytes"
	"fmt"
	"strconv"
)

// Request is a POST made ready to be sent. The path holds everything behind the
// host; password may be empty.
func Request(addr, path, password string, body []byte) []byte {
	b := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: keyport-bench\r\nAccept: */*\r\nContent-Type: application/json\r\n", path, addr)
	if password != "" {
		b = fmt.Appendf(b, "Authorization: Bearer %s\r\n", password)
	}
	b = fmt.Appendf(b, "Content-Length: %d\r\n\r\n", len(body))
	return append(b, body...)
}

// line gives what follows a field's beginning, in lower case, in a head.
func line(head []byte, begin string) ([]byte, bool) {
	for rest := head; len(rest) > 0; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			i = len(rest) - 1
		}
		if l := rest[:i+1]; len(l) >= len(begin) && l[0]|0x20 == begin[0] && bytes.EqualFold(l[:len(begin)], []byte(begin)) {
			return bytes.TrimSpace(l[len(begin):]), true
		}
		rest = rest[i+1:]
	}
	return nil, false
}

func has(head []byte, field string) bool {
	rest, ok := line(head, field)
	return ok && len(rest) == 0
}

func number(head []byte, field string) (int, bool) {
	value, ok := line(head, field)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(string(value))
	return n, err == nil && n >= 0
}

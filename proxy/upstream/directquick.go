package upstream

import (
	"bytes"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// quick reads the head of an answer that is as plain as nearly all whole ones
// are: a success of HTTP/1.1 with a length, and no header twice or with a
// meaning for the connection. Everything else, and whatever is wrong, is left to
// net/http, unread. It takes a third of the time of http.ReadResponse.
func (t *trip) quick(head []byte) *http.Response {
	if t.req.Method == http.MethodHead || bytes.Contains(head, []byte("\nTransfer-")) { // a stream
		return nil
	}
	status, rest, _ := strings.Cut(string(head[:len(head)-len("\r\n")]), "\r\n")
	code, ok := success(status)
	if !ok {
		return nil
	}
	n := strings.Count(rest, "\n")
	header, values, length := make(http.Header, n), make([]string, n), int64(-1)
	for i := 0; rest != ""; i++ {
		var field string
		field, rest, _ = strings.Cut(rest, "\r\n")
		name, value, found := strings.Cut(field, ":")
		if !found || !token(name) || !fieldValue(value) {
			return nil
		}
		name, value = textproto.CanonicalMIMEHeaderKey(name), textproto.TrimString(value)
		switch name {
		case "Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade", "Pragma":
			return nil
		case "Content-Length":
			parsed, err := strconv.ParseUint(value, 10, 62)
			if err != nil {
				return nil
			}
			length = int64(parsed)
		}
		if header[name] != nil {
			return nil
		}
		values[i] = value
		header[name] = values[i : i+1 : i+1]
	}
	if length <= 0 {
		return nil
	}
	_, _ = t.in.Discard(len(head))
	return &http.Response{
		Status: status[len("HTTP/1.1 "):], StatusCode: code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, ContentLength: length, Body: &measured{t.in, length},
	}
}

// success reads a status line such as "HTTP/1.1 200 OK".
func success(line string) (code int, ok bool) {
	const begin = "HTTP/1.1 2"
	if len(line) < len("HTTP/1.1 200 ") || line[:len(begin)] != begin || line[12] != ' ' || !fieldValue(line) {
		return 0, false
	}
	code, err := strconv.Atoi(line[9:12])
	return code, err == nil && code != http.StatusNoContent
}

// measured is a body of a known length.
type measured struct {
	io.Reader
	left int64
}

// Read implements io.Reader.
func (m *measured) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, io.EOF
	}
	n, err := m.Reader.Read(p[:min(int64(len(p)), m.left)])
	switch m.left -= int64(n); {
	case m.left == 0:
		return n, io.EOF
	case err == io.EOF:
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

// Close implements io.Closer.
func (m *measured) Close() error { return nil }

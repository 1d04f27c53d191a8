package guard

import (
	"net/http"
	"net/url"
	"strings"

	"keyport/proxy/dialect"
)

// Path is a request path in its one accepted spelling.
type Path struct {
	// Clean starts with a slash and has no doubled ones; the tail of models/{id} is the literal "{id}".
	Clean string
	// ID is the decoded model id of models/{id}, else "".
	ID string
}

// maxID is the longest model id in bytes.
const maxID = 200

// path stops path tricks: an encoded slash or dot that one side reads as
// a separator and the other does not has opened admin routes elsewhere
// (CVE-2026-27587, CVE-2026-52844). The path must be plain; doubled slashes
// are folded (Copilot joins "…/" + "/api/tags"; net/http's mux would answer
// with a redirect, which Copilot cannot follow). The only place where percent
// escapes are read is the id of models/{id}: SDKs send "deepseek%2Fr1".
func (g *Gates) path(q *Request) (e *dialect.Error) {
	q.Path, e = CleanPath(q.HTTP.URL)
	return e
}

// CleanPath gives the one accepted spelling of a path, or refuses it.
func CleanPath(u *url.URL) (Path, *dialect.Error) {
	escaped := u.EscapedPath()
	if escaped == "" {
		escaped = "/"
	}
	path, id, hasID := cutModelID(escaped)
	if !plain(path) {
		return Path{}, badPath()
	}
	clean := fold(path)
	if !hasID {
		return Path{Clean: clean}, nil
	}
	id, err := url.PathUnescape(id)
	if err != nil {
		return Path{}, badPath()
	}
	id = strings.TrimPrefix(fold("/"+id), "/")
	if !ValidID(id) {
		return Path{}, badPath()
	}
	return Path{Clean: clean + "/{id}", ID: id}, nil
}

// cutModelID cuts "…/models/x/y" before "/x/y".
func cutModelID(escaped string) (path, id string, ok bool) {
	const mark = "/models/"
	i := strings.Index(escaped, mark)
	if i < 0 {
		return escaped, "", false
	}
	id = strings.TrimLeft(escaped[i+len(mark):], "/")
	if id == "" {
		return escaped, "", false
	}
	return escaped[:i+len(mark)-1], id, true
}

// ValidID reports whether id is a model id: letters, digits and . _ : @ / - with no empty, "." or ".." segment.
func ValidID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := 0; i < len(id); i++ {
		c := id[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._:@/-", c) >= 0) {
			return false
		}
	}
	return noDots(id)
}

func plain(path string) bool {
	if path[0] != '/' {
		return false
	}
	for i := 0; i < len(path); i++ {
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '%' || c == '\\' || c == ';' {
			return false
		}
	}
	return noDots(path)
}

func noDots(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

func fold(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '/' && i > 0 && path[i-1] == '/' {
			continue
		}
		b.WriteByte(path[i])
	}
	return b.String()
}

func badPath() *dialect.Error {
	return &dialect.Error{
		Status: http.StatusBadRequest, Code: "bad_path",
		Message: "The path holds characters that Keyport does not accept. Check the address in your app.",
	}
}

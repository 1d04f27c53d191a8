package guard

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"keyport/proxy/dialect"
)

// content stops bodies that are not what the route takes.
//
// A page may post text/plain or a form to any address without asking first
// (openai/codex issue 17648). JSON routes take JSON; without any browser header
// also a missing type or a form type, which is what `curl -d` sends. Multipart
// routes take multipart/form-data.
func (g *Gates) content(q *Request) *dialect.Error {
	r := q.HTTP
	if q.Route.AnyBody {
		return nil
	}
	if _, ok := Packing(r.Header, q.Route.Packed); !ok {
		return &dialect.Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported_encoding", Message: "Send the request without compression."}
	}
	if !q.Route.JSON && !q.Route.Form {
		return nil
	}
	return contentType(r, q.Route.JSON, q.Route.Form)
}

func contentType(r *http.Request, jsonOK, multipartOK bool) *dialect.Error {
	value := r.Header.Get("Content-Type")
	kind, ok := mediaType(value)
	switch {
	case ok && multipartOK && kind == "multipart/form-data":
		return nil
	case ok && jsonOK && isJSON(kind):
		return nil
	case jsonOK && !fromBrowser(r) && (value == "" || kind == "application/x-www-form-urlencoded"):
		return nil
	}
	want := "application/json"
	if !jsonOK {
		want = "multipart/form-data"
	}
	return &dialect.Error{
		Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type",
		Message: "Send this request with Content-Type: " + want + ".",
	}
}

// IsMultipart reports whether the request carries a form with files.
func IsMultipart(r *http.Request) bool {
	kind, ok := mediaType(r.Header.Get("Content-Type"))
	return ok && kind == "multipart/form-data"
}

// IsJSON reports whether the request says that it carries JSON.
func IsJSON(r *http.Request) bool {
	kind, ok := mediaType(r.Header.Get("Content-Type"))
	return ok && isJSON(kind)
}

func isJSON(kind string) bool {
	return kind == jsonType || strings.HasSuffix(kind, "+json")
}

const jsonType = "application/json"

// mediaType is mime.ParseMediaType without the parameters, and without its work
// for what nearly every app sends. The kind counts even where ok is false.
func mediaType(value string) (kind string, ok bool) {
	if value == jsonType {
		return jsonType, true
	}
	kind, _, err := mime.ParseMediaType(value)
	return kind, err == nil
}

// Packing is how a request is compressed: "", "gzip" or "zstd". A compressed
// request is a bomb until it is unpacked (Ollama's CVE-2024-12886), so it is
// taken only where an app sends it (Codex compresses its longer requests for
// the Responses API with zstd), and only in one layer.
func Packing(h http.Header, allowed bool) (string, bool) {
	used := slices.DeleteFunc(slices.Clone(h["Content-Encoding"]), func(enc string) bool {
		return enc == "" || strings.EqualFold(enc, "identity")
	})
	switch {
	case len(used) == 0:
		return "", true
	case len(used) > 1 || !allowed:
		return "", false
	}
	switch enc := strings.ToLower(used[0]); enc {
	case "gzip", "zstd":
		return enc, true
	case "x-gzip": // the same (RFC 9110, section 8.4.1.3)
		return "gzip", true
	}
	return "", false
}

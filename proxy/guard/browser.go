package guard

import (
	"net/http"
	"slices"

	"keyport/proxy/dialect"
)

// Browser stops web pages: every page in every browser can send requests to
// this port. A request with an Origin that is not in allowed, or with a
// Sec-Fetch-Site other than none or same-origin, is refused; so is OPTIONS,
// because only browsers send it. "null" is refused like any other origin (a
// sandboxed frame of any page can send it). Sec-Fetch-Mode says nothing: every
// Node client sends it (undici).
//
// The origin is returned when it is present and allowed: then, and only then,
// CORS headers are due (see CORS).
func Browser(r *http.Request, allowed []string) (origin string, e *dialect.Error) {
	if values, present := r.Header["Origin"]; present {
		if len(values) == 1 && slices.Contains(allowed, values[0]) {
			return values[0], nil
		}
		return "", foreign()
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "none" && site != "same-origin" {
		return "", foreign()
	}
	if r.Method == http.MethodOptions {
		return "", foreign()
	}
	return "", nil
}

func foreign() *dialect.Error {
	return &dialect.Error{
		Status: http.StatusForbidden, Code: "origin_not_allowed",
		Message: "Web pages may not use Keyport. If this is an app of yours, add its web origin to the app's entry in the settings.",
	}
}

// CORS lets the browser hand the answer to the one origin that was listed. No credentials, ever.
func CORS(h http.Header, origin string) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Vary", "Origin")
}

// Preflight answers an OPTIONS request of a listed origin.
func Preflight(w http.ResponseWriter, r *http.Request, origin string) {
	h := w.Header()
	CORS(h, origin)
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// FromBrowser reports whether any header is present that only browsers, and Node with less of them, send.
func FromBrowser(r *http.Request) bool {
	for _, name := range [...]string{"Origin", "Sec-Fetch-Site", "Referer"} {
		if _, present := r.Header[name]; present {
			return true
		}
	}
	return false
}

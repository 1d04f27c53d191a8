package guard

import (
	"net/http"
	"slices"

	"keyport/proxy/dialect"
)

// browser stops web pages: every page in every browser can send requests to
// this port. A request with an Origin that no client lists, or with a
// Sec-Fetch-Site other than none or same-origin, is refused; so is OPTIONS,
// because only browsers send it. "null" is refused like any other origin (a
// sandboxed frame of any page can send it). Sec-Fetch-Mode says nothing: every
// Node client sends it (undici). Sec-Purpose says that a browser fetches ahead:
// any page can ask it to (speculation rules), and Chromium 156 sends that as if
// the person had typed the address, with Sec-Fetch-Site none and no Origin.
//
// A listed origin is kept in the request: then, and only then, CORS headers are
// due (see CORS).
func (g *Gates) browser(q *Request) *dialect.Error {
	h := q.HTTP.Header
	if values, present := h["Origin"]; present {
		if len(values) != 1 || !slices.ContainsFunc(g.Origins, func(of []string) bool { return slices.Contains(of, values[0]) }) {
			return foreign()
		}
		q.Origin = values[0]
		return nil
	}
	if site := h.Get("Sec-Fetch-Site"); site != "" && site != "none" && site != "same-origin" {
		return foreign()
	}
	if _, ahead := h["Sec-Purpose"]; ahead || q.HTTP.Method == http.MethodOptions {
		return foreign()
	}
	return nil
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

// AnswerPreflight tells a listed origin what it may send.
func AnswerPreflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// fromBrowser reports whether any header is present that only browsers, and Node with less of them, send.
func fromBrowser(r *http.Request) bool {
	for _, name := range [...]string{"Origin", "Sec-Fetch-Site", "Referer"} {
		if _, present := r.Header[name]; present {
			return true
		}
	}
	return false
}

package upstream

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// sent are the request headers that may go to an upstream. Everything else
// stays here: cookies, forwarded headers, Sec-*, Referer, Copilot's own
// headers, local passwords, method overrides.
var sent = [...]string{"Accept", "Content-Type", "Openai-Beta", "Openai-Organization", "Openai-Project", "Anthropic-Version", "Anthropic-Beta", "Idempotency-Key"}

// Values that many headers share. net/http reads headers and does not write into their values.
var (
	identity = []string{"identity"}
	noSniff  = []string{"nosniff"}
	noStore  = []string{"no-store"}
)

// outgoing makes the headers of a request by agent; plain asks for an answer without compression.
func outgoing(in http.Header, agent []string, plain bool) http.Header {
	out := make(http.Header, 8)
	for _, name := range sent {
		if v, ok := in[name]; ok {
			out[name] = slices.Clone(v)
		}
	}
	out["User-Agent"] = agent
	switch v, ok := in["Accept-Encoding"]; {
	case plain:
		out["Accept-Encoding"] = identity
	case ok:
		out["Accept-Encoding"] = []string{readable(v)}
	}
	return out
}

// readable is what is left of an Accept-Encoding: gzip where the client takes
// it. Errors and streams have to be read here, and apps offer br and zstd.
func readable(accepted []string) string {
	for item := range strings.SplitSeq(strings.Join(accepted, ","), ",") {
		name, weight, _ := strings.Cut(strings.ToLower(item), ";")
		_, q, _ := strings.Cut(weight, "=")
		if strings.TrimSpace(name) == "gzip" && strings.Trim(q, " 0.") == "" && strings.TrimSpace(q) != "" {
			return "identity" // q=0
		} else if strings.TrimSpace(name) == "gzip" {
			return "gzip"
		}
	}
	return "identity"
}

// returned are the response headers that may reach a client. Cookies,
// redirects, CORS and CSP headers of an upstream would act on our own origin.
var returned = map[string]bool{
	"Content-Type": true, "Content-Encoding": true, "Content-Length": true, "Content-Disposition": true,
	"Retry-After": true, "Retry-After-Ms": true, "X-Should-Retry": true,
	"X-Request-Id": true, "Request-Id": true, "Openai-Model": true, "Openai-Processing-Ms": true,
	"Openai-Version": true, "Openai-Organization": true, "Anthropic-Organization-Id": true,
}

var returnedPrefixes = [...]string{"X-Ratelimit-", "Anthropic-Ratelimit-"}

// CopyHeader copies the headers of an answer that may reach a client, without
// the key: gateways build request ids and account names from what they were
// sent. An answer without a type gets one that does nothing: net/http would
// guess, and make a web page of whatever looks like one.
func (u *Upstream) CopyHeader(dst, src http.Header) {
	for name, values := range src {
		if !returned[name] {
			if !hasPrefix(name) {
				continue
			}
			name = textproto.CanonicalMIMEHeaderKey(name)
		}
		for i, v := range values {
			if clean := u.mask.String(v); clean != v {
				values = slices.Clone(values)
				values[i] = clean
			}
		}
		dst[name] = values
	}
	if dst.Get("Content-Type") == "" {
		dst.Set("Content-Type", "application/octet-stream")
	}
	dst["X-Content-Type-Options"] = noSniff
	dst["Cache-Control"] = noStore
}

func hasPrefix(name string) bool {
	for _, p := range returnedPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// Dropped lists the names of a client's headers that do not go to an upstream,
// sorted, at most maxDropped of them. What every connection has is not listed.
func Dropped(h http.Header, passthrough bool) []string {
	var names []string
	for name := range h {
		if !onlyHere(name, passthrough) {
			continue
		}
		if len(name) > maxName {
			name = name[:maxName] + "…"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names[:min(len(names), maxDropped)]
}

// The bounds of Dropped: a client may send a thousand headers.
const (
	maxDropped = 40
	maxName    = 60
)

func onlyHere(name string, passthrough bool) bool {
	switch name {
	case "Connection", "Content-Length", "Accept-Encoding", "Transfer-Encoding", "User-Agent", "Keep-Alive":
		return false
	case "Authorization":
		return !passthrough
	}
	return !slices.Contains(sent[:], name)
}

// Package dialect is how an error looks to a client: one error value, written
// in the shape that OpenAI, Anthropic or Ollama clients read. It knows no
// requests and no upstreams.
package dialect

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Dialect is the wire format that a client speaks.
type Dialect string

// The dialects.
const (
	OpenAI    Dialect = "openai"
	Anthropic Dialect = "anthropic"
	Ollama    Dialect = "ollama"
)

// Error is an answer that says no. Message is one sentence for the person that
// names the next step; it never holds a key, a password or a secret path.
type Error struct {
	Status     int    // HTTP status
	Code       string // stable, machine-readable
	Message    string
	RetryAfter time.Duration // 0: not said; sent in whole seconds, rounded up
	Allow      string        // methods, for 405
	Cause      error         // for the log only
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Code + ": " + e.Cause.Error()
	}
	return e.Code
}

func (e *Error) Unwrap() error { return e.Cause }

// Body is the JSON of the error as clients of d read it.
func (e *Error) Body(d Dialect) []byte {
	var v any
	switch d {
	case Ollama:
		// A string: ollama-js prints "[object Object]" for anything else, the Go client fails.
		v = struct {
			Error string `json:"error"`
			Code  string `json:"code"`
		}{e.Message, e.Code}
	case Anthropic:
		type inner struct {
			Type    string `json:"type"`
			Message string `json:"message"`
			Code    string `json:"code"`
		}
		v = struct {
			Type  string `json:"type"`
			Error inner  `json:"error"`
		}{"error", inner{anthropicType(e.Status), e.Message, e.Code}}
	default:
		type inner struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    string  `json:"code"`
		}
		v = struct {
			Error inner `json:"error"`
		}{inner{Message: e.Message, Type: openAIType(e.Status), Code: e.Code}}
	}
	b, err := json.Marshal(v)
	if err != nil { // strings only: cannot happen
		panic(err)
	}
	return b
}

// Event is the error in the middle of a stream: a server-sent event, for
// Anthropic with its event name, for Ollama a line.
func (e *Error) Event(d Dialect) []byte {
	body := e.Body(d)
	if d == Ollama {
		return append(body, '\n')
	}
	if d == Anthropic {
		return append(append([]byte("event: error\ndata: "), body...), '\n', '\n')
	}
	return append(append([]byte("data: "), body...), '\n', '\n')
}

// Write answers with the error.
func (e *Error) Write(w http.ResponseWriter, d Dialect) {
	h := w.Header()
	body := e.Body(d)
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int((e.RetryAfter+time.Second-1)/time.Second)))
	}
	if e.Allow != "" {
		h.Set("Allow", e.Allow)
	}
	if e.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="Keyport"`)
	}
	w.WriteHeader(e.Status)
	_, _ = w.Write(body)
}

func openAIType(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "not_found_error"
	case status == http.StatusUnauthorized:
		return "authentication_error"
	case status == http.StatusTooManyRequests:
		return "rate_limit_error"
	case status >= 400 && status < 500:
		return "invalid_request_error"
	}
	return "api_error"
}

func anthropicType(status int) string {
	switch {
	case status == http.StatusUnauthorized:
		return "authentication_error"
	case status == http.StatusForbidden:
		return "permission_error"
	case status == http.StatusNotFound:
		return "not_found_error"
	case status == http.StatusRequestEntityTooLarge:
		return "request_too_large"
	case status == http.StatusTooManyRequests:
		return "rate_limit_error"
	case status >= 400 && status < 500:
		return "invalid_request_error"
	}
	return "api_error"
}

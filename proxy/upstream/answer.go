package upstream

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"keyport/proxy/dialect"
)

// maxErrorBody is how much of an error answer is read.
const maxErrorBody = 64 << 10

// Refusal is an answer of an upstream that is no success.
type Refusal struct {
	Status int
	Header http.Header
	Body   []byte // JSON with the key masked, or nil when the body was none
	Err    *dialect.Error

	said string // the sentence in the body
}

// Refused reads an answer that is not 2xx and closes it. The sentence in Err
// is for clients that are not shown the upstream's own body.
func (u *Upstream) Refused(resp *http.Response) Refusal {
	defer resp.Body.Close()
	r := Refusal{Status: resp.StatusCode, Header: resp.Header}
	e := &dialect.Error{Status: resp.StatusCode, Code: "upstream_error", RetryAfter: retryAfter(resp.Header)}
	r.Err = e
	host, text := u.Host(), ""
	if resp.StatusCode < 200 { // 101, which nobody asked for, has no end; 000 cannot be passed on
		e.Status, e.Message = http.StatusBadGateway, host+" answered with status "+strconv.Itoa(resp.StatusCode)+", which is no answer. Check the base URL."
		return r
	}
	body, _ := io.ReadAll(io.LimitReader(decoded(resp), maxErrorBody))
	body = u.Mask(body)
	switch {
	case json.Valid(body):
		r.Body, text = body, messageIn(body)
	case !IsHTML(resp.Header):
		text = plainText(body)
	}
	text = u.mask.String(text) // once more: JSON has many ways to write a letter
	r.said = text
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		r.Body = nil
		e.Status, e.Code, e.Message = http.StatusBadGateway, "upstream_redirect", host+" answered with a redirect, which Keyport does not follow. Check the base URL."
		return r
	case status == http.StatusUnauthorized:
		e.Code, e.Message = "upstream_key_rejected", host+" refused the API key. Open Keyport and enter a new one."
		return r
	case status == http.StatusPaymentRequired:
		e.Code, e.Message = "upstream_payment_required", host+" asks for payment or credit."
	case status == http.StatusForbidden:
		e.Code, e.Message = "upstream_forbidden", host+" does not allow this with your API key."
	case status == http.StatusNotFound:
		e.Code, e.Message = "upstream_not_found", host+" does not know this model or path."
	case status == http.StatusTooManyRequests:
		e.Code, e.Message = "upstream_rate_limited", host+" is limiting your requests. Wait a little."
	default:
		e.Message = host + " answered with status " + strconv.Itoa(status) + "."
	}
	if text != "" {
		e.Message += " It says: " + text
	}
	return r
}

// decoded is the body of an answer without its compression, which some servers
// use although it was not asked for; nothing when it cannot be undone.
func decoded(resp *http.Response) io.Reader {
	if body, ok := Decode(resp.Header, resp.Body); ok {
		return body
	}
	return strings.NewReader("")
}

// Decode undoes the compression of an answer: none and gzip are understood, as
// nothing else is asked for. ok is false for everything else, and for what says
// that it is gzip and is not. Without a compression the body itself comes back.
func Decode(h http.Header, body io.Reader) (plain io.Reader, ok bool) {
	if !IsCompressed(h) {
		return body, true
	}
	switch strings.ToLower(h.Get("Content-Encoding")) {
	case "gzip", "x-gzip":
		zr, err := gzip.NewReader(body)
		return zr, err == nil
	}
	return nil, false
}

// IsCompressed reports whether an answer says that it has a compression.
func IsCompressed(h http.Header) bool {
	encoding := h.Get("Content-Encoding")
	return encoding != "" && !strings.EqualFold(encoding, "identity")
}

// NoSuchPath reports whether the upstream does not have the path of the request.
// A model, a stored response or a file that it does not have is no such case:
// then the answer names the model, the parameter ("Item with id 'rs_1' not
// found", param "input") or an id.
func (r Refusal) NoSuchPath() bool {
	switch r.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
	default:
		return false
	}
	var shape struct {
		Error struct {
			Param string `json:"param"`
		} `json:"error"`
	}
	_ = json.Unmarshal(r.Body, &shape)
	text := strings.ToLower(string(r.Body) + r.said)
	return shape.Error.Param == "" && !strings.Contains(text, "model") && !strings.Contains(text, "with id")
}

// IsHTML reports whether an answer is a web page: a captive portal, or a wrong address.
// Browsers read types that mime.ParseMediaType refuses ("text/html;;x"), so
// the word alone decides: no API answers with a type that has it.
func IsHTML(h http.Header) bool {
	return strings.Contains(strings.ToLower(strings.Join(h["Content-Type"], ",")), "html")
}

// WebPage is the error for an answer that is a web page.
func (u *Upstream) WebPage() *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_web_page", Message: "The upstream answered with a web page. Check the base URL, and whether your network asks you to sign in."}
}

// Sentence is what an error in the middle of an answer says, for people.
func Sentence(event []byte) string {
	if text := messageIn(event); text != "" {
		return text
	}
	return plainText(event)
}

// messageIn finds the sentence in the usual error shapes.
func messageIn(body []byte) string {
	var shape struct {
		Error   json.RawMessage `json:"error"`
		Message string          `json:"message"`
		Detail  string          `json:"detail"`
	}
	_ = json.Unmarshal(body, &shape)
	var inner struct {
		Message string `json:"message"`
	}
	var text string
	switch {
	case json.Unmarshal(shape.Error, &inner) == nil && inner.Message != "":
		return plainText([]byte(inner.Message))
	case json.Unmarshal(shape.Error, &text) == nil && text != "":
		return plainText([]byte(text))
	case shape.Message != "":
		return plainText([]byte(shape.Message))
	}
	return plainText([]byte(shape.Detail))
}

// plainText makes foreign text fit for a sentence: one line, printable, at most
// 500 characters. It is shown in a window, in menus and on terminals, where
// control bytes give commands and bidirectional ones turn words around; package
// unicode calls neither printable.
func plainText(b []byte) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, strings.ToValidUTF8(string(b), "\ufffd"))
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500]) + "…"
	}
	return s
}

func retryAfter(h http.Header) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After"))); err == nil && n > 0 && n < 1<<20 {
		return time.Duration(n) * time.Second
	}
	return 0
}

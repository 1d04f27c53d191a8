package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/guard"
	"keyport/proxy/jsonedit"
	"keyport/proxy/upstream"
)

// maxDepth bounds the nesting of a JSON body.
const maxDepth = 200

// readBody takes the whole body into memory, up to the limit.
func (x *exchange) readBody() ([]byte, *dialect.Error) {
	limit := x.snap.limits.Body
	if x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	packed, _ := guard.Packing(x.r.Header, x.Route.Packed)
	plain, done, err := unpack(packed, http.MaxBytesReader(x.w, x.r.Body, limit))
	defer done()
	var body []byte
	if err == nil {
		// A longer one grows as it comes: a length is only a promise.
		body, err = upstream.ReadUpTo(plain, min(x.r.ContentLength, 1<<20), limit)
	}
	if err != nil {
		return nil, x.bodyError(err, packed)
	}
	return body, nil
}

func (x *exchange) bodyError(err error, packed string) *dialect.Error {
	var max *http.MaxBytesError
	switch {
	case x.body.stalled():
		return bodyTooSlow()
	case errors.As(err, &max), errors.Is(err, upstream.ErrTooLong):
		return tooLarge(x.snap.limits.Body)
	case packed != "":
		return &dialect.Error{Status: http.StatusBadRequest, Code: "bad_compression", Message: "The request is not the " + packed + " that it says it is. Send it without compression.", Cause: err}
	}
	return &dialect.Error{Status: http.StatusBadRequest, Code: "bad_body", Message: "The request ended before its body was complete.", Cause: err}
}

func tooLarge(limit int64) *dialect.Error {
	return &dialect.Error{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Message: fmt.Sprintf("The request is larger than %d MiB. The limit is limits.body in Keyport's settings.", limit>>20)}
}

func bad(code, message string) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

// checkedBody reads a body that must be JSON, if there is one at all.
func (x *exchange) checkedBody() ([]byte, *dialect.Error) {
	body, e := x.readBody()
	if e != nil || len(bytes.TrimSpace(body)) == 0 {
		return nil, e
	}
	if err := jsonedit.Check(body, maxDepth); err != nil {
		return nil, bad("bad_json", "The request is not valid JSON: "+err.Error()+".")
	}
	return body, nil
}

// jsonObject reads a body that must be a JSON object.
func (x *exchange) jsonObject() (*jsonedit.Object, *dialect.Error) {
	body, e := x.checkedBody()
	switch {
	case e != nil:
		return nil, e
	case body == nil:
		return nil, bad("bad_json", "The request has no body. Send a JSON object.")
	case jsonedit.Kind(body) != '{':
		return nil, bad("bad_json", "The request is not a JSON object.")
	}
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		return nil, bad("bad_json", "The request is not valid JSON.")
	}
	return obj, twice(obj)
}

// ollamaBody reads a body of Ollama's, which its own decoder checks for the rest.
func (x *exchange) ollamaBody() ([]byte, *dialect.Error) {
	body, e := x.checkedBody()
	if e != nil {
		return nil, e
	}
	if obj, err := jsonedit.ParseObject(body); err == nil {
		e = twiceInAnyCase(obj)
	}
	return body, e
}

// twiceInAnyCase is twice for Ollama's dialect: its decoder takes "MODEL" for
// model, and of both the last one, as Ollama itself does.
func twiceInAnyCase(obj *jsonedit.Object) *dialect.Error {
	seen := map[string]bool{}
	for key := range obj.Keys() {
		for _, policed := range [...]string{"model", "stream", "messages"} {
			if !strings.EqualFold(key, policed) {
				continue
			}
			if seen[policed] {
				return bad("duplicate_key", "The request names "+policed+" twice.")
			}
			seen[policed] = true
		}
	}
	return nil
}

// twice refuses members of which one reader takes the first and another the last.
func twice(obj *jsonedit.Object) *dialect.Error {
	for _, key := range [...]string{"model", "stream", "messages"} {
		if obj.Count(key) > 1 {
			return bad("duplicate_key", "The request names "+key+" twice.")
		}
	}
	return nil
}

// streamBody passes a body on as it comes: files, and paths that the person allowed.
func (x *exchange) streamBody(out *outbound) *dialect.Error {
	limit := x.snap.limits.Body
	if x.r.ContentLength > limit {
		return tooLarge(limit)
	}
	// Without x.w: the transport reads the body on a goroutine of its own, where the headers of the answer must not be touched.
	body := http.MaxBytesReader(nil, x.r.Body, limit)
	model := ""
	if len(x.snap.upstreams) > 1 && guard.IsMultipart(x.r) {
		var read bytes.Buffer // at most up to the field: the rest passes as it comes
		model = formModel(x.r.Header.Get("Content-Type"), io.TeeReader(body, &read))
		out.call.Stream = io.MultiReader(&read, body)
	} else {
		out.call.Stream = body
	}
	if out.call.Length = x.r.ContentLength; out.call.Length == 0 {
		out.call.Stream = nil
	}
	x.record.Asked, x.record.Used = clip(model), clip(model)
	out.to = x.snap.upstream(model)
	return x.need(out)
}

// duplex lets the answer to a streamed body begin before the body is read to
// its end (golang/go#40747). It comes last before the call: a refusal of ours
// leaves the rest of the body to net/http, which with it reads the rest too late
// for another request on the connection, and panics.
func (x *exchange) duplex() *dialect.Error {
	if err := http.NewResponseController(x.w).EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return &dialect.Error{Status: http.StatusInternalServerError, Code: "internal", Message: "Keyport could not read the request.", Cause: err}
	}
	return nil
}

// formModel reads a multipart body up to its field "model", which may stand
// behind the file (openai-node keeps the program's order); "" when there is none.
func formModel(contentType string, body io.Reader) string {
	_, attrs, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	form := multipart.NewReader(body, attrs["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return ""
		}
		if part.FormName() == "model" {
			value, err := io.ReadAll(io.LimitReader(part, 256))
			if err != nil {
				return ""
			}
			return string(value)
		}
	}
}

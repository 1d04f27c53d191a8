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

// readBody takes the whole body into memory, up to the limit. lent says that
// nothing of it is kept: its memory may serve another request when this one has ended.
func (x *exchange) readBody(lent bool) ([]byte, *dialect.Error) {
	limit, n := x.snap.limits.Body, x.r.ContentLength
	if n > limit {
		return nil, tooLarge(limit)
	}
	packed, _ := guard.Packing(x.r.Header, x.Route.Packed)
	var (
		body []byte
		err  error
	)
	if packed == "" && n > 0 && n <= 1<<20 {
		body, err = x.readAll(n, lent)
	} else { // memory for a large one grows as it comes: a length is only a promise
		var plain io.Reader
		var done func()
		plain, done, err = unpack(packed, http.MaxBytesReader(x.w, io.NopCloser(&x.body), limit))
		defer done()
		if err == nil {
			body, err = upstream.ReadUpTo(plain, min(n, 1<<20), limit)
		}
	}
	if err != nil {
		return nil, x.bodyError(err, packed)
	}
	x.received(body)
	return body, nil
}

// readAll reads a body of n bytes. Its memory is a promise as well, but a small one.
func (x *exchange) readAll(n int64, lent bool) ([]byte, error) {
	var room []byte
	if lent && n < small {
		x.lent = upstream.Lend(2*n + small/4) // for what becomes of it, too
		room = x.lent.Room()
		x.spare = room[n:]
	} else if lent {
		x.lent = upstream.Lend(n)
		room = x.lent.Room()
	}
	if room == nil {
		room = make([]byte, n+1)
	}
	if _, err := io.ReadFull(&x.body, room[:n]); err != nil { // net/http gives no more than n
		return nil, err
	}
	_, _ = x.body.Read(room[n:]) // the end, behind which net/http watches whether the client is still there
	return room[:n:n], nil
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

// jsonObject reads a body that must be a JSON object.
func (x *exchange) jsonObject() (*jsonedit.Object, *dialect.Error) {
	body, e := x.readBody(true)
	if e != nil {
		return nil, e
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, bad("bad_json", "The request has no body. Send a JSON object.")
	}
	obj := &x.begin().obj
	switch err := obj.ParseChecked(body, maxDepth); {
	case errors.Is(err, jsonedit.ErrNoObject):
		return nil, bad("bad_json", "The request is not a JSON object.")
	case err != nil:
		return nil, badJSON(err)
	}
	return obj, twice(obj)
}

// ollamaObject reads a body of Ollama's, and checks what its package leaves to
// others; nil when there is none.
func (x *exchange) ollamaObject() (*jsonedit.Object, *dialect.Error) {
	obj := &x.begin().ollama
	body, e := x.ollamaInto(obj, true)
	if e != nil || body == nil {
		return nil, e
	}
	return obj, nil
}

// ollamaBody reads a body of Ollama's; nil when there is none.
func (x *exchange) ollamaBody() ([]byte, *dialect.Error) {
	var obj jsonedit.Object
	return x.ollamaInto(&obj, false)
}

// ollamaInto reads a body of Ollama's, and makes obj the object that it is, if it is one.
func (x *exchange) ollamaInto(obj *jsonedit.Object, lent bool) ([]byte, *dialect.Error) {
	body, e := x.readBody(lent)
	if e != nil || len(bytes.TrimSpace(body)) == 0 {
		return nil, e
	}
	if err := obj.ParseChecked(body, maxDepth); err != nil && !errors.Is(err, jsonedit.ErrNoObject) {
		return nil, badJSON(err)
	}
	return body, twiceInAnyCase(obj)
}

func badJSON(err error) *dialect.Error {
	return bad("bad_json", "The request is not valid JSON: "+err.Error()+".")
}

// twiceInAnyCase is twice for Ollama's dialect: its decoder takes "MODEL" for
// model, and of both the last one, as Ollama itself does.
func twiceInAnyCase(obj *jsonedit.Object) *dialect.Error {
	policed := [...]string{"model", "stream", "messages"}
	var seen [len(policed)]bool
	for key := range obj.Members() {
		for i, name := range policed {
			if !strings.EqualFold(string(key), name) {
				continue
			}
			if seen[i] {
				return bad("duplicate_key", "The request names "+name+" twice.")
			}
			seen[i] = true
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
	body := http.MaxBytesReader(nil, io.NopCloser(&x.body), limit)
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

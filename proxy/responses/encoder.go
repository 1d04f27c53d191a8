package responses

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
	"unsafe"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/sse"
)

// maxAnswer bounds what is kept of an answer, in bytes: the last event repeats
// all of it, and a broken upstream may never end.
const maxAnswer = 32 << 20

// Encoder turns the answer to one request into events of the Responses API, or
// into a response object. It is for one answer and one goroutine. Event and End
// begin the answer by themselves; after End or Fail nothing more is written.
type Encoder struct {
	r     *Request
	model string
	now   func() time.Time

	begun, ended bool
	salt         string // stands in all ids of this answer
	created      int64
	sequence     int

	items    []*item // in the order of the output
	speaking *item   // the reasoning or message that is open
	calls    []*call // open too, until the end: their fragments may alternate
	last     *item   // what was written last; it is what a cut answer cuts
	finish   string  // the upstream's finish reason
	usage    usage
	size     int

	echo    echo
	failure string // the error member of a failed response
}

// Encoder makes an encoder for the answer. The model is the name that the client
// is told, and now gives the time for answers whose upstream does not.
func (r *Request) Encoder(model string, now func() time.Time) *Encoder {
	return &Encoder{r: r, model: model, now: now, echo: r.echo()}
}

// Begin writes response.created and response.in_progress. It need not be called:
// the first event does it too, and ids are then made from the upstream's id, so
// that the same answer has the same ids. Called earlier, ids are random.
func (e *Encoder) Begin(dst []byte) []byte { return e.begin(dst, "", 0) }

func (e *Encoder) begin(dst []byte, id string, created int64) []byte {
	if e.begun || e.ended {
		return dst
	}
	e.begun = true
	if e.created = created; created <= 0 {
		e.created = e.now().Unix()
	}
	var b [12]byte
	if id == "" {
		_, _ = rand.Read(b[:])
	} else {
		sum := sha256.Sum256([]byte(id))
		copy(b[:], sum[:])
	}
	e.salt = hex.EncodeToString(b[:])
	dst = e.state(dst, "response.created", "in_progress")
	return e.state(dst, "response.in_progress", "in_progress")
}

// Event writes what one chat.completion.chunk brings. The data is that of a
// server-sent event; what is no chunk is passed over, an upstream's error ends
// the answer as failed.
func (e *Encoder) Event(dst, data []byte) []byte {
	if e.ended || jsonedit.Kind(data) != '{' || sse.IsDone(data) {
		return dst
	}
	return e.chunk(dst, data, "delta")
}

// Text writes an event like the one before but for its text: what Event does,
// without reading all of it again. The text is not kept.
func (e *Encoder) Text(dst, text []byte) []byte {
	if e.ended || len(text) == 0 {
		return dst
	}
	if e.size += len(text); e.size > maxAnswer {
		return e.tooLong(dst)
	}
	return e.say(dst, asString(text), nil, false)
}

// chunk reads a chunk or a whole completion; part is the member of a choice that
// holds its text.
func (e *Encoder) chunk(dst []byte, data jsonedit.Raw, part string) []byte {
	choices, _ := jsonedit.Path(data, "choices")
	if failed, ok := jsonedit.Path(data, "error"); ok && jsonedit.Kind(choices) != '[' && !jsonedit.IsNull(failed) {
		return e.upstreamError(dst, failed)
	}
	_, some := jsonedit.Path(choices, "0")
	if id := pathText(data, "id"); id != "" || some {
		created, _ := jsonedit.Path(data, "created")
		seconds, _ := jsonedit.Int(created)
		dst = e.begin(dst, id, seconds)
	}
	if raw, ok := jsonedit.Path(data, "usage"); ok {
		e.usage.read(raw)
	} else if raw, ok := jsonedit.Path(data, "x_groq", "usage"); ok {
		e.usage.read(raw)
	}
	for _, choice := range jsonedit.Elements(choices) {
		if raw, ok := jsonedit.Path(choice, "index"); ok {
			if n, ok := jsonedit.Int(raw); ok && n != 0 {
				continue // a response has one answer
			}
		}
		if delta, ok := jsonedit.Path(choice, part); ok && jsonedit.Kind(delta) == '{' {
			dst = e.delta(dst, choice, delta)
		}
		if reason := pathText(choice, "finish_reason"); reason != "" {
			e.finish = reason
		}
		if e.finish == "error" { // OpenRouter's, with the error beside the choices
			failed, _ := jsonedit.Path(data, "error")
			dst = e.upstreamError(dst, failed)
		}
		if e.ended {
			return dst
		}
	}
	return dst
}

func (e *Encoder) upstreamError(dst []byte, raw jsonedit.Raw) []byte {
	code, message := pathText(raw, "code"), pathText(raw, "message")
	if code == "" {
		code = "server_error"
	}
	if message == "" {
		if message, _ = jsonedit.String(raw); message == "" {
			message = "The provider ended its answer with an error. Try again."
		}
	}
	return e.Fail(dst, code, message)
}

// End closes what is open and writes response.completed, or response.incomplete
// for an answer that was cut at its limit or by a filter. Whether the upstream's
// stream ended well is for the caller to know, who calls Fail if not.
func (e *Encoder) End(dst []byte) []byte {
	if e.ended {
		return dst
	}
	dst = e.begin(dst, "", 0)
	dst = e.closeAll(dst)
	name, status := "response.completed", "completed"
	if e.cut() != "" {
		name, status = "response.incomplete", "incomplete"
	}
	dst = e.state(dst, name, status)
	e.ended = true
	return dst
}

// cut is the reason why the answer is not complete, "" when it is.
func (e *Encoder) cut() string {
	switch e.finish {
	case "length":
		return "max_output_tokens"
	case "content_filter":
		return "content_filter"
	}
	return ""
}

// Fail writes response.failed, the last event. Codex tries again, except for
// codes that it knows, such as context_length_exceeded and insufficient_quota.
func (e *Encoder) Fail(dst []byte, code, message string) []byte {
	if e.ended {
		return dst
	}
	dst = e.begin(dst, "", 0)
	failure := jsonedit.AppendString([]byte(`{"code":`), code)
	failure = jsonedit.AppendString(append(failure, `,"message":`...), message)
	e.failure = string(append(failure, '}'))
	dst = e.state(dst, "response.failed", "failed")
	e.ended = true
	return dst
}

// Plain turns a whole chat completion into a response object. The encoder must be fresh.
func (e *Encoder) Plain(body []byte) ([]byte, *dialect.Error) {
	if !isCompletion(body) {
		return nil, badAnswer()
	}
	e.chunk(nil, body, "message")
	e.End(nil)
	if e.failure != "" {
		return nil, &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_error", Message: pathText(jsonedit.Raw(e.failure), "message")}
	}
	status := "completed"
	if e.cut() != "" {
		status = "incomplete"
	}
	return e.response(nil, status), nil
}

// Stream turns a whole chat completion into the events of a stream, for an
// upstream that does not stream. The encoder must be fresh.
func (e *Encoder) Stream(body []byte) ([]byte, *dialect.Error) {
	if !isCompletion(body) {
		return nil, badAnswer()
	}
	return e.End(e.chunk(nil, body, "message")), nil
}

func isCompletion(body []byte) bool {
	choice, ok := jsonedit.Path(body, "choices", "0")
	return ok && jsonedit.Kind(choice) == '{' && jsonedit.Check(bytes.TrimSpace(body), maxNesting) == nil
}

func badAnswer() *dialect.Error {
	return &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_bad_answer", Message: "The provider's answer is not a chat completion. Check the base URL of the account."}
}

// maxNesting bounds the nesting of an answer.
const maxNesting = 200

// asString looks at bytes as a string without copying; the callee must not keep it.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

package ollama

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
	"unsafe"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// EncoderOptions are how an answer is written.
type EncoderOptions struct {
	ShowThinking bool             // without it, thoughts are dropped
	Now          func() time.Time // the clock; time.Now when nil
}

// Encoder turns one answer of an upstream into Ollama's lines: NDJSON for a
// stream, one object otherwise. Thoughts stand in reasoning_content already.
// After Failed says something, nothing more comes out. It is for one goroutine,
// save for KeepAlive.
type Encoder struct {
	generate bool
	raw      bool
	logprobs bool
	o        EncoderOptions
	start    time.Time
	first    time.Time // when the first word came
	clock    clock
	model    jsonedit.Raw // quoted
	failed   *dialect.Error
	ended    bool

	spoke   bool // text or a call came
	reason  string
	usage   usage
	length  int // bytes of text and thoughts so far
	calls   []call
	sent    int    // calls that went out
	answer  string // the upstream's id of the answer
	text    []byte
	thought []byte
	event   jsonedit.Object
	choice  jsonedit.Object
	delta   jsonedit.Object
}

// Encoder makes the encoder of this request's answer. model is the name that the
// client asked for, start the time when its request came.
func (r *Request) Encoder(model string, start time.Time, o EncoderOptions) *Encoder {
	if o.Now == nil {
		o.Now = time.Now
	}
	e := encoders.Get().(*Encoder)
	e.generate, e.raw, e.logprobs = r.generate, r.Raw, r.logprobs
	e.o, e.start, e.model = o, start, jsonedit.Quote(model)
	return e
}

// encoders are those that Free took back.
var encoders = sync.Pool{New: func() any { return new(Encoder) }}

// Free forgets the answer. Nobody may use e any more, not even for KeepAlive.
func (e *Encoder) Free() {
	*e = Encoder{}
	encoders.Put(e)
}

// Failed is why the answer cannot go on, or nil. The caller ends the stream with
// the error's line.
func (e *Encoder) Failed() *dialect.Error { return e.failed }

func (e *Encoder) fail(code, message string) {
	if e.failed != nil {
		return
	}
	e.failed = &dialect.Error{Status: http.StatusBadGateway, Code: code, Message: message}
	if code == codeFiltered || code == codeCut { // the same request would fail again: no reason to retry
		e.failed.Status = http.StatusBadRequest
	}
}

// Codes of failures that lie in the request.
const (
	codeFiltered = "content_filtered"
	codeCut      = "tool_call_cut"
)

// KeepAlive is a line that says nothing, to fill silence: a blank line would end
// the Go client's stream. It may be called from any goroutine.
func (e *Encoder) KeepAlive() []byte {
	b := appendHead(nil, e.model, e.o.Now())
	return append(e.appendText(b, part{}), '\n')
}

// Event appends the lines for the data of one event: chat.completion.chunk, or
// text_completion for a request without a chat. It may append nothing. data is
// not kept.
func (e *Encoder) Event(dst, data []byte) []byte {
	if e.failed != nil || string(bytes.TrimSpace(data)) == "[DONE]" {
		return dst
	}
	// Nothing that is not JSON may reach a line; clients read them one by one.
	if jsonedit.Check(data, maxDepth) != nil || e.event.Parse(data) != nil {
		e.fail("upstream_bad_event", "The upstream sent something that is not JSON in the middle of its answer.")
		return dst
	}
	e.note(&e.event)
	raw, _ := e.event.Get("choices")
	if jsonedit.Kind(raw) != '[' || len(raw) <= len("[]") {
		e.upstreamError(&e.event)
		return dst
	}
	for _, element := range jsonedit.Elements(raw) {
		if e.choice.Parse(element) != nil {
			continue
		}
		if raw, ok := e.choice.Get("index"); ok && string(raw) != "0" && !jsonedit.IsNull(raw) {
			continue // one choice was asked for
		}
		dst = e.appendChoice(dst)
	}
	if e.reason == "error" { // OpenRouter's, with the error beside the choices
		e.upstreamError(&e.event)
		e.fail("upstream_error", "The upstream ended its answer with an error.")
	}
	return dst
}

// Text appends the line for an event like the one before but for its text, which
// is valid UTF-8: what Event does, without reading all of it again.
func (e *Encoder) Text(dst, text []byte) []byte {
	if e.failed != nil || len(text) == 0 {
		return dst
	}
	now := e.now()
	if e.first.IsZero() {
		e.first = now
	}
	e.spoke = true
	e.length += len(text)
	return e.appendLines(dst, now, text, false, nil)
}

// appendChoice writes the lines for what one event brought to the choice.
func (e *Encoder) appendChoice(dst []byte) []byte {
	e.text, e.thought = e.text[:0], e.thought[:0]
	e.collect("delta")
	var probs json.RawMessage
	if raw, ok := e.choice.Get("logprobs"); ok && e.logprobs {
		probs = convertLogprobs(raw)
	}
	now := e.now()
	if e.first.IsZero() && (len(e.text) > 0 || len(e.thought) > 0 || len(e.calls) > 0) {
		e.first = now
	}
	// A thought has its own line: LangChain leaves out the text of a line that holds both.
	dst = e.appendLines(dst, now, e.thought, true, nil)
	if len(e.text) > 0 || probs != nil {
		dst = e.appendLines(dst, now, e.text, false, probs)
	}
	raw, _ := e.choice.Get("finish_reason")
	if s, ok := jsonedit.String(raw); ok && s != "" {
		e.reason = s
		dst = e.appendCallsLine(dst, now)
	}
	return dst
}

// maxText bounds the text of one line: the Go client reads lines of up to 8 MB,
// and a text grows when its control bytes are escaped.
const maxText = 1 << 20

// appendLines writes text as one line, or more where it is long.
func (e *Encoder) appendLines(dst []byte, now time.Time, text []byte, thought bool, probs json.RawMessage) []byte {
	if len(text) == 0 && probs == nil {
		return dst
	}
	for {
		n := len(text)
		if n > maxText {
			for n = maxText; !utf8.RuneStart(text[n]); n-- {
			}
		}
		p := part{logprobs: probs}
		if probs = nil; thought {
			p.thought = asString(text[:n])
		} else {
			p.text = asString(text[:n])
		}
		dst = append(e.appendText(e.appendHead(dst, now), p), '\n')
		if text = text[n:]; len(text) == 0 {
			return dst
		}
	}
}

// End appends the last line, with the counts. It is called when the upstream
// ended well; a stream that broke must not look like this.
func (e *Encoder) End(dst []byte) []byte {
	if e.failed != nil || e.ended {
		return dst
	}
	now := e.now()
	dst = e.appendCallsLine(dst, now)
	if e.checkEnd(); e.failed != nil {
		return dst
	}
	e.ended = true
	dst = e.appendHead(dst, now)
	dst = e.appendMessage(dst, part{})
	return append(e.appendEnd(dst, now), '\n')
}

// checkEnd fails for an answer of which the upstream withheld everything.
func (e *Encoder) checkEnd() {
	if !e.spoke && strings.EqualFold(e.reason, "content_filter") {
		e.fail(codeFiltered, "The upstream's content filter withheld the answer.")
	}
}

func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

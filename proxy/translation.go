package proxy

import (
	"net/http"
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
	"keyport/proxy/responses"
	"keyport/proxy/sse"
)

// translation turns the answer of a chat completion into what the client
// speaks: Ollama's lines or the events of the Responses API. It is for one
// answer, and for one goroutine, but for keepAlive.
type translation interface {
	streamType() string                                  // Content-Type of a stream
	arrived()                                            // the next events came together
	event(dst, data []byte) []byte                       // the data of one edited event
	text(dst, text []byte) []byte                        // an event like the one before, but for its text
	end(dst []byte) []byte                               // only when the upstream ended well
	failed() *dialect.Error                              // why the answer cannot go on
	fail(dst []byte, e *dialect.Error) []byte            // an error in the middle of a stream
	keepAlive() []byte                                   // fills silence
	plain(body []byte) ([]byte, *dialect.Error)          // a whole answer
	streamed(body []byte) (out []byte, e *dialect.Error) // a whole answer, although a stream was asked for
}

// toOllama writes NDJSON.
type toOllama struct{ *ollama.Encoder }

func (t toOllama) streamType() string                         { return "application/x-ndjson" }
func (t toOllama) arrived()                                   { t.Arrived() }
func (t toOllama) event(dst, data []byte) []byte              { return t.Event(dst, data) }
func (t toOllama) text(dst, text []byte) []byte               { return t.Text(dst, text) }
func (t toOllama) end(dst []byte) []byte                      { return t.End(dst) }
func (t toOllama) failed() *dialect.Error                     { return t.Failed() }
func (t toOllama) keepAlive() []byte                          { return t.KeepAlive() }
func (t toOllama) plain(b []byte) ([]byte, *dialect.Error)    { return t.Plain(b) }
func (t toOllama) streamed(b []byte) ([]byte, *dialect.Error) { return t.Stream(b) }
func (t toOllama) fail(dst []byte, e *dialect.Error) []byte {
	return append(dst, e.Event(dialect.Ollama)...)
}

// toResponses writes the events of the Responses API.
type toResponses struct{ *responses.Encoder }

func (t toResponses) streamType() string                         { return "text/event-stream" }
func (t toResponses) arrived()                                   {}
func (t toResponses) event(dst, data []byte) []byte              { return t.Event(dst, data) }
func (t toResponses) text(dst, text []byte) []byte               { return t.Text(dst, text) }
func (t toResponses) end(dst []byte) []byte                      { return t.End(dst) }
func (t toResponses) failed() *dialect.Error                     { return nil }
func (t toResponses) keepAlive() []byte                          { return []byte(sse.Comment) }
func (t toResponses) plain(b []byte) ([]byte, *dialect.Error)    { return t.Plain(b) }
func (t toResponses) streamed(b []byte) ([]byte, *dialect.Error) { return t.Stream(b) }
func (t toResponses) fail(dst []byte, e *dialect.Error) []byte   { return t.Fail(dst, e.Code, e.Message) }

// ollamaChat prepares POST /api/chat.
func (x *exchange) ollamaChat() (*outbound, *dialect.Error) { return x.ollamaRequest(ollama.ParseChat) }

// ollamaGenerate prepares POST /api/generate.
func (x *exchange) ollamaGenerate() (*outbound, *dialect.Error) {
	return x.ollamaRequest(ollama.ParseGenerate)
}

func (x *exchange) ollamaRequest(parse func(*jsonedit.Object) (*ollama.Request, *dialect.Error)) (*outbound, *dialect.Error) {
	body, e := x.ollamaObject()
	if e != nil {
		return nil, e
	}
	req, e := parse(body)
	if e != nil {
		return nil, e
	}
	asked, used, e := x.resolve(req.Model)
	if e != nil {
		return nil, e
	}
	x.record.Asked, x.record.Used = clip(asked), clip(used)
	out := x.outbound()
	if req.Local != "" {
		if _, known := x.lookup(asked); !known {
			return nil, ollama.NotFound(req.Model)
		}
		now := time.Now()
		if out.local = ollama.LocalAnswer(req, req.Model, now); req.Local == "unload" {
			x.h.recent.forget(asked, now)
		} else {
			x.h.recent.note(asked, now)
		}
		return out, nil
	}
	out.to = x.snap.upstream(used)
	if e := x.need(out); e != nil {
		return nil, e
	}
	return out, x.completion(out, req, asked, used)
}

// completion makes the upstream's request of Ollama's.
func (x *exchange) completion(out *outbound, req *ollama.Request, asked, used string) *dialect.Error {
	model, known := x.h.catalog.Lookup(asked)
	if !known {
		model = catalog.Known(used)
	}
	completion := &x.work.obj
	endpoint, e := req.Completion(completion, ollama.Target{
		Model: used, Kind: out.to.Kind(), Host: out.to.Host(), Thinking: model.Thinking,
	})
	if e != nil {
		return e
	}
	out.call.Endpoint, out.stream, out.written = endpoint, req.Stream, !req.Calls()
	out.into = toOllama{req.Encoder(req.Model, x.record.Start, ollama.EncoderOptions{ShowThinking: req.Think != ollama.ThinkOff})}
	if req.Raw && !req.FIM && endpoint == "completions" { // not every server has them
		out.again = func() *dialect.Error {
			req.Raw = false
			return x.completion(out, req, asked, used)
		}
	}
	x.ready(out, completion, asked, wantsThoughts(req))
	return nil
}

// wantsThoughts reports whether the app asked for the model's thoughts, which
// then are moved where it looks for them instead of being stripped.
func wantsThoughts(r *ollama.Request) bool {
	return r.Think != ollama.ThinkUnset && r.Think != ollama.ThinkOff
}

// translateResponses makes a chat completion of a request for a response, for
// upstreams that do not have the Responses API.
func (x *exchange) translateResponses(out *outbound, body []byte, asked, used string) *dialect.Error {
	req, e := responses.Parse(body)
	if e != nil {
		return e
	}
	completion, e := req.Completion(used)
	if e != nil {
		return e
	}
	out.call.Endpoint, out.call.Query, out.stream = "chat/completions", "", req.Stream
	out.into = toResponses{req.Encoder(asked, time.Now)}
	obj, err := jsonedit.ParseObject(completion)
	if err != nil {
		return &dialect.Error{Status: http.StatusInternalServerError, Code: "internal", Message: "Keyport could not translate the request.", Cause: err}
	}
	x.ready(out, obj, asked, false)
	return nil
}

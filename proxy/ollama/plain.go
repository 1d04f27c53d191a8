package ollama

import (
	"encoding/json"
	"net/http"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Plain turns a whole chat.completion into the one object of a request that
// asked for no stream.
func (e *Encoder) Plain(body []byte) ([]byte, *dialect.Error) {
	if err := e.whole(body); err != nil {
		return nil, err
	}
	p := part{text: asString(e.text), thought: asString(e.thought), calls: e.takeCalls()}
	if raw, ok := e.choice.Get("logprobs"); ok && e.logprobs {
		p.logprobs = convertLogprobs(raw)
	}
	if e.failed != nil {
		return nil, e.failed
	}
	now := e.o.Now()
	e.ended = true
	out := make([]byte, 0, 512+len(p.text)+len(p.thought)) // less grows
	return e.appendEnd(e.appendMessage(appendHead(out, e.model, now), p), now), nil
}

// Stream turns a whole chat.completion into lines, the last one included, for an
// upstream that does not stream.
func (e *Encoder) Stream(body []byte) ([]byte, *dialect.Error) {
	if err := e.whole(body); err != nil {
		return nil, err
	}
	now := e.o.Now()
	var probs json.RawMessage
	if raw, ok := e.choice.Get("logprobs"); ok && e.logprobs {
		probs = convertLogprobs(raw)
	}
	out := e.appendLines(nil, now, e.thought, true, nil)
	out = e.End(e.appendLines(out, now, e.text, false, probs))
	if e.failed != nil {
		return nil, e.failed
	}
	return out, nil
}

// whole reads the first choice of an answer.
func (e *Encoder) whole(body []byte) *dialect.Error {
	broken := &dialect.Error{Status: http.StatusBadGateway, Code: "upstream_bad_answer", Message: "The upstream's answer is not a chat completion."}
	if jsonedit.Check(body, maxDepth) != nil || e.event.Parse(body) != nil {
		return broken
	}
	e.note(&e.event)
	if e.upstreamError(&e.event); e.failed != nil {
		return e.failed
	}
	raw, _ := jsonedit.Path(body, "choices", "0")
	if e.choice.Parse(raw) != nil {
		return broken
	}
	e.collect("message")
	raw, _ = e.choice.Get("finish_reason")
	e.reason, _ = jsonedit.String(raw)
	if e.reason == "error" {
		e.fail("upstream_error", "The upstream ended its answer with an error.")
	}
	e.checkEnd()
	return e.failed
}

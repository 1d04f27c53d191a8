// Package responses translates OpenAI's Responses API (POST /v1/responses) to a
// chat completion, and the answer back, streamed or whole, for upstreams that
// only know chat completions. What it is built for is Codex, whose only API
// this is, and the official SDKs. It keeps nothing between two requests, so
// that everything that needs a stored response is refused with a sentence. It
// knows no HTTP, no upstream and no settings; thoughts have left the text
// before it sees an answer.
package responses

import (
	"bytes"
	"encoding/json"
	"net/http"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Request is a request for a response.
type Request struct {
	Model  string
	Stream bool

	obj   *jsonedit.Object
	items []jsonedit.Raw // the input; a text is one message
	tools tools
}

// Parse reads a request that jsonedit.Check has accepted. It refuses, with 400,
// what cannot be done without a memory of earlier responses: such a request
// would be answered as if the conversation began with it. "store" is ignored:
// SDKs send it true by default, and nothing depends on it within one request.
func Parse(body []byte) (*Request, *dialect.Error) {
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		return nil, bad("bad_json", "The request is not a JSON object.", err)
	}
	r := &Request{obj: obj}
	r.Model = r.text("model")
	r.Stream = r.flag("stream")
	if e := r.refuseState(); e != nil {
		return nil, e
	}
	input, _ := obj.Get("input")
	switch jsonedit.Kind(input) {
	case '"':
		message := append([]byte(`{"role":"user","content":`), input...)
		r.items = []jsonedit.Raw{append(message, '}')}
	case '[':
		if r.items, err = jsonedit.ParseArray(input); err != nil {
			return nil, bad("bad_json", "The input is not valid JSON.", err)
		}
	case 0, 'n':
		if r.text("instructions") == "" {
			return nil, bad("no_input", "The request has no input. Send a text or a list of items as input.", nil)
		}
	default:
		return nil, bad("bad_input", "The input must be a text or a list of items.", nil)
	}
	r.collectTools()
	return r, nil
}

// refuseState refuses what needs a stored response or a stored prompt.
func (r *Request) refuseState() *dialect.Error {
	const advice = " Send the whole conversation as input."
	if raw, ok := r.obj.Get("previous_response_id"); ok && !empty(raw) {
		return bad("previous_response_not_supported", "This account has no stored responses, so previous_response_id cannot be used."+advice, nil)
	}
	if raw, ok := r.obj.Get("conversation"); ok && !empty(raw) {
		return bad("conversation_not_supported", "This account has no stored conversations, so conversation cannot be used."+advice, nil)
	}
	if raw, ok := r.obj.Get("prompt"); ok && !empty(raw) {
		return bad("prompt_not_supported", "This account has no stored prompts, so prompt cannot be used. Send the text as instructions and input.", nil)
	}
	if r.flag("background") {
		return bad("background_not_supported", "This account cannot answer in the background. Send the request without background.", nil)
	}
	return nil
}

// empty reports whether a value says nothing: null or an empty text.
func empty(raw jsonedit.Raw) bool {
	return jsonedit.IsNull(raw) || string(bytes.TrimSpace(raw)) == `""`
}

func bad(code, message string, cause error) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadRequest, Code: code, Message: message, Cause: cause}
}

func (r *Request) text(key string) string { return memberText(r.obj, key) }

func (r *Request) flag(key string) bool {
	raw, _ := r.obj.Get(key)
	b, _ := jsonedit.Bool(raw)
	return b
}

// given gives a member that is there and not null, without line breaks: it may
// become a part of an event.
func (r *Request) given(key string) (jsonedit.Raw, bool) {
	raw, ok := r.obj.Get(key)
	if !ok || jsonedit.IsNull(raw) {
		return nil, false
	}
	return compact(raw), true
}

// compact takes out white space between the tokens of a JSON value.
func compact(raw jsonedit.Raw) jsonedit.Raw {
	var b bytes.Buffer
	b.Grow(len(raw))
	if json.Compact(&b, raw) != nil {
		return jsonedit.Raw("null") // not the JSON that was promised; a line break would tear an event
	}
	return b.Bytes()
}

// pathText gives a text inside a value, "" when there is none.
func pathText(raw jsonedit.Raw, keys ...string) string {
	v, ok := jsonedit.Path(raw, keys...)
	if !ok {
		return ""
	}
	s, _ := jsonedit.String(v)
	return s
}

// memberText gives a text member of an object, "" when there is none.
func memberText(obj *jsonedit.Object, key string) string {
	raw, ok := obj.Get(key)
	if !ok {
		return ""
	}
	s, _ := jsonedit.String(raw)
	return s
}

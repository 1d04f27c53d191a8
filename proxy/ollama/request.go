package ollama

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"keyport/proxy/dialect"
)

// Request is one POST /api/chat or /api/generate, decoded and checked.
type Request struct {
	Model  string // as the client wrote it
	Stream bool   // true unless the client said false: that is Ollama's default
	Think  Think  // what the app asked
	// Local is "load" or "unload" for a request that only moves a model in and
	// out of memory: it is answered by LocalAnswer, without an upstream.
	Local string
	Raw   bool // generate: the prompt goes to the model without a template
	FIM   bool // generate: a suffix is given, so the model is to fill in the middle

	generate bool
	prompt   string // raw and fill in the middle
	suffix   string
	messages []message
	tools    []json.RawMessage
	choice   json.RawMessage // tool_choice as chat completions know it, or nil
	format   format
	options  options
	logprobs bool
	top      int // top_logprobs, 0 to 20
}

// common are the members that chat and generate share. Unknown members are no
// error: every client sends some.
type common struct {
	Model       string                     `json:"model"`
	Stream      *bool                      `json:"stream"`
	Format      json.RawMessage            `json:"format"`
	KeepAlive   json.RawMessage            `json:"keep_alive"`
	Options     map[string]json.RawMessage `json:"options"`
	Think       json.RawMessage            `json:"think"`
	Logprobs    bool                       `json:"logprobs"`
	TopLogprobs int                        `json:"top_logprobs"`

	// The AI SDK's provider writes these at the top level.
	ToolChoice      json.RawMessage `json:"tool_choice"`
	Temperature     json.RawMessage `json:"temperature"`
	TopP            json.RawMessage `json:"top_p"`
	MaxOutputTokens json.RawMessage `json:"max_output_tokens"`
}

// ParseChat reads the body of POST /api/chat. The body has passed
// jsonedit.Check, or is empty. Errors are 400 with the words of the real server
// where clients know them.
func ParseChat(body []byte) (*Request, *dialect.Error) {
	var wire struct {
		common
		Messages []message         `json:"messages"`
		Tools    []json.RawMessage `json:"tools"`
	}
	r, unload, e := parse(body, &wire, &wire.common)
	if e != nil {
		return nil, e
	}
	for i := range wire.Messages {
		if e := wire.Messages[i].check(); e != nil {
			return nil, e
		}
	}
	if r.tools, e = parseTools(wire.Tools); e != nil {
		return nil, e
	}
	if len(r.tools) > 0 {
		r.choice = toolChoice(wire.ToolChoice)
	}
	r.messages = wire.Messages
	if len(wire.Messages) == 0 {
		r.Local = localWord(unload)
	}
	return r, nil
}

// ParseGenerate reads the body of POST /api/generate. The body has passed
// jsonedit.Check, or is empty.
func ParseGenerate(body []byte) (*Request, *dialect.Error) {
	var wire struct {
		common
		Prompt   string            `json:"prompt"`
		Suffix   string            `json:"suffix"`
		System   string            `json:"system"`
		Template string            `json:"template"` // the upstream has its own
		Context  []json.RawMessage `json:"context"`  // tokens of another tokenizer
		Raw      bool              `json:"raw"`
		Images   []json.RawMessage `json:"images"`
	}
	r, unload, e := parse(body, &wire, &wire.common)
	if e != nil {
		return nil, e
	}
	r.generate, r.Raw, r.FIM = true, wire.Raw, wire.Suffix != ""
	r.prompt, r.suffix = wire.Prompt, wire.Suffix
	if wire.Prompt == "" && len(wire.Images) == 0 {
		r.Local = localWord(unload)
	}
	if r.Local != "unload" && r.Raw && (wire.Template != "" || wire.System != "" || len(wire.Context) > 0) {
		return nil, bad("bad_raw", "raw mode does not support template, system, or context")
	}
	if wire.System != "" {
		r.messages = append(r.messages, message{Role: "system", Content: wire.System})
	}
	user := message{Role: "user", Content: wire.Prompt, Images: wire.Images}
	if e := user.check(); e != nil {
		return nil, e
	}
	r.messages = append(r.messages, user)
	return r, nil
}

// parse decodes a body into wire, of which c is a part, and reads the members
// that chat and generate share.
func parse(body []byte, wire any, c *common) (r *Request, unload bool, e *dialect.Error) {
	if e := decode(body, wire); e != nil {
		return nil, false, e
	}
	if c.TopLogprobs < 0 || c.TopLogprobs > 20 {
		return nil, false, bad("bad_logprobs", "top_logprobs must be between 0 and 20")
	}
	if c.Model == "" {
		return nil, false, bad("model_required", "model is required")
	}
	r = &Request{Model: c.Model, Stream: c.Stream == nil || *c.Stream, logprobs: c.Logprobs, top: c.TopLogprobs}
	if unload, e = parseKeepAlive(c.KeepAlive); e != nil {
		return nil, false, e
	}
	if r.Think, e = parseThink(c.Think); e != nil {
		return nil, false, e
	}
	if r.format, e = parseFormat(c.Format); e != nil {
		return nil, false, e
	}
	if r.options, e = parseOptions(c.Options); e != nil {
		return nil, false, e
	}
	r.options.topLevel(c)
	return r, unload, nil
}

// decode reads a JSON object and says in a sentence what is wrong with it.
func decode(body []byte, v any) *dialect.Error {
	if len(bytes.TrimSpace(body)) == 0 {
		return bad("bad_json", "missing request body")
	}
	err := json.Unmarshal(body, v)
	if err == nil {
		return nil
	}
	e := bad("bad_json", "The request is not valid JSON.")
	e.Cause = err
	if t, ok := err.(*json.UnmarshalTypeError); ok {
		e.Code, e.Message = "bad_type", "The request must be a JSON object."
		if field := strings.TrimPrefix(t.Field, "common."); field != "" {
			e.Message = fmt.Sprintf("The member %q must be %s.", field, wanted(t.Type.Kind()))
		}
	}
	return e
}

func wanted(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "an array"
	case reflect.Map, reflect.Struct:
		return "an object"
	}
	return "a whole number"
}

func bad(code, message string) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

package ollama

import (
	"net/http"
	"slices"
	"sync"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
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
	prompt   text // raw and fill in the middle
	suffix   text
	messages []message
	written  jsonedit.Raw // the messages, where they came as writeMessages would write them
	tools    []jsonedit.Raw
	choice   jsonedit.Raw // tool_choice as chat completions know it, or nil
	format   format
	options  options
	logprobs bool
	top      int // top_logprobs, 0 to 20
}

// common are the members that chat and generate share. Unknown members are no
// error: every client sends some.
type common struct {
	model       string
	noStream    bool
	format      jsonedit.Raw
	keepAlive   jsonedit.Raw
	options     map[string]jsonedit.Raw
	think       jsonedit.Raw
	logprobs    bool
	topLogprobs int

	// The AI SDK's provider writes these at the top level.
	toolChoice      jsonedit.Raw
	temperature     jsonedit.Raw
	topP            jsonedit.Raw
	maxOutputTokens jsonedit.Raw

	members jsonedit.Object // of the options, while they are read
}

var (
	commonNames = []string{
		"model", "stream", "format", "keep_alive", "options", "think", "logprobs", "top_logprobs",
		"tool_choice", "temperature", "top_p", "max_output_tokens",
	}
	chatNames     = append([]string{"messages", "tools"}, commonNames...)
	generateNames = append([]string{"prompt", "suffix", "system", "template", "context", "raw", "images"}, commonNames...)
)

func (c *common) read(name string, value jsonedit.Raw) *dialect.Error {
	switch name {
	case "model":
		return readString(name, value, &c.model)
	case "stream":
		stream := true // null too
		e := readBool(name, value, &stream)
		c.noStream = !stream
		return e
	case "format":
		c.format = value
	case "keep_alive":
		c.keepAlive = value
	case "options":
		return readOptions(value, &c.options, &c.members)
	case "think":
		c.think = value
	case "logprobs":
		return readBool(name, value, &c.logprobs)
	case "top_logprobs":
		return readInt(name, value, &c.topLogprobs)
	case "tool_choice":
		c.toolChoice = value
	case "temperature":
		c.temperature = value
	case "top_p":
		c.topP = value
	case "max_output_tokens":
		c.maxOutputTokens = value
	}
	return nil
}

// chatReader is what a chat is read with. It is used again, as are the encoders:
// with the objects of package proxy's work that takes a sixth off a request of 1 KB.
type chatReader struct {
	common  common
	history historyReader
}

var readers = sync.Pool{New: func() any { return new(chatReader) }}

// free forgets the request, of which an error may have left anything.
func (r *chatReader) free() {
	r.common = common{}
	r.history.free()
	readers.Put(r)
}

// ParseChat reads the body of POST /api/chat as ParseChecked left it, nil when there
// is none. Its text must not change as long as the Request is in use. Errors are
// 400 with the words of the real server where clients know them.
func ParseChat(body *jsonedit.Object) (*Request, *dialect.Error) {
	reader := readers.Get().(*chatReader)
	defer reader.free()
	var (
		c, history = &reader.common, &reader.history
		written    jsonedit.Raw
		tools      []jsonedit.Raw
	)
	r, unload, e := parse(body, c, chatNames, func(name string, value jsonedit.Raw) (e *dialect.Error) {
		switch name {
		case "messages":
			var same bool
			if same, e = history.read(value); same {
				written = value
			}
		case "tools":
			e = readList(name, value, &tools)
		default:
			e = c.read(name, value)
		}
		return e
	})
	if e != nil {
		return nil, e
	}
	messages := slices.Clone(history.messages)
	for i := range messages {
		if e := messages[i].check(); e != nil {
			return nil, e
		}
		if body.MayHaveSurrogates() {
			messages[i].respell()
			written = nil
		}
	}
	if r.tools, e = parseTools(tools); e != nil {
		return nil, e
	}
	if len(r.tools) > 0 {
		r.choice = toolChoice(c.toolChoice)
	}
	r.messages, r.written = messages, written
	if len(messages) == 0 {
		r.Local = localWord(unload)
	}
	return r, nil
}

// ParseGenerate reads the body of POST /api/generate, as ParseChat that of a chat.
func ParseGenerate(body *jsonedit.Object) (*Request, *dialect.Error) {
	var (
		c               common
		system          text
		template        text           // the upstream has its own
		context, images []jsonedit.Raw // context: tokens of another tokenizer
		prompt, suffix  text
		raw             bool
	)
	r, unload, e := parse(body, &c, generateNames, func(name string, value jsonedit.Raw) *dialect.Error {
		switch name {
		case "prompt":
			return readText(name, value, &prompt)
		case "suffix":
			return readText(name, value, &suffix)
		case "system":
			return readText(name, value, &system)
		case "template":
			return readText(name, value, &template)
		case "context":
			return readList(name, value, &context)
		case "raw":
			return readBool(name, value, &raw)
		case "images":
			return readList(name, value, &images)
		}
		return c.read(name, value)
	})
	if e != nil {
		return nil, e
	}
	if body.MayHaveSurrogates() {
		respell(&prompt, &suffix, &system)
	}
	r.generate, r.Raw, r.FIM = true, raw, !suffix.empty()
	r.prompt, r.suffix = prompt, suffix
	if prompt.empty() && len(images) == 0 {
		r.Local = localWord(unload)
	}
	if r.Local != "unload" && r.Raw && (!template.empty() || !system.empty() || len(context) > 0) {
		return nil, bad("bad_raw", "raw mode does not support template, system, or context")
	}
	if !system.empty() {
		r.messages = append(r.messages, message{role: "system", content: system})
	}
	user := message{role: "user", content: prompt, images: images}
	if e := user.check(); e != nil {
		return nil, e
	}
	r.messages = append(r.messages, user)
	return r, nil
}

// parse reads a body and makes a request of the members that chat and generate share.
func parse(body *jsonedit.Object, c *common, names []string, read func(name string, value jsonedit.Raw) *dialect.Error) (r *Request, unload bool, e *dialect.Error) {
	if e := readBody(body, names, read); e != nil {
		return nil, false, e
	}
	if c.topLogprobs < 0 || c.topLogprobs > 20 {
		return nil, false, bad("bad_logprobs", "top_logprobs must be between 0 and 20")
	}
	if c.model == "" {
		return nil, false, bad("model_required", "model is required")
	}
	r = &Request{Model: c.model, Stream: !c.noStream, logprobs: c.logprobs, top: c.topLogprobs}
	if unload, e = parseKeepAlive(c.keepAlive); e != nil {
		return nil, false, e
	}
	if r.Think, e = parseThink(c.think); e != nil {
		return nil, false, e
	}
	if r.format, e = parseFormat(c.format); e != nil {
		return nil, false, e
	}
	if r.options, e = parseOptions(c.options); e != nil {
		return nil, false, e
	}
	r.options.topLevel(c)
	return r, unload, nil
}

func bad(code, message string) *dialect.Error {
	return &dialect.Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

func isNull(raw jsonedit.Raw) bool { return len(raw) == 0 || string(raw) == "null" }

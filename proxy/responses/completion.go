package responses

import (
	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// Completion gives the body of the chat completion that asks the same of the
// model. Numbers keep their spelling; members that chat completions do not know
// are left out.
func (r *Request) Completion(model string) ([]byte, *dialect.Error) {
	messages, e := r.messages()
	if e != nil {
		return nil, e
	}
	b := jsonedit.AppendString([]byte(`{"model":`), model)
	b = append(append(b, `,"messages":`...), jsonedit.JoinArray(messages)...)
	if r.Stream {
		b = append(b, `,"stream":true,"stream_options":{"include_usage":true}`...)
	}
	b = r.appendTools(b)
	for _, m := range [...]struct{ from, to string }{
		{"max_output_tokens", "max_completion_tokens"},
		{"temperature", "temperature"},
		{"top_p", "top_p"},
		{"user", "user"},
		{"safety_identifier", "safety_identifier"},
		{"metadata", "metadata"},
	} {
		if raw, ok := r.given(m.from); ok {
			b = appendMember(b, m.to, raw)
		}
	}
	b = r.appendLogprobs(b)
	if reasoning, ok := r.given("reasoning"); ok {
		if effort := pathText(reasoning, "effort"); effort != "" {
			b = appendMember(b, "reasoning_effort", jsonedit.Quote(effort))
		}
	}
	b = r.appendFormat(b)
	return append(b, '}'), nil
}

func appendMember(dst []byte, key string, value jsonedit.Raw) []byte {
	dst = append(append(append(dst, ',', '"'), key...), '"', ':')
	return append(dst, value...)
}

// appendTools writes tools and what belongs to them. Without tools the rest is
// left out too: OpenAI and others refuse it then.
func (r *Request) appendTools(b []byte) []byte {
	offered, choice := r.chooseTools()
	if len(offered.list) == 0 {
		return b
	}
	b = offered.appendJSON(append(b, `,"tools":`...))
	if choice != nil {
		b = appendMember(b, "tool_choice", choice)
	}
	if raw, ok := r.given("parallel_tool_calls"); ok {
		b = appendMember(b, "parallel_tool_calls", raw)
	}
	return b
}

// chooseTools translates tool_choice. One that names a tool which the model does
// not have is left out.
func (r *Request) chooseTools() (offered *tools, choice jsonedit.Raw) {
	raw, ok := r.given("tool_choice")
	if !ok {
		return &r.tools, nil
	}
	if word, ok := jsonedit.String(raw); ok {
		return &r.tools, jsonedit.Quote(word)
	}
	if pathText(raw, "type") != "allowed_tools" {
		if t := r.chosen(raw); t != nil {
			named := jsonedit.AppendString([]byte(`{"type":"function","function":{"name":`), t.chat)
			return &r.tools, append(named, `}}`...)
		}
		return &r.tools, nil
	}
	offered = &tools{}
	allowed, _ := jsonedit.Path(raw, "tools")
	for _, entry := range jsonedit.Elements(allowed) {
		if t := r.chosen(entry); t != nil && offered.called(t.chat) == nil {
			offered.put(*t, t.chat)
		}
	}
	if mode := pathText(raw, "mode"); mode != "" {
		choice = jsonedit.Quote(mode)
	}
	return offered, choice
}

// chosen finds the tool that a tool_choice names.
func (r *Request) chosen(raw jsonedit.Raw) *tool {
	switch kind := pathText(raw, "type"); kind {
	case "function", "custom":
		name, namespace := pathText(raw, "name"), pathText(raw, "namespace")
		if t := r.tools.find(namespace, name); t != nil {
			return t
		}
		return r.tools.called(name)
	case localShellName, toolSearchName:
		return r.tools.find("", kind)
	}
	return nil
}

func (r *Request) appendLogprobs(b []byte) []byte {
	wanted := false
	if raw, ok := r.given("include"); ok {
		for _, name := range jsonedit.Elements(raw) {
			s, _ := jsonedit.String(name)
			wanted = wanted || s == "message.output_text.logprobs"
		}
	}
	raw, _ := r.given("top_logprobs")
	n, ok := jsonedit.Int(raw)
	if !wanted && n <= 0 {
		return b
	}
	b = append(b, `,"logprobs":true`...)
	if ok {
		b = appendMember(b, "top_logprobs", raw)
	}
	return b
}

// appendFormat translates text.format. The schema stands one level deeper in chat completions.
func (r *Request) appendFormat(b []byte) []byte {
	text, ok := r.given("text")
	if !ok {
		return b
	}
	format, ok := jsonedit.Path(text, "format")
	if !ok {
		return b
	}
	switch pathText(format, "type") {
	case "json_object":
		return append(b, `,"response_format":{"type":"json_object"}`...)
	case "json_schema":
	default:
		return b
	}
	name := pathText(format, "name")
	if name == "" {
		name = "answer"
	}
	b = jsonedit.AppendString(append(b, `,"response_format":{"type":"json_schema","json_schema":{"name":`...), name)
	for _, key := range [...]string{"description", "schema", "strict"} {
		if raw, ok := jsonedit.Path(format, key); ok && !jsonedit.IsNull(raw) {
			b = appendMember(b, key, raw)
		}
	}
	return append(b, `}}`...)
}

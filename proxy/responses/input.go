package responses

import (
	"strconv"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// history turns the items of a request into the messages of a chat. Chat
// completions want one assistant message with all its calls, and directly
// behind it one result per call; items stand in any order.
type history struct {
	tools    *tools
	messages []jsonedit.Raw
	system   []string            // instructions for the next message to come
	results  map[string]*results // by call id
	ids      map[string]string   // call ids by item id: local shell results name the item
	pending  assistant
}

// assistant is an answer of the model that is being put together.
type assistant struct {
	text  string
	calls []chatCall
}

type chatCall struct{ id, name, arguments string }

// messages gives the messages of the chat.
func (r *Request) messages() ([]jsonedit.Raw, *dialect.Error) {
	h := &history{tools: &r.tools, results: map[string]*results{}, ids: map[string]string{}}
	if s := r.text("instructions"); s != "" {
		h.system = append(h.system, s)
	}
	for _, item := range r.items {
		if e := h.collect(item); e != nil {
			return nil, e
		}
	}
	for _, item := range r.items {
		if e := h.add(item); e != nil {
			return nil, e
		}
	}
	h.flush()
	h.flushSystem()
	if len(h.messages) == 0 {
		return nil, bad("no_input", "The request has no input. Send a text or a list of items as input.", nil)
	}
	return h.messages, nil
}

// itemType is the type of an item; messages may leave it out.
func itemType(item jsonedit.Raw) string {
	if t := pathText(item, "type"); t != "" {
		return t
	}
	if pathText(item, "role") != "" {
		return "message"
	}
	return ""
}

// add turns one item into a message or a part of one. What only OpenAI can read
// or run is left out: reasoning, compactions, its own tools' calls.
func (h *history) add(item jsonedit.Raw) *dialect.Error {
	switch itemType(item) {
	case "message":
		return h.addMessage(item, pathText(item, "role"))
	case "agent_message": // Codex: one agent to another
		return h.addMessage(item, "user")
	case "function_call":
		arguments := pathText(item, "arguments")
		if arguments == "" {
			arguments = "{}"
		}
		h.call(callID(item), h.tools.chatNameOf(pathText(item, "namespace"), pathText(item, "name")), arguments)
	case "custom_tool_call":
		input := jsonedit.AppendString([]byte(`{"input":`), pathText(item, "input"))
		h.call(callID(item), h.tools.chatNameOf(pathText(item, "namespace"), pathText(item, "name")), string(append(input, '}')))
	case "local_shell_call":
		h.call(callID(item), h.tools.chatNameOf("", localShellName), shellArguments(item))
	case "tool_search_call":
		arguments, ok := jsonedit.Path(item, "arguments")
		if !ok || jsonedit.Kind(arguments) != '{' {
			arguments = jsonedit.Raw("{}")
		}
		h.call(callID(item), h.tools.chatNameOf("", toolSearchName), string(compact(arguments)))
	case "function_call_output", "custom_tool_call_output", "local_shell_call_output", "tool_search_output":
		h.addResult(item)
	case "item_reference":
		return bad("item_reference_not_supported", "This account has no stored responses, so an item cannot be named by its id. Send the item itself.", nil)
	case "input_text", "input_image", "input_audio", "input_file": // parts without a message around them
		c, e := readContent(item)
		if e != nil {
			return e
		}
		h.user(c)
	}
	return nil
}

func (h *history) addMessage(item jsonedit.Raw, role string) *dialect.Error {
	raw, _ := jsonedit.Path(item, "content")
	c, e := readContent(raw)
	if e != nil {
		return e
	}
	switch role {
	case "system", "developer":
		h.addSystem(c.text("\n\n"))
	case "assistant":
		if len(h.pending.calls) > 0 || h.pending.text != "" {
			h.flush()
		}
		h.pending.text = c.text("")
	case "user":
		h.user(c)
	default:
		return bad("bad_role", "The input has a message with the role '"+clip(role)+"', which this account does not know.", nil)
	}
	return nil
}

// addSystem makes one message of instructions that follow each other: the
// templates of many open models know no developer role, and only one system
// message at the beginning.
func (h *history) addSystem(text string) {
	h.flush()
	if text == "" {
		return
	}
	h.system = append(h.system, text)
}

func (h *history) flushSystem() {
	if len(h.system) == 0 {
		return
	}
	text := strings.Join(h.system, "\n\n")
	h.system = nil
	h.text("system", text)
}

func (h *history) user(c content) {
	h.flush()
	if len(c.parts) == 0 {
		return
	}
	h.put(append(c.appendUser([]byte(`{"role":"user","content":`)), '}'))
}

func (h *history) text(role, text string) {
	m := jsonedit.AppendString([]byte(`{"role":`), role)
	m = jsonedit.AppendString(append(m, `,"content":`...), text)
	h.put(append(m, '}'))
}

func (h *history) put(message jsonedit.Raw) {
	h.flushSystem()
	h.messages = append(h.messages, message)
}

// call adds a call to the answer that is being put together. A call without an
// id gets one: strict upstreams want it on both sides.
func (h *history) call(id, name, arguments string) {
	if id == "" {
		id = "call_" + strconv.Itoa(len(h.messages)) + "_" + strconv.Itoa(len(h.pending.calls))
	}
	h.pending.calls = append(h.pending.calls, chatCall{id, name, arguments})
}

// flush writes the answer that was put together, and the results of its calls.
func (h *history) flush() {
	p := h.pending
	h.pending = assistant{}
	if len(p.calls) == 0 {
		if p.text != "" {
			h.text("assistant", p.text)
		}
		return
	}
	m := []byte(`{"role":"assistant","content":`)
	if p.text == "" {
		m = append(m, "null"...)
	} else {
		m = jsonedit.AppendString(m, p.text)
	}
	m = append(m, `,"tool_calls":[`...)
	for i, c := range p.calls {
		if i > 0 {
			m = append(m, ',')
		}
		m = jsonedit.AppendString(append(m, `{"id":`...), c.id)
		m = jsonedit.AppendString(append(m, `,"type":"function","function":{"name":`...), c.name)
		m = jsonedit.AppendString(append(m, `,"arguments":`...), c.arguments)
		m = append(m, `}}`...)
	}
	h.put(append(m, `]}`...))
	var media content
	for _, c := range p.calls {
		r := h.results[c.id].next()
		text := r.text("\n")
		if text == "" && len(r.media) > 0 {
			text = "The result is in the next message."
		}
		m := jsonedit.AppendString([]byte(`{"role":"tool","tool_call_id":`), c.id)
		m = jsonedit.AppendString(append(m, `,"content":`...), text)
		h.put(append(m, '}'))
		for _, part := range r.media {
			media.addMedia(part)
		}
	}
	if len(media.parts) > 0 { // a tool message holds only text (Codex's view_image returns pictures)
		h.put(append(media.appendUser([]byte(`{"role":"user","content":`)), '}'))
	}
}

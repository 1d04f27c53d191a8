package chat

import (
	"slices"
	"strings"
	"sync"

	"keyport/proxy/jsonedit"
)

// HistoryOptions say what an upstream demands of a history beyond what
// OpenAI's chat completions demand. The first two are Mistral's.
type HistoryOptions struct {
	// ShortIDs: ids of tool calls are exactly nine letters and digits.
	ShortIDs bool
	// Bridge: behind a tool message only a tool or assistant message may come
	// ("Unexpected role 'user' after role 'tool'"). An assistant message of one
	// blank goes between, as Zed does it.
	Bridge bool
	// Strict: members that the specification does not name are refused.
	Strict bool
}

// RepairHistory makes the messages of a parsed chat-completions body valid for
// strict upstreams: directly behind an assistant message with tool calls stands
// exactly one tool message for each call, and ids are there, unique and short.
// LangChain, Home Assistant and Continue send results without id or name, Zed
// with a name, Roo Code as user messages; Continue puts a system message
// between. All texts stay, and a history that is valid keeps every byte.
//
// The same history gives the same ids, and a longer one the same ids for what
// it shares with a shorter one: upstreams cache by prompt prefix. Calls of the
// last message that nobody answered yet stay as they are; only the upstream
// knows whether it continues such a turn (vLLM and llama.cpp do, OpenAI and
// Mistral do not). Messages of a shape that chat completions do not have are
// left to the upstream to judge.
//
// The body must have passed jsonedit.Check. changed reports an edit, strange that
// StripMessages has something to do, which is not looked for in a pass of its own.
func RepairHistory(body *jsonedit.Object, o HistoryOptions) (changed, strange bool) {
	raw, ok := body.Get("messages")
	if !ok || jsonedit.Kind(raw) != '[' {
		return false, false
	}
	h := histories.Get().(*history)
	defer h.free()
	h.HistoryOptions, h.looseIDs = o, knowsItsIDs(body)
	if !h.read(raw) {
		return false, true
	}
	h.match()
	h.assignIDs()
	h.order()
	if h.isValid() {
		return false, h.strange
	}
	body.Set("messages", h.write())
	return true, h.strange
}

// knowsItsIDs reports whether the model reads the spelling of its ids: Kimi
// calls its calls "functions.name:0" and loses its way with others.
func knowsItsIDs(body *jsonedit.Object) bool {
	model, _ := stringMember(body, "model")
	return strings.Contains(strings.ToLower(model), "kimi")
}

// histories are used again: every request on a private address needs one of 3 KB.
// That and the answers that are used again take a fifth off what such a request of
// 1 KB costs.
var histories = sync.Pool{New: func() any { return new(history) }}

// free forgets the conversation. Room for the messages of an ordinary one stays.
func (h *history) free() {
	*h = history{turns: room(h.turns), out: room(h.out)}
	histories.Put(h)
}

// room empties a list, to be used again unless it has become long.
func room[T any](used []T) []T {
	if cap(used) > ordinary {
		return nil
	}
	clear(used)
	return used[:0]
}

// ordinary is how many messages have room in a history that is used again.
const ordinary = 128

// history is a list of messages on its way through the repair.
type history struct {
	HistoryOptions
	looseIDs bool
	strange  bool // a message has members that no upstream knows
	turns    []turn
	calls    []historyCall
	out      []place

	// Used again for every message: a long history must not cost an Object each.
	message, call, function jsonedit.Object
}

// role is what the repair needs to know of a message's role.
type role uint8

const (
	other role = iota // also the function role of old: it has no ids
	system
	user
	assistant
	tool
)

// turn is one message.
type turn struct {
	raw         jsonedit.Raw
	role        role
	fixes       fixes
	placed      bool
	first, last int          // an assistant message's calls: h.calls[first:last]
	answers     int          // the call that a tool message answers; -1 for none
	id          string       // a tool message's tool_call_id
	name        jsonedit.Raw // the name that it gives of its tool, nil where it gives none
}

// fixes are the faults of a message that concern no other message.
type fixes uint8

const (
	needsContent   fixes = 1 << iota // absent or null where it must be a text
	dropsCalls                       // tool_calls: null or []
	dropsToolName                    // Ollama's tool_name
	needsCallParts                   // calls without type, arguments that are no text
)

// historyCall is one tool call of an assistant message.
type historyCall struct {
	given, id string
	name      jsonedit.Raw // of the tool, nil where there is none
	turn      int          // the message that it stands in
	result    int          // the tool message that answers it; -1 for none
	chain     int          // the next open call of the same id or name; -1 for none
}

// place is an element of the repaired list: a message, or one that is made up.
type place struct {
	turn int // -1 for a made-up message
	call int // of a made-up result; -1 for a bridge
	text string
}

// isValid reports whether the repair would write what it read.
func (h *history) isValid() bool {
	if len(h.out) != len(h.turns) {
		return false
	}
	for i, p := range h.out {
		if p.turn != i || h.edits(i) {
			return false
		}
	}
	return true
}

// edits reports whether a message has to be written anew.
func (h *history) edits(i int) bool {
	t := &h.turns[i]
	switch {
	case t.fixes != 0:
		return true
	case t.role == tool:
		return t.answers < 0 || h.calls[t.answers].id != t.id
	}
	return slices.ContainsFunc(h.calls[t.first:t.last], func(c historyCall) bool { return c.id != c.given })
}

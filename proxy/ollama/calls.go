package ollama

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"keyport/proxy/jsonedit"
)

// call is one tool call in the making: chat completions send the arguments in
// pieces, Ollama wants them whole and as an object.
type call struct {
	index int64
	id    string
	name  string
	text  []byte // arguments
}

// fragments takes the tool calls of one event.
func (e *Encoder) fragments(raw jsonedit.Raw) {
	if jsonedit.Kind(raw) != '[' {
		return
	}
	position := int64(0)
	for _, f := range jsonedit.Elements(raw) {
		index := position
		if raw, ok := jsonedit.Path(f, "index"); ok {
			if n, ok := jsonedit.Int(raw); ok {
				index = n
			}
		}
		position++
		id := ""
		if raw, ok := jsonedit.Path(f, "id"); ok {
			id, _ = jsonedit.String(raw)
		}
		if function, ok := jsonedit.Path(f, "function"); ok {
			e.fragment(index, id, function)
		}
	}
}

func (e *Encoder) fragment(index int64, id string, function jsonedit.Raw) {
	name := ""
	if raw, ok := jsonedit.Path(function, "name"); ok {
		name, _ = jsonedit.String(raw)
	}
	raw, _ := jsonedit.Path(function, "arguments")
	c := e.find(index, id, name, raw)
	if c.name == "" {
		c.name = name
	}
	if c.id == "" {
		c.id = id
	}
	switch jsonedit.Kind(raw) {
	case '"':
		c.text, _ = jsonedit.AppendDecoded(c.text, raw)
	case '{': // an object already, as Ollama itself would send it
		c.text = append(c.text, raw...)
	}
}

// find gives the call that a fragment belongs to. Gemini's gateways send several
// whole calls under one index, told apart by their ids or not at all: then a
// name in front of new arguments begins another call.
func (e *Encoder) find(index int64, id, name string, arguments jsonedit.Raw) *call {
	for i := len(e.calls) - 1; i >= e.sent; i-- {
		c := &e.calls[i]
		if c.index != index {
			continue
		}
		if name != "" && (id != "" && c.id != "" && id != c.id || len(arguments) > 2 && complete(c.text)) {
			break
		}
		return c
	}
	e.calls = append(e.calls, call{index: index})
	return &e.calls[len(e.calls)-1]
}

func complete(text []byte) bool {
	return len(text) > 0 && jsonedit.Kind(text) == '{' && jsonedit.Check(text, maxDepth) == nil
}

// appendCallsLine writes the collected calls that did not go out yet as one line.
func (e *Encoder) appendCallsLine(dst []byte, now time.Time) []byte {
	calls := e.takeCalls()
	if calls == nil {
		return dst
	}
	return append(e.appendText(e.appendHead(dst, now), part{calls: calls}), '\n')
}

// takeCalls gives the collected calls as a JSON array in the order of their
// index, nil when there are none or one is broken.
func (e *Encoder) takeCalls() []byte {
	calls := e.calls[e.sent:]
	if len(calls) == 0 || e.failed != nil {
		return nil
	}
	slices.SortStableFunc(calls, func(a, b call) int {
		switch {
		case a.index < b.index:
			return -1
		case a.index > b.index:
			return 1
		}
		return 0
	})
	b := []byte{'['}
	for i := range calls {
		c := &calls[i]
		position := e.sent + i
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonedit.AppendString(append(b, `{"id":`...), e.callID(position))
		b = strconv.AppendInt(append(b, `,"function":{"index":`...), int64(position), 10)
		b = jsonedit.AppendString(append(b, `,"name":`...), c.name)
		b = append(b, `,"arguments":`...)
		var ok bool
		if b, ok = appendArguments(b, c.text); !ok {
			e.badCall()
			return nil
		}
		b = append(b, "}}"...)
	}
	e.sent = len(e.calls)
	return append(b, ']')
}

func (e *Encoder) badCall() {
	if doneReason(e.reason) == "length" {
		e.fail(codeCut, "The answer reached its length limit in the middle of a tool call. Raise num_predict, or ask for less at once.")
		return
	}
	e.fail("bad_tool_call", "The model called a tool with arguments that are no JSON object. Try again, or choose another model.")
}

// callID gives the upstream's id, or invents one where it is missing or there
// twice: the same for the same answer, different in the next.
func (e *Encoder) callID(position int) string {
	c := &e.calls[position]
	for i := range position {
		if e.calls[i].id == c.id {
			c.id = ""
		}
	}
	if c.id == "" {
		sum := sha256.Sum256(append([]byte(e.answer+"\x00"+e.start.UTC().Format(time.RFC3339Nano)+"\x00"+c.name+"\x00"), c.text...))
		c.id = "call_" + hex.EncodeToString(sum[:4]) + "_" + strconv.Itoa(position)
	}
	return c.id
}

// Package chat edits chat completions: it takes thoughts out of answers, tidies
// them for Cursor, and repairs what Ollama's clients stumble over. Answers are
// edited as parsed events, never as network chunks, and bytes that need no
// change are not changed. The package knows no HTTP and no upstream.
package chat

import (
	"bytes"
	"strings"

	"keyport/proxy/jsonedit"
	"keyport/proxy/think"
)

// Options say what is to be done to an answer.
type Options struct {
	Think think.Options
	// Cursor: null members go, one finish reason per choice stays, reasoning is
	// shown as think tags (Cursor shows only the content).
	Cursor bool
	// Repair is for private addresses: see repair.go.
	Repair bool
	// Mask takes the key out of error events.
	Mask func([]byte) []byte
}

// Edits reports whether an answer may have to be changed at all.
func (o Options) Edits() bool {
	return o.Cursor || o.Repair || o.Think.Mode != think.Keep
}

// choice is the state of one choice of an answer.
type choice struct {
	index    int64
	filter   *think.Filter
	legacy   *think.Filter // of the text of legacy completions; nil until one comes
	hides    bool          // some of what it said is held or gone
	spoke    bool          // an event of it went out
	finished bool
	tagOpen  bool // Cursor: a <think> was written and not yet closed
	calls    calls
}

// answer is what streamed and plain answers share.
type answer struct {
	o       Options
	choices []*choice
	salt    string // makes invented tool-call ids differ between answers
	once    bool   // of members with one name only the last stays: another may hold a thought

	// Used again for every event, so that an event costs no memory of its own.
	top, element, delta jsonedit.Object
	content             []byte
}

func (a *answer) choice(index int64) *choice {
	for _, c := range a.choices {
		if c.index == index {
			return c
		}
	}
	c := &choice{index: index, filter: think.NewFilter(a.o.Think), hides: a.o.Think.StartsInThought && a.o.Think.Mode != think.Keep}
	a.choices = append(a.choices, c)
	return c
}

// Where the text of a choice stands: in the delta of a stream, in the message of
// a whole answer. Some gateways send the other one, or both (see hideOther).
const (
	inDelta   = "delta"
	inMessage = "message"
)

// edit changes one element of "choices". It reports whether the element can be
// left out altogether: all that it brought was a thought.
func (a *answer) edit(obj *jsonedit.Object, part, other string, last bool) (drop bool) {
	if a.once {
		for _, key := range [...]string{"index", "text", inDelta, inMessage} {
			obj.Once(key)
		}
	}
	var index int64
	if raw, ok := obj.Get("index"); ok {
		index, _ = jsonedit.Int(raw)
	}
	c := a.choice(index)
	if a.o.Repair {
		repairFinish(obj)
	}
	finish := last
	if raw, ok := obj.Get("finish_reason"); ok && jsonedit.Kind(raw) == '"' && len(raw) > 2 {
		if c.finished && a.o.Cursor { // Gemini's gateways send tool_calls and then stop
			return true
		}
		c.finished, finish = true, true
	} else if ok && a.o.Cursor && jsonedit.IsNull(raw) {
		obj.Delete("finish_reason")
	}
	text, isLegacy := a.editText(c, obj, finish)
	raw, ok := objectMember(obj, part)
	if !ok {
		if raw, ok = objectMember(obj, other); ok {
			part, other = other, part
		}
	}
	switch {
	case ok:
	case isLegacy && !c.spoke: // a completion without a chat
		return false
	default:
		raw = jsonedit.Raw("{}")
	}
	delta := &a.delta
	if delta.Parse(raw) != nil {
		return false
	}
	if a.once {
		delta.Once("content")
	}
	if a.editPart(c, delta, finish) && text == "" && c.spoke && !finish {
		return true
	}
	if delta.Changed() {
		obj.Set(part, delta.Bytes())
	}
	a.hideOther(c, obj, other)
	c.spoke = true
	return false
}

func objectMember(obj *jsonedit.Object, key string) (jsonedit.Raw, bool) {
	raw, ok := obj.Get(key)
	return raw, ok && jsonedit.Kind(raw) == '{'
}

// editPart changes a delta or message. bare says that nothing of it is left but a role.
func (a *answer) editPart(c *choice, delta *jsonedit.Object, finish bool) (bare bool) {
	if a.o.Repair {
		repairParts(delta)
	}
	raw, _ := delta.Get("content")
	content, hasText := jsonedit.AppendDecoded(a.content[:0], raw)
	a.content = reuse(content)
	was := asString(content)
	text, thought := write(c.filter, was, finish)
	c.hides = c.hides || text != was
	if thought != "" {
		old, _ := stringMember(delta, "reasoning_content")
		delta.Set("reasoning_content", jsonedit.Quote(old+thought))
	}
	if a.o.Repair {
		repairReasoning(delta)
		c.calls.repair(delta, a.salt)
	}
	if a.o.Cursor {
		text = c.showReasoning(delta, text, finish)
	}
	if text != was || (text != "" && !hasText) {
		delta.Set("content", jsonedit.Quote(text))
	}
	return hasText && was != "" && text == "" && thought == "" && onlyRole(delta)
}

// reuse gives a buffer back unless it has become so large, by one large event,
// that a stream should not hold it to its end.
func reuse(b []byte) []byte {
	if cap(b) > 64<<10 {
		return nil
	}
	return b
}

// write filters a piece of text and, at the end of a choice, gives out what was held.
func write(f *think.Filter, s string, finish bool) (text, thought string) {
	text, thought = f.Write(s)
	if finish {
		t, th := f.Close()
		text, thought = text+t, thought+th
	}
	return text, thought
}

// reasoningKeys are the members in which upstreams send thoughts, in the order in which clients look for them.
var reasoningKeys = [...]string{"reasoning_text", "reasoning_content", "reasoning", "thinking"}

// showReasoning moves reasoning into the text as <think>…</think>.
func (c *choice) showReasoning(delta *jsonedit.Object, text string, finish bool) string {
	var reasoning string
	for _, key := range reasoningKeys {
		if s, ok := stringMember(delta, key); ok && reasoning == "" {
			reasoning = s
		}
		delta.Delete(key)
	}
	_, calls := delta.Get("tool_calls")
	var b strings.Builder
	if reasoning != "" {
		if !c.tagOpen {
			b.WriteString("<think>")
		}
		b.WriteString(reasoning)
		c.tagOpen = true
	}
	if c.tagOpen && (text != "" || calls || finish) {
		b.WriteString("</think>")
		c.tagOpen = false
	}
	b.WriteString(text)
	return b.String()
}

func stringMember(obj *jsonedit.Object, key string) (string, bool) {
	raw, ok := obj.Get(key)
	if !ok {
		return "", false
	}
	return jsonedit.String(raw)
}

// onlyRole reports whether nothing but a role, an empty content and nulls is left.
func onlyRole(delta *jsonedit.Object) bool {
	for key, raw := range delta.All() {
		switch {
		case key == "role", jsonedit.IsNull(raw):
		case key == "content" && bytes.Equal(bytes.TrimSpace(raw), []byte(`""`)):
		default:
			return false
		}
	}
	return true
}

// editTop changes members beside "choices".
func (a *answer) editTop(obj *jsonedit.Object) {
	raw, ok := obj.Get("usage")
	if ok && a.o.Cursor && jsonedit.IsNull(raw) {
		obj.Delete("usage")
	}
	if ok && a.o.Repair {
		repairUsage(obj, raw, &a.delta)
	}
}

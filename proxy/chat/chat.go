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
	spoke    bool // an event of it went out
	finished bool
	tagOpen  bool // Cursor: a <think> was written and not yet closed
	calls    calls
}

// answer is what streamed and plain answers share.
type answer struct {
	o       Options
	choices []*choice
	salt    string // makes invented tool-call ids differ between answers

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
	c := &choice{index: index, filter: think.NewFilter(a.o.Think)}
	a.choices = append(a.choices, c)
	return c
}

// edit changes one element of "choices". The part is its delta (stream) or
// message (plain). It reports whether the element can be left out altogether:
// all that it brought was a thought.
func (a *answer) edit(obj *jsonedit.Object, part string, last bool) (drop bool) {
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
	if raw, ok := obj.Get("text"); ok && jsonedit.Kind(raw) == '"' { // legacy completions
		was, _ := jsonedit.String(raw)
		if now, _ := c.write(was, finish); now != was {
			obj.Set("text", jsonedit.Quote(now))
		}
		return false
	}
	raw, ok := obj.Get(part)
	if !ok || jsonedit.Kind(raw) != '{' {
		raw = jsonedit.Raw("{}")
	}
	delta := &a.delta
	if delta.Parse(raw) != nil {
		return false
	}
	if a.editPart(c, delta, finish) && c.spoke && !finish {
		return true
	}
	if delta.Changed() {
		obj.Set(part, delta.Bytes())
	}
	c.spoke = true
	return false
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
	text, thought := c.write(was, finish)
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
func (c *choice) write(s string, finish bool) (text, thought string) {
	text, thought = c.filter.Write(s)
	if finish {
		t, th := c.filter.Close()
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

// Body edits a plain (not streamed) answer. An answer that needs no change is given back as it is.
func Body(body []byte, o Options) []byte {
	if o.passes(body) {
		return body
	}
	return edited(body, o)
}

func edited(body []byte, o Options) []byte {
	a := answer{o: o}
	obj := &a.top
	if obj.Parse(body) != nil {
		return body
	}
	raw, ok := obj.Get("choices")
	if !ok {
		return body
	}
	elements, err := jsonedit.ParseArray(raw)
	if err != nil {
		return body
	}
	if o.Repair {
		a.salt = saltOf(obj)
	}
	changed := false
	for i, element := range elements {
		choice := &a.element
		if choice.Parse(element) != nil {
			return body
		}
		if _, ok := choice.Get("index"); !ok {
			a.choice(int64(i))
		}
		a.edit(choice, "message", true)
		if choice.Changed() {
			elements[i], changed = choice.Bytes(), true
		}
	}
	if changed {
		obj.Set("choices", jsonedit.JoinArray(elements))
	}
	a.editTop(obj)
	return obj.Bytes()
}

// passes reports, without parsing it, that an answer needs no change: all that
// is to be done is to look for tags, and nothing that could begin one stands in
// it, neither as it is nor as an escape. Most answers pass, and are spared nine
// allocations of 4 KB in all.
func (o Options) passes(body []byte) bool {
	first, ok := o.Think.Begins()
	if !ok || o.Cursor || o.Repair {
		return false
	}
	for _, c := range []byte(first) {
		if c == '"' || c == '\\' || c == '/' || bytes.IndexByte(body, c) >= 0 {
			return false // the first three are escaped in other ways too
		}
		if bytes.Contains(body, []byte{'\\', 'u', '0', '0', '0' + c>>4}) { // no letter: c is ASCII
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
		repairUsage(obj, raw)
	}
}

package chat

import (
	"bytes"
	"strconv"

	"keyport/proxy/jsonedit"
	"keyport/proxy/sse"
)

// Stream edits the events of one streamed answer, in order.
type Stream struct {
	answer
	Ending
	edits bool
	fast  bool // a single choice that only the think filter looks at
	frame frame
}

// frame are members of the upstream's events for the few that Keyport makes itself.
type frame struct{ id, created, model jsonedit.Raw }

// NewStream makes the editor of one answer.
func NewStream(o Options) *Stream {
	return &Stream{answer: answer{o: o}, edits: o.Edits(), fast: !o.Cursor && !o.Repair && o.Choices <= 1}
}

// Event appends to dst what the client gets for one event; raw includes its
// blank line. It may append nothing.
func (s *Stream) Event(dst, raw []byte) []byte {
	data, _ := sse.Data(raw)
	if len(data) == 0 { // a comment, or fields without data
		if s.o.Repair {
			return bareComment(dst, raw)
		}
		return append(dst, raw...)
	}
	if sse.IsDone(data) {
		s.Done = true
		dst = s.flush(dst)
		if s.o.Repair {
			return append(dst, sse.Done...)
		}
		return append(dst, raw...)
	}
	if s.fast && s.edits && s.passes(data) {
		return append(dst, raw...)
	}
	s.Look(raw, data)
	if s.Failed {
		return s.failure(dst, raw, data)
	}
	if !s.edits {
		return append(dst, raw...)
	}
	edited, keep := s.editEvent(data)
	switch {
	case !keep:
		return dst
	case s.o.Repair: // only data lines and bare newlines: Copilot logs an error for every other line
		return sse.AppendData(dst, edited)
	case &edited[0] == &data[0] && len(edited) == len(data):
		return append(dst, raw...)
	}
	return sse.Replace(dst, raw, edited)
}

// bareComment passes a comment on as Copilot reads it, without \r, and leaves
// out what holds neither data nor a comment.
func bareComment(dst, raw []byte) []byte {
	switch {
	case !sse.IsComment(raw):
		return dst
	case bytes.IndexByte(raw, '\r') >= 0:
		return append(dst, sse.Comment...)
	}
	return append(dst, raw...)
}

// failure passes an error of the upstream's on, without the key.
func (s *Stream) failure(dst, raw, data []byte) []byte {
	if s.o.Mask != nil {
		raw, data = s.o.Mask(raw), s.o.Mask(data)
	}
	if s.o.Repair {
		return sse.AppendData(dst, data)
	}
	return append(dst, raw...)
}

// passes is the hot path: nothing is held, no tag can begin in this event, it
// ends nothing. It looks at the bytes only. A backtick counts because the
// filter looks at the byte before a tag.
func (s *Stream) passes(data []byte) bool {
	if len(s.choices) != 1 || !s.choices[0].filter.Clean("") {
		return false
	}
	if !s.choices[0].filter.Clean(asString(data)) || bytes.IndexByte(data, '`') >= 0 || bytes.Contains(data, []byte(`\u`)) {
		return false
	}
	return !finishes(data) && bytes.Contains(data, []byte(`"choices"`))
}

// editEvent gives the data to send, or false when nothing of the event is left.
func (s *Stream) editEvent(data []byte) ([]byte, bool) {
	obj := &s.top
	if obj.Parse(data) != nil {
		return data, true
	}
	s.remember(obj)
	raw, ok := obj.Get("choices")
	if !ok || jsonedit.Kind(raw) != '[' {
		if _, failed := obj.Get("error"); s.o.Repair && !failed {
			obj.Set("choices", jsonedit.Raw("[]"))
		}
		s.editTop(obj)
		return obj.Bytes(), true
	}
	elements, err := jsonedit.ParseArray(raw)
	if err != nil {
		return data, true
	}
	changed, kept := false, elements[:0]
	for _, element := range elements {
		choice := &s.element
		if choice.Parse(element) != nil {
			return data, true
		}
		if s.edit(choice, "delta", false) {
			changed = true
			continue
		}
		if choice.Changed() {
			element, changed = choice.Bytes(), true
		}
		kept = append(kept, element)
	}
	usage, hasUsage := obj.Get("usage")
	if changed && len(kept) == 0 && len(elements) > 0 && (!hasUsage || jsonedit.IsNull(usage)) {
		return nil, false
	}
	if changed {
		obj.Set("choices", jsonedit.JoinArray(kept))
	}
	s.editTop(obj)
	return obj.Bytes(), true
}

// remember keeps the members that events of our own repeat.
func (s *Stream) remember(obj *jsonedit.Object) {
	if s.frame.id != nil {
		return
	}
	keep := func(key, otherwise string) jsonedit.Raw {
		if raw, ok := obj.Get(key); ok {
			return bytes.Clone(raw)
		}
		return jsonedit.Raw(otherwise)
	}
	s.frame = frame{id: keep("id", `"chatcmpl-keyport"`), created: keep("created", "0"), model: keep("model", `""`)}
	s.salt = saltOf(obj)
}

// flush gives out, at the end of a stream, what choices without a finish reason
// still hold; on private addresses it also ends them, because Copilot drops an
// answer without one.
func (s *Stream) flush(dst []byte) []byte {
	if !s.edits {
		return dst
	}
	for _, c := range s.choices {
		if c.finished {
			continue
		}
		c.finished = true
		text, thought := c.write("", true)
		if s.o.Cursor && c.tagOpen {
			text, c.tagOpen = "</think>"+text, false
		}
		finish := "null"
		if s.o.Repair && s.Done {
			finish = `"stop"`
			if len(c.calls.list) > 0 {
				finish = `"tool_calls"`
			}
		}
		if text == "" && thought == "" && finish == "null" {
			continue
		}
		dst = sse.AppendData(dst, s.chunk(c.index, text, thought, finish))
	}
	return dst
}

func (s *Stream) chunk(index int64, text, thought, finish string) []byte {
	delta, _ := jsonedit.ParseObject(jsonedit.Raw("{}"))
	if text != "" {
		delta.Set("content", jsonedit.Quote(text))
	}
	if thought != "" {
		delta.Set("reasoning_content", jsonedit.Quote(thought))
	}
	if s.o.Repair {
		repairReasoning(delta)
	}
	b := append([]byte(`{"id":`), s.frame.id...)
	b = append(append(b, `,"object":"chat.completion.chunk","created":`...), s.frame.created...)
	b = append(append(b, `,"model":`...), s.frame.model...)
	b = strconv.AppendInt(append(b, `,"choices":[{"index":`...), index, 10)
	b = append(append(b, `,"delta":`...), delta.Bytes()...)
	return append(append(append(b, `,"finish_reason":`...), finish...), "}]}"...)
}

// End appends what is still held when a stream ended well without [DONE].
func (s *Stream) End(dst []byte) []byte {
	if s.Done || !s.Finished {
		return dst
	}
	dst = s.flush(dst)
	if s.o.Repair {
		dst = append(dst, sse.Done...)
	}
	return dst
}

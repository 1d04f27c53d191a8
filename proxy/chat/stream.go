package chat

import (
	"bytes"
	"strconv"
	"sync"

	"keyport/proxy/jsonedit"
	"keyport/proxy/sse"
)

// Stream edits the events of one streamed answer, in order.
type Stream struct {
	answer
	Ending
	edits bool
	form  form
	frame frame

	// Usage is what the stream has said of its cost so far, Pieces how many
	// events have brought something, and Said the upstream's own error, without the key.
	Usage  Usage
	Pieces int64
	Said   []byte

	elements []jsonedit.Raw // of the choices, here to be used again
}

// frame are members of the upstream's events for the few that Keyport makes itself.
type frame struct{ id, created, model jsonedit.Raw }

// streams are editors of answers that have ended: a fifth of the memory that a short stream takes.
var streams = sync.Pool{New: func() any { return new(Stream) }}

// NewStream makes the editor of one answer. Free takes it back.
func NewStream(o Options) *Stream {
	s := streams.Get().(*Stream)
	s.answer.o, s.once, s.edits = o, true, o.Edits()
	return s
}

// Free forgets all of the answer. Nothing of the editor may be used behind it.
func (s *Stream) Free() {
	*s = Stream{}
	streams.Put(s)
}

// Pass gives how many bytes at the beginning of chunk, which begins with an
// event, are whole events that pass as they are, and deals with them. The rest
// is for Event.
func (s *Stream) Pass(chunk []byte) int {
	n := 0
	for {
		_, size := s.form.match(chunk[n:])
		if size == 0 {
			return n
		}
		n += size
		s.Pieces++
	}
}

// Text is Pass for one event that brings text and nothing else: it gives the
// text, valid until the next call, and the length of the event. Else n is 0.
func (s *Stream) Text(chunk []byte) (text []byte, n int) {
	if !s.form.content {
		return nil, 0
	}
	if text, n = s.form.match(chunk); n > 0 {
		s.Pieces++
	}
	return text, n
}

// Event appends to dst what the client gets for one event; raw includes its
// blank line. It may append nothing.
func (s *Stream) Event(dst, raw []byte) []byte {
	if s.Pass(raw) == len(raw) { // it came in pieces
		return append(dst, raw...)
	}
	data, _ := sse.Data(raw)
	if len(data) == 0 { // a comment, or fields without data
		if s.o.Repair {
			return bareComment(dst, raw)
		}
		return append(dst, raw...)
	}
	if sse.IsDone(data) {
		dst = s.done(dst)
		if s.o.Repair {
			return append(dst, sse.Done...)
		}
		return append(dst, raw...)
	}
	edited, keep := s.change(raw, data)
	switch {
	case !keep:
		return dst
	case s.o.Repair: // only data lines and bare newlines: Copilot logs an error for every other line
		return sse.AppendData(dst, edited)
	case s.Failed:
		return append(dst, s.mask(raw)...)
	case same(edited, data):
		return append(dst, raw...)
	}
	return sse.Replace(dst, raw, edited)
}

// Data is Event for a translation: it calls each with the data of the events
// that the client would get, but for [DONE]. The data is valid during the call.
func (s *Stream) Data(raw []byte, each func(data []byte)) {
	data, _ := sse.Data(raw)
	switch {
	case len(data) == 0:
	case sse.IsDone(data):
		s.Done = true
		s.flush(each)
	default:
		if edited, keep := s.change(raw, data); keep {
			each(edited)
		}
	}
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

// change gives the data of an event as the client gets it, or false when nothing
// of the event is left.
func (s *Stream) change(raw, data []byte) (edited []byte, keep bool) {
	s.form.known = false
	s.Pieces++
	s.Usage.Look(data)
	if s.Look(raw, data); s.Failed {
		data = s.mask(data)
		s.Said = bytes.Clone(data[:min(len(data), maxSaid)])
		return data, true
	}
	edited, keep = data, true
	if s.edits {
		edited, keep = s.editEvent(data)
	}
	if keep && same(edited, data) {
		s.learn(raw, data)
	}
	return edited, keep
}

// maxSaid is how much of an error is kept, in bytes.
const maxSaid = 4 << 10

// mask takes the key out of an error of the upstream's.
func (s *Stream) mask(b []byte) []byte {
	if s.o.Mask == nil {
		return b
	}
	return s.o.Mask(b)
}

// same reports whether an edit left the data as it was.
func same(edited, data []byte) bool { return len(edited) == len(data) && &edited[0] == &data[0] }

// editEvent gives the data to send, or false when nothing of the event is left.
func (s *Stream) editEvent(data []byte) ([]byte, bool) {
	obj := &s.top
	if obj.Parse(data) != nil {
		return data, true
	}
	s.remember(obj)
	obj.Once("choices")
	raw, ok := obj.Get("choices")
	if !ok || jsonedit.Kind(raw) != '[' {
		if _, failed := obj.Get("error"); s.o.Repair && !failed {
			obj.Set("choices", jsonedit.Raw("[]"))
		}
		s.editTop(obj)
		return obj.Bytes(), true
	}
	elements, err := jsonedit.AppendElements(s.elements[:0], raw)
	if err != nil {
		return data, true
	}
	s.elements = elements
	changed, kept := false, elements[:0]
	for _, element := range elements {
		choice := &s.element
		if choice.Parse(element) != nil {
			kept = append(kept, element)
			continue
		}
		if s.edit(choice, inDelta, inMessage, false) {
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
	if s.o.Repair {
		s.salt = saltOf(obj)
	}
}

// done takes note of [DONE] and appends what is due in front of it.
func (s *Stream) done(dst []byte) []byte {
	s.Done = true
	s.flush(func(data []byte) { dst = sse.AppendData(dst, data) })
	return dst
}

// flush gives out, at the end of a stream, what choices without a finish reason
// still hold; on private addresses it also ends them, because Copilot drops an
// answer without one.
func (s *Stream) flush(each func(data []byte)) {
	s.form.known = false
	if !s.edits {
		return
	}
	for _, c := range s.choices {
		if c.finished {
			continue
		}
		c.finished = true
		text, thought := write(c.filter, "", true)
		if text == "" && c.legacy != nil {
			text, _ = write(c.legacy, "", true)
		}
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
		each(s.chunk(c.index, text, thought, finish))
	}
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
	s.flush(func(data []byte) { dst = sse.AppendData(dst, data) })
	if s.o.Repair {
		dst = append(dst, sse.Done...)
	}
	return dst
}

// EndData is End for a translation.
func (s *Stream) EndData(each func(data []byte)) {
	if !s.Done && s.Finished {
		s.flush(each)
	}
}

package chat

import (
	"bytes"
	"sync"

	"keyport/proxy/jsonedit"
)

// Body edits a plain (not streamed) answer. An answer that needs no change is given back as it is.
func Body(body []byte, o Options) []byte {
	if o.passes(body) {
		return body
	}
	return edited(body, o)
}

// answers are used again, see histories.
var answers = sync.Pool{New: func() any { return new(answer) }}

// free forgets the answer.
func (a *answer) free() {
	*a = answer{}
	answers.Put(a)
}

func edited(body []byte, o Options) []byte {
	a := answers.Get().(*answer)
	defer a.free()
	a.o, a.once = o, o.Repair || !o.tagless(body)
	obj := &a.top
	if obj.Parse(body) != nil {
		return body
	}
	if a.once {
		obj.Once("choices")
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
			continue
		}
		a.choices = a.choices[:0] // each is an answer of its own, whatever its index
		a.edit(choice, inMessage, inDelta, true)
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
// is to be done is to look for tags, and there are none. Most answers pass, and
// are spared nine allocations of 4 KB in all.
func (o Options) passes(body []byte) bool { return !o.Cursor && !o.Repair && o.tagless(body) }

// tagless reports that nothing that could begin a tag stands in an answer,
// neither as it is nor as an escape.
func (o Options) tagless(body []byte) bool {
	first, ok := o.Think.Begins()
	if !ok {
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

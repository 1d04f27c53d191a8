package chat

import (
	"keyport/proxy/jsonedit"
	"keyport/proxy/think"
)

// editText changes the text of a legacy completion. Some send it in chats too,
// with what the delta says (Together), or empty; it has a filter of its own, so
// that neither is taken for the other's continuation.
func (a *answer) editText(c *choice, obj *jsonedit.Object, finish bool) (text string, ok bool) {
	raw, ok := obj.Get("text")
	if !ok || jsonedit.Kind(raw) != '"' {
		return "", false
	}
	was, _ := jsonedit.String(raw)
	if was == "" && c.legacy == nil {
		return "", true
	}
	if c.legacy == nil {
		o := a.o.Think
		if _, ok := objectMember(obj, inDelta); ok {
			o = uncounted(o)
		} else if _, ok := objectMember(obj, inMessage); ok {
			o = uncounted(o)
		}
		c.legacy = think.NewFilter(o)
	}
	if text, _ = write(c.legacy, was, finish); text != was {
		obj.Set("text", jsonedit.Quote(text))
	}
	return text, true
}

// hideOther takes out a message beside a delta, or a delta beside a message,
// when a thought may stand in it. Nobody says whether it repeats the piece that
// came or all of them so far (Perplexity), and so how to filter it; clients read
// the other.
func (a *answer) hideOther(c *choice, obj *jsonedit.Object, other string) {
	raw, ok := objectMember(obj, other)
	if !ok || a.delta.Parse(raw) != nil {
		return
	}
	a.delta.Once("content")
	was, _ := stringMember(&a.delta, "content")
	if text, _ := think.Apply(uncounted(a.o.Think), was); text != was {
		c.hides = true
	}
	if was != "" && c.hides {
		obj.Delete(other)
	}
}

// uncounted is for a text that repeats another one: its thoughts count there.
func uncounted(o think.Options) think.Options {
	o.Count = nil
	return o
}

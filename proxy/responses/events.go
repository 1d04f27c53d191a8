package responses

import (
	"strconv"

	"keyport/proxy/jsonedit"
)

// event begins an event; the caller ends it with endEvent.
func (e *Encoder) event(dst []byte, name string) []byte {
	dst = append(append(dst, "event: "...), name...)
	dst = append(append(dst, "\ndata: {\"type\":\""...), name...)
	dst = append(dst, `","sequence_number":`...)
	dst = strconv.AppendInt(dst, int64(e.sequence), 10)
	e.sequence++
	return dst
}

func endEvent(dst []byte) []byte { return append(dst, "}\n\n"...) }

// itemEvent begins an event that concerns a piece of an item.
func (e *Encoder) itemEvent(dst []byte, name string, it *item) []byte {
	dst = e.event(dst, name)
	dst = jsonedit.AppendString(append(dst, `,"item_id":`...), it.id)
	return appendInt(append(dst, `,"output_index":`...), it.index)
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }

// appendText writes kept text as a JSON string.
func appendText(dst, text []byte) []byte { return jsonedit.AppendString(dst, string(text)) }

// state writes an event that holds the whole response.
func (e *Encoder) state(dst []byte, name, status string) []byte {
	dst = append(e.event(dst, name), `,"response":`...)
	return endEvent(e.response(dst, status))
}

// add opens a new item at the end of the output.
func (e *Encoder) add(dst []byte, typ, prefix string, c *call) ([]byte, *item) {
	it := &item{typ: typ, index: len(e.items), open: true, call: c}
	it.id = prefix + "_" + e.salt + "_" + strconv.Itoa(it.index)
	e.items = append(e.items, it)
	dst = appendInt(append(e.event(dst, "response.output_item.added"), `,"output_index":`...), it.index)
	dst = it.appendJSON(append(dst, `,"item":`...))
	return endEvent(dst), it
}

// closed writes that an item is done. Its own last events come before.
func (e *Encoder) closed(dst []byte, it *item) []byte {
	it.open = false
	dst = appendInt(append(e.event(dst, "response.output_item.done"), `,"output_index":`...), it.index)
	dst = it.appendJSON(append(dst, `,"item":`...))
	return endEvent(dst)
}

// speak makes sure that the open item is one of the type; only one of them is
// open at a time.
func (e *Encoder) speak(dst []byte, typ, prefix string) []byte {
	if e.speaking == nil || e.speaking.typ != typ {
		dst = e.hush(dst)
		dst, e.speaking = e.add(dst, typ, prefix, nil)
		if typ == "reasoning" {
			dst = e.itemEvent(dst, "response.reasoning_summary_part.added", e.speaking)
			dst = endEvent(append(dst, `,"summary_index":0,"part":{"type":"summary_text","text":""}`...))
		}
	}
	e.last = e.speaking
	return dst
}

// think writes a piece of a thought, as a summary: that is what clients show.
func (e *Encoder) think(dst []byte, thought string) []byte {
	dst = e.speak(dst, "reasoning", "rs")
	it := e.speaking
	it.text = append(it.text, thought...)
	dst = e.itemEvent(dst, "response.reasoning_summary_text.delta", it)
	dst = jsonedit.AppendString(append(dst, `,"summary_index":0,"delta":`...), thought)
	return endEvent(dst)
}

// say writes a piece of the answer or of a refusal.
func (e *Encoder) say(dst []byte, text string, logprobs jsonedit.Raw, refusal bool) []byte {
	dst = e.speak(dst, "message", "msg")
	it := e.speaking
	var p *part
	if n := len(it.parts); n > 0 && it.parts[n-1].refusal == refusal {
		p = it.parts[n-1]
	} else {
		dst = e.closePart(dst, it)
		p = &part{refusal: refusal, open: true}
		it.parts = append(it.parts, p)
		dst = e.partEvent(dst, "response.content_part.added", it)
		dst = endEvent(p.appendJSON(append(dst, `,"part":`...)))
	}
	p.text = append(p.text, text...)
	if refusal {
		dst = e.partEvent(dst, "response.refusal.delta", it)
		return endEvent(jsonedit.AppendString(append(dst, `,"delta":`...), text))
	}
	elements := p.addLogprobs(logprobs)
	e.size += len(elements)
	dst = e.partEvent(dst, "response.output_text.delta", it)
	dst = jsonedit.AppendString(append(dst, `,"delta":`...), text)
	dst = append(append(append(dst, `,"logprobs":[`...), elements...), ']')
	return endEvent(dst)
}

// addLogprobs keeps the elements of a list of log probabilities and gives them.
func (p *part) addLogprobs(list jsonedit.Raw) []byte {
	if jsonedit.Kind(list) != '[' {
		return nil
	}
	list = compact(list)
	if len(list) <= 2 || list[0] != '[' {
		return nil
	}
	elements := list[1 : len(list)-1]
	if len(p.logprobs) > 0 {
		p.logprobs = append(p.logprobs, ',')
	}
	p.logprobs = append(p.logprobs, elements...)
	return elements
}

// partEvent begins an event that concerns the last part of a message.
func (e *Encoder) partEvent(dst []byte, name string, it *item) []byte {
	return appendInt(append(e.itemEvent(dst, name, it), `,"content_index":`...), len(it.parts)-1)
}

func (e *Encoder) closePart(dst []byte, it *item) []byte {
	if len(it.parts) == 0 {
		return dst
	}
	p := it.parts[len(it.parts)-1]
	p.open = false
	if p.refusal {
		dst = e.partEvent(dst, "response.refusal.done", it)
		dst = endEvent(appendText(append(dst, `,"refusal":`...), p.text))
	} else {
		dst = e.partEvent(dst, "response.output_text.done", it)
		dst = appendText(append(dst, `,"text":`...), p.text)
		dst = append(append(append(dst, `,"logprobs":[`...), p.logprobs...), ']')
		dst = endEvent(dst)
	}
	dst = e.partEvent(dst, "response.content_part.done", it)
	return endEvent(p.appendJSON(append(dst, `,"part":`...)))
}

// hush closes the open reasoning or message.
func (e *Encoder) hush(dst []byte) []byte {
	it := e.speaking
	if it == nil {
		return dst
	}
	e.speaking = nil
	if it.typ == "message" {
		return e.closed(e.closePart(dst, it), it)
	}
	dst = e.itemEvent(dst, "response.reasoning_summary_text.done", it)
	dst = endEvent(appendText(append(dst, `,"summary_index":0,"text":`...), it.text))
	dst = e.itemEvent(dst, "response.reasoning_summary_part.done", it)
	dst = appendText(append(dst, `,"summary_index":0,"part":{"type":"summary_text","text":`...), it.text)
	return e.closed(endEvent(append(dst, '}')), it)
}

// closeAll closes what is open, in the order of the output.
func (e *Encoder) closeAll(dst []byte) []byte {
	for _, c := range e.calls {
		if c.item == nil { // its name never came
			dst = e.openCall(dst, c)
		}
	}
	if e.cut() != "" && e.last != nil && e.last.open {
		e.last.cut = true
	}
	for _, it := range e.items {
		switch {
		case it == e.speaking:
			dst = e.hush(dst)
		case it.open:
			dst = e.closeCall(dst, it)
		}
	}
	return dst
}

package responses

import "keyport/proxy/jsonedit"

// item is one element of the output.
type item struct {
	typ   string // as on the wire
	id    string
	index int // its place in the output
	open  bool
	cut   bool // the answer ended in the middle of it

	text  []byte // of a reasoning
	parts []*part
	call  *call // nil for reasoning and message
}

// part is a piece of a message: text, or a refusal.
type part struct {
	refusal  bool
	text     []byte
	logprobs []byte // elements, comma separated
	open     bool
}

// status is what the item says of itself.
func (it *item) status() string {
	switch {
	case it.open:
		return "in_progress"
	case it.cut:
		return "incomplete"
	}
	return "completed"
}

// appendJSON writes the item as it is now.
func (it *item) appendJSON(dst []byte) []byte {
	dst = append(append(append(dst, `{"type":"`...), it.typ...), `","id":`...)
	dst = jsonedit.AppendString(dst, it.id)
	switch {
	case it.typ == "reasoning":
		dst = append(dst, `,"summary":[`...)
		if !it.open {
			dst = appendText(append(dst, `{"type":"summary_text","text":`...), it.text)
			dst = append(dst, '}')
		}
		return append(dst, `]}`...)
	case it.call == nil:
		dst = append(append(append(dst, `,"status":"`...), it.status()...), `","role":"assistant","content":[`...)
		for i, p := range it.parts {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = p.appendJSON(dst)
		}
		return append(dst, `]}`...)
	}
	dst = append(append(append(dst, `,"status":"`...), it.status()...), '"')
	return append(it.call.appendJSON(dst, it.open), '}')
}

// appendJSON writes the part: empty while it is open.
func (p *part) appendJSON(dst []byte) []byte {
	text, logprobs := p.text, p.logprobs
	if p.open {
		text, logprobs = nil, nil
	}
	if p.refusal {
		return append(appendText(append(dst, `{"type":"refusal","refusal":`...), text), '}')
	}
	dst = appendText(append(dst, `{"type":"output_text","text":`...), text)
	dst = append(append(dst, `,"annotations":[],"logprobs":[`...), logprobs...)
	return append(dst, `]}`...)
}

package chat

import "keyport/proxy/jsonedit"

// match finds the call that each tool message answers: by id, then by the name
// of the tool, then by position. Each way goes over the whole history before
// the next begins, so that a guess never takes a call from a result that names
// it. All of them are linear: a history may hold a million calls.
func (h *history) match() {
	if h.matchIDs() == 0 {
		return
	}
	h.matchNames()
	h.matchPositions()
}

// matchIDs gives the number of results that are left over. Ids may repeat
// ("call_0" in every turn): the nearest assistant message in front of the
// result counts, and in it the first open call.
func (h *history) matchIDs() (left int) {
	open := map[string]int{} // the call that is next for an id; more behind it in its chain
	for i := range h.turns {
		t := &h.turns[i]
		for c := t.last - 1; c >= t.first; c-- {
			if id := h.calls[c].given; id != "" {
				h.chain(open, id, c)
			}
		}
		if t.role != tool {
			continue
		}
		if t.id == "" || !h.take(open, t.id, i) {
			left++
		}
	}
	return left
}

// matchNames looks at the nearest assistant message with calls only: a name
// says nothing about a call further back.
func (h *history) matchNames() {
	var open map[string]int
	group := -1
	for i := range h.turns {
		t := &h.turns[i]
		if t.last > t.first {
			group, open = i, nil
		}
		if t.role != tool || t.answers >= 0 || group < 0 {
			continue
		}
		if t.name == nil {
			continue
		}
		if open == nil {
			open = map[string]int{}
			g := &h.turns[group]
			for c := g.last - 1; c >= g.first; c-- {
				if h.calls[c].result < 0 && h.calls[c].name != nil {
					h.chain(open, decoded(h.calls[c].name), c)
				}
			}
		}
		h.take(open, decoded(t.name), i)
	}
}

func decoded(name jsonedit.Raw) string {
	s, _ := jsonedit.String(name)
	return s
}

func (h *history) matchPositions() {
	next, last := 0, 0
	for i := range h.turns {
		t := &h.turns[i]
		if t.last > t.first {
			next, last = t.first, t.last
		}
		if t.role != tool || t.answers >= 0 {
			continue
		}
		for next < last && h.calls[next].result >= 0 {
			next++
		}
		if next < last {
			h.answer(next, i)
		}
	}
}

// chain puts a call in front of the open calls of a key.
func (h *history) chain(open map[string]int, key string, call int) {
	h.calls[call].chain = -1
	if behind, ok := open[key]; ok {
		h.calls[call].chain = behind
	}
	open[key] = call
}

// take lets a tool message answer the first open call of a key.
func (h *history) take(open map[string]int, key string, turn int) bool {
	call, ok := open[key]
	if !ok {
		return false
	}
	if behind := h.calls[call].chain; behind >= 0 {
		open[key] = behind
	} else {
		delete(open, key)
	}
	h.answer(call, turn)
	return true
}

func (h *history) answer(call, turn int) {
	h.calls[call].result = turn
	h.turns[turn].answers = call
}

package chat

import "slices"

const (
	// resultNext stands for results that follow as a user message (Roo Code).
	resultNext = "The result is in the next message."
	// resultNone stands for a call that was interrupted.
	resultNone = "There is no result for this call."
	// bridgeText is an assistant message that says nothing: empty ones are refused.
	bridgeText = " "
)

// order lays down the repaired list: each assistant message with calls is
// followed by its results in the order in which they came, then by made-up
// results for its open calls. All else keeps its order.
func (h *history) order() {
	h.out = slices.Grow(h.out, len(h.turns)+4)
	for i := range h.turns {
		t := &h.turns[i]
		if t.placed {
			continue
		}
		if t.last == t.first {
			h.place(i)
			continue
		}
		results := make([]int, 0, t.last-t.first)
		for _, c := range h.calls[t.first:t.last] {
			if c.result >= 0 {
				results = append(results, c.result)
			}
		}
		slices.Sort(results)
		if len(results) > 0 {
			h.placeSystems(i, results[len(results)-1])
		}
		h.place(i)
		for _, r := range results {
			h.place(r)
		}
		if len(results) < t.last-t.first {
			h.fill(i, len(results) > 0)
		}
	}
}

// placeSystems moves system messages from between the calls of a message and
// their last result to the front of it: Mistral refuses them behind a tool message.
func (h *history) placeSystems(i, lastResult int) {
	for j := i + 1; j < lastResult && h.turns[j].role != assistant; j++ {
		if h.turns[j].role == system && !h.turns[j].placed {
			h.place(j)
		}
	}
}

// fill makes up a result for each open call of a message, unless the message is
// the last one: then its turn is running.
func (h *history) fill(i int, answered bool) {
	next := i + 1
	for next < len(h.turns) && h.turns[next].placed {
		next++
	}
	text := resultNone
	switch {
	case next == len(h.turns) && !answered:
		return
	case next < len(h.turns) && !answered && (h.turns[next].role == user || h.turns[next].role == tool):
		text = resultNext
	}
	for c := h.turns[i].first; c < h.turns[i].last; c++ {
		if h.calls[c].result < 0 {
			h.out = append(h.out, place{turn: -1, call: c, text: text})
		}
	}
}

func (h *history) place(i int) {
	if n := len(h.out); h.Bridge && n > 0 && h.turns[i].role != assistant && !h.isResult(place{turn: i}) && h.isResult(h.out[n-1]) {
		h.out = append(h.out, place{turn: -1, call: -1, text: bridgeText})
	}
	h.turns[i].placed = true
	h.out = append(h.out, place{turn: i})
}

// isResult reports whether a place will hold a tool message.
func (h *history) isResult(p place) bool {
	if p.turn < 0 {
		return p.call >= 0
	}
	return h.turns[p.turn].role == tool && h.turns[p.turn].answers >= 0
}

package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

const (
	// maxID is OpenAI's limit for ids of tool calls, in bytes.
	maxID = 40
	// shortID is the one length that Mistral takes.
	shortID = 9
)

// assignIDs gives every call its id: the one it came with where that is good
// and new, else one made of its place in the conversation or of the old id. It
// looks only backwards, so that a growing history keeps its ids.
func (h *history) assignIDs() {
	if len(h.calls) == 0 {
		return
	}
	taken := make(map[string]struct{}, len(h.calls))
	for i := range h.calls {
		c := &h.calls[i]
		c.id = c.given
		_, double := taken[c.id]
		for try := 0; double || !h.isID(c.id); try++ {
			c.id = h.newID(c.given, i, double, try)
			_, double = taken[c.id]
		}
		taken[c.id] = struct{}{}
	}
}

// newID makes an id for the call at a place of the conversation.
func (h *history) newID(given string, place int, double bool, try int) string {
	if try == 0 && (given == "" || double) {
		if !h.ShortIDs {
			return "call_" + strconv.Itoa(place)
		}
		if id := fmt.Sprintf("call%05d", place); len(id) == shortID {
			return id
		}
	}
	text := given
	if given == "" || double || try > 0 {
		text += "\x00" + strconv.Itoa(place) + "\x00" + strconv.Itoa(try)
	}
	sum := sha256.Sum256([]byte(text))
	if h.ShortIDs {
		return hex.EncodeToString(sum[:5])[:shortID]
	}
	return "call_" + hex.EncodeToString(sum[:12])
}

// isID reports whether an upstream takes an id as it is: at most 40 bytes
// (OpenAI) of letters, digits, "_" and "-" (Anthropic), or nine letters and
// digits (Mistral).
func (h *history) isID(id string) bool {
	if id == "" || len(id) > maxID || h.ShortIDs && len(id) != shortID {
		return false
	}
	if h.looseIDs && !h.ShortIDs {
		return true
	}
	for i := range len(id) {
		switch c := id[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case !h.ShortIDs && (c == '_' || c == '-'):
		default:
			return false
		}
	}
	return true
}

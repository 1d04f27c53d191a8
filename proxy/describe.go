package proxy

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// describe says how much the app sent, for those who must not see it: "3
// messages, 4 120 characters".
func (x *exchange) describe(obj *jsonedit.Object) {
	if x.snap.Observe == nil {
		return
	}
	count := func(raw jsonedit.Raw) {
		n, characters := measure(raw)
		x.record.Messages += n
		x.record.Characters += characters
	}
	for _, key := range [...]string{"messages", "input", "prompt"} {
		if raw, ok := obj.Get(key); ok {
			count(raw)
			return
		}
	}
}

// maxCounted is the longest text whose messages are counted, in bytes. The long
// conversations of agents are only weighed: to read one more time what an agent
// sends would be a fifth of all that Keyport does with it.
const maxCounted = 16 << 10

// measure counts messages and the characters of their texts. Escapes count as
// they are written; it is a measure and no number to calculate with. Of a long
// list the messages are not counted: 0.
func measure(raw jsonedit.Raw) (messages int, characters int64) {
	switch kind := jsonedit.Kind(raw); {
	case kind == '"':
		return 1, letters(raw)
	case kind == '[' && len(raw) > maxCounted:
		return 0, int64(len(raw))
	case kind == '[':
		for _, m := range jsonedit.Elements(raw) {
			messages++
			if content, ok := jsonedit.Path(m, "content"); ok {
				m = content
			}
			characters += textIn(m)
		}
	}
	return messages, characters
}

// textIn counts the text of a message's content, one text or parts, without
// pictures and sounds.
func textIn(content jsonedit.Raw) (characters int64) {
	switch jsonedit.Kind(content) {
	case '"':
		return letters(content)
	case '[':
		for _, part := range jsonedit.Elements(content) {
			if text, ok := jsonedit.Path(part, "text"); ok && jsonedit.Kind(text) == '"' {
				characters += letters(text)
			}
		}
	}
	return characters
}

// letters counts the characters between two quotes: bytes that do not go on with
// one, eight at a time.
func letters(quoted jsonedit.Raw) int64 {
	const high = 0x8080808080808080
	n, rest := len(quoted)-2, []byte(quoted)
	for ; len(rest) >= 8; rest = rest[8:] {
		x := binary.LittleEndian.Uint64(rest)
		n -= bits.OnesCount64(x &^ (x << 1) & high)
	}
	for _, c := range rest {
		if c&0xc0 == 0x80 {
			n--
		}
	}
	return int64(n)
}

// changed puts on record what a rule did to the parameters. An app sends the same
// ones with every request, so the list of the request before is nearly always right:
// thousands of records share it, and nobody writes into it.
func (x *exchange) changed(all []params.Change) {
	if len(all) == 0 {
		return
	}
	last := x.h.changed.Load()
	if last == nil || !slices.EqualFunc(*last, all, x.onRecord) {
		list := make([]Change, 0, len(all))
		for _, c := range all {
			list = append(list, Change{
				What: c.What, Name: c.Name, Rule: c.Rule, RuleModels: x.snap.pattern(c.Rule),
				Before: short(c.Name, c.Old), After: short(c.Name, c.New),
			})
		}
		last = &list
		x.h.changed.Store(last)
	}
	x.record.Changes = slices.Clip(*last)
}

// onRecord reports whether have is what c looks like on record.
func (x *exchange) onRecord(have Change, c params.Change) bool {
	return have.What == c.What && have.Name == c.Name && have.Rule == c.Rule && have.RuleModels == x.snap.pattern(c.Rule) &&
		isShort(have.Before, c.Name, c.Old) && isShort(have.After, c.Name, c.New)
}

// maxValue is how long a text may be that is shown as the value of a parameter.
const maxValue = 32

// short is the value of a parameter, for people: numbers and words as they are,
// never what could be a prompt.
func short(name string, raw jsonedit.Raw) string {
	if sign, hidden := hides(name, raw); hidden {
		return sign
	}
	return clip(string(raw))
}

// isShort reports whether text is what short gives; never for a number that is too long to be shown.
func isShort(text, name string, raw jsonedit.Raw) bool {
	if sign, hidden := hides(name, raw); hidden {
		return text == sign
	}
	return text == string(raw)
}

// hides gives the sign that stands for a value that is not shown.
func hides(name string, raw jsonedit.Raw) (sign string, hidden bool) {
	switch jsonedit.Kind(raw) {
	case 0:
		return "", true
	case '{':
		return "{…}", true
	case '[':
		return "[…]", true
	case '"':
		switch name {
		case "prompt", "instructions", "system", "suffix", "prediction", "user", "safety_identifier", "stop":
			return "“…”", true
		}
		return "“…”", len(raw) > maxValue
	}
	return "", false
}

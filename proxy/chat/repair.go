package chat

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"keyport/proxy/jsonedit"
)

// The repairs of this file are for private addresses only, and change only
// what is wrong. Copilot drops an answer without finish reason, groups the
// fragments of tool calls by id alone, wants numeric totals, and shows
// reasoning from reasoning_text in older builds, from reasoning_content in newer.

// finishNames maps other APIs' words to the ones that clients know.
var finishNames = map[string]string{
	`"eos"`: "stop", `"eos_token"`: "stop", `"end_turn"`: "stop", `"stop_sequence"`: "stop", `"STOP"`: "stop", `"completed"`: "stop", `"done"`: "stop",
	`"max_tokens"`: "length", `"MAX_TOKENS"`: "length", `"tool_use"`: "tool_calls", `"tool_call"`: "tool_calls", `"SAFETY"`: "content_filter",
}

func repairFinish(obj *jsonedit.Object) {
	raw, ok := obj.Get("finish_reason")
	if !ok {
		return
	}
	if string(raw) == `""` {
		obj.Set("finish_reason", jsonedit.Raw("null"))
	} else if name, ok := finishNames[string(raw)]; ok {
		obj.Set("finish_reason", jsonedit.Quote(name))
	}
}

// repairReasoning gives the reasoning under both names. Ids of reasoning are
// taken away: Copilot would send them back as message members that no upstream knows.
func repairReasoning(delta *jsonedit.Object) {
	delta.Delete("cot_id")
	for _, key := range reasoningKeys {
		s, ok := stringMember(delta, key)
		if !ok || s == "" {
			continue
		}
		raw := jsonedit.Quote(s)
		for _, name := range [...]string{"reasoning_text", "reasoning_content"} {
			if old, ok := stringMember(delta, name); !ok || old == "" {
				delta.Set(name, raw)
			}
		}
		return
	}
}

// repairParts turns content that is a list of parts (Mistral's magistral) into
// text and reasoning.
func repairParts(delta *jsonedit.Object) {
	raw, ok := delta.Get("content")
	if !ok || jsonedit.Kind(raw) != '[' {
		return
	}
	var text, reasoning string
	for _, part := range jsonedit.Elements(raw) {
		if s, ok := pathString(part, "text"); ok {
			text += s
		}
		inner, ok := jsonedit.Path(part, "thinking")
		if !ok {
			continue
		}
		if s, ok := jsonedit.String(inner); ok {
			reasoning += s
		}
		if jsonedit.Kind(inner) == '[' {
			for _, t := range jsonedit.Elements(inner) {
				s, _ := pathString(t, "text")
				reasoning += s
			}
		}
	}
	delta.Set("content", jsonedit.Quote(text))
	if reasoning != "" {
		delta.Set("reasoning_content", jsonedit.Quote(reasoning))
	}
}

func pathString(raw jsonedit.Raw, keys ...string) (string, bool) {
	v, ok := jsonedit.Path(raw, keys...)
	if !ok {
		return "", false
	}
	return jsonedit.String(v)
}

// repairUsage adds the total; usage is an Object to read raw with.
func repairUsage(obj *jsonedit.Object, raw jsonedit.Raw, usage *jsonedit.Object) {
	if usage.Parse(raw) != nil {
		return
	}
	if _, ok := usage.Get("total_tokens"); ok {
		return
	}
	var sum int64
	for _, key := range [...]string{"prompt_tokens", "completion_tokens"} {
		if n, ok := usage.Get(key); ok {
			v, _ := jsonedit.Int(n)
			sum += v
		}
	}
	usage.Set("total_tokens", strconv.AppendInt(nil, sum, 10))
	obj.Set("usage", usage.Bytes())
}

// calls are the tool calls of one choice.
type calls struct {
	list []call
	last int64 // index of the latest fragment
}

type call struct {
	index int64
	given string // the upstream's id
	id    string // what the client gets
}

// repair gives every call a unique id, and every fragment that does not follow
// its own call the id of the call that it belongs to.
func (k *calls) repair(delta *jsonedit.Object, salt string) {
	editList(delta, "tool_calls", func(i int, obj *jsonedit.Object) {
		index := int64(i)
		if raw, ok := obj.Get("index"); ok {
			index, _ = jsonedit.Int(raw)
		}
		given, _ := stringMember(obj, "id")
		function, _ := obj.Get("function")
		name, _ := pathString(function, "name")
		args, _ := pathString(function, "arguments")
		whole := given == "" && name != "" && jsonedit.Kind(jsonedit.Raw(args)) == '{' && jsonedit.Check([]byte(args), maxArguments) == nil
		if id := k.assign(index, given, name, salt, whole); id != given {
			obj.Set("id", jsonedit.Quote(id))
		}
	})
}

// maxArguments bounds the nesting of a tool call's arguments.
const maxArguments = 200

// assign finds the id that a fragment is to carry; "" where it may go without.
// A whole call, with its name and complete arguments, is nobody's fragment:
// some gateways send calls without ids and all under index 0.
func (k *calls) assign(index int64, given, name, salt string, whole bool) string {
	follows := len(k.list) > 0 && k.last == index
	k.last = index
	for i := len(k.list) - 1; i >= 0; i-- {
		c := k.list[i]
		if c.index != index {
			continue
		}
		if whole || given != "" && given != c.given && name != "" {
			break // another call under the same index (Gemini)
		}
		if given == "" && follows {
			return ""
		}
		return c.id
	}
	id := given
	if id == "" || k.taken(id) {
		id = "call_" + salt + "_" + strconv.Itoa(len(k.list))
	}
	k.list = append(k.list, call{index, given, id})
	return id
}

func (k *calls) taken(id string) bool {
	for _, c := range k.list {
		if c.id == id {
			return true
		}
	}
	return false
}

// saltOf makes a short text out of the answer's own id, so that invented ids
// are the same for the same answer and differ between answers of one conversation.
func saltOf(obj *jsonedit.Object) string {
	if id, ok := stringMember(obj, "id"); ok && id != "" {
		sum := sha256.Sum256([]byte(id))
		return hex.EncodeToString(sum[:4])
	}
	var b [4]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

package responses

import (
	"bytes"
	"encoding/json"
	"strconv"

	"keyport/proxy/jsonedit"
)

// This file translates the calls of the local shell, whose schema is fixed, to
// those of a function, and back.

// shellArguments turns the action of a local shell call into the arguments of the function.
func shellArguments(item jsonedit.Raw) string {
	command, ok := jsonedit.Path(item, "action", "command")
	if !ok || jsonedit.Kind(command) != '[' {
		command = jsonedit.Raw("[]")
	}
	out := append([]byte(`{"command":`), compact(command)...)
	if dir := pathText(item, "action", "working_directory"); dir != "" {
		out = jsonedit.AppendString(append(out, `,"working_directory":`...), dir)
	}
	if raw, ok := jsonedit.Path(item, "action", "timeout_ms"); ok {
		if n, ok := jsonedit.Int(raw); ok {
			out = strconv.AppendInt(append(out, `,"timeout_ms":`...), n, 10)
		}
	}
	return string(append(out, '}'))
}

// appendAction writes the command of a local shell call.
func (c *call) appendAction(dst []byte, open bool) []byte {
	command, dir, timeout := jsonedit.Raw("[]"), jsonedit.Raw("null"), jsonedit.Raw("null")
	if raw := bytes.TrimSpace(c.arguments); !open && len(raw) > 0 {
		command = commandOf(raw)
		for _, key := range [...]string{"working_directory", "workdir", "cwd"} {
			if s := pathText(raw, key); s != "" {
				dir = jsonedit.Quote(s)
				break
			}
		}
		if n, ok := jsonedit.Path(raw, "timeout_ms"); ok {
			if ms, ok := jsonedit.Int(n); ok && ms >= 0 {
				timeout = strconv.AppendInt(nil, ms, 10)
			}
		}
	}
	dst = append(append(dst, `{"type":"exec","command":`...), command...)
	dst = append(append(dst, `,"env":{},"timeout_ms":`...), timeout...)
	dst = append(append(dst, `,"user":null,"working_directory":`...), dir...)
	return append(dst, '}')
}

// commandOf gives the command as a list of texts. A model that sends one line
// means a line for a shell.
func commandOf(arguments jsonedit.Raw) jsonedit.Raw {
	var args struct {
		Command any `json:"command"`
	}
	if json.Unmarshal(arguments, &args) != nil {
		return jsonedit.Raw("[]")
	}
	var words []jsonedit.Raw
	switch v := args.Command.(type) {
	case string:
		words = []jsonedit.Raw{jsonedit.Quote("bash"), jsonedit.Quote("-lc"), jsonedit.Quote(v)}
	case []any:
		for _, word := range v {
			s, ok := word.(string)
			if !ok {
				return jsonedit.Raw("[]")
			}
			words = append(words, jsonedit.Quote(s))
		}
	}
	return jsonedit.JoinArray(words)
}

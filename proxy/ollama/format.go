package ollama

import (
	"fmt"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// format is what the answer is to look like: anything, JSON, or JSON by a schema.
type format struct {
	json   bool
	schema jsonedit.Raw
}

func parseFormat(raw jsonedit.Raw) (format, *dialect.Error) {
	if isNull(raw) {
		return format{}, nil
	}
	s, isString := jsonedit.String(raw)
	switch {
	case isString && s == "":
		return format{}, nil
	case isString && s == "json":
		return format{json: true}, nil
	case jsonedit.Kind(raw) == '{':
		return format{json: true, schema: raw}, nil
	}
	if len(raw) > 40 {
		return format{}, bad("bad_format", `invalid format; expected "json" or a valid JSON Schema object`)
	}
	return format{}, bad("bad_format", fmt.Sprintf(`invalid format: %q; expected "json" or a valid JSON Schema object`, string(raw)))
}

const (
	askJSON   = "Respond in JSON."
	askSchema = "Respond in JSON only, following this JSON Schema:\n"
)

// appendFormat writes response_format. Anthropic knows none: there the prompt
// alone asks for it.
func (f format) appendFormat(b body, t Target) {
	switch {
	case !f.json || t.anthropic():
	case f.schema != nil && t.schemas():
		b.raw("response_format", `{"type":"json_schema","json_schema":{"name":"response","schema":`+string(f.schema)+`,"strict":false}}`)
	default:
		b.raw("response_format", `{"type":"json_object"}`)
	}
}

// line gives the words that the format needs in a message, or "": OpenAI refuses
// json_object when "JSON" stands in no message, and a schema that the upstream
// cannot take goes into the prompt.
func (f format) line(t Target, messages []message) string {
	switch {
	case !f.json:
	case f.schema != nil && (!t.schemas() || t.anthropic()):
		return askSchema + string(f.schema)
	case f.schema == nil && !mentionsJSON(messages):
		return askJSON
	}
	return ""
}

// prompted gives the messages with one more line, which joins the first system
// message, because several templates allow only one.
func prompted(line string, messages []message) []message {
	out := make([]message, 0, len(messages)+1)
	if len(messages) > 0 && (messages[0].role == "system" || messages[0].role == "developer") {
		out = append(out, messages...)
		if !out[0].content.empty() {
			line = out[0].content.String() + "\n\n" + line
		}
		out[0].content = text(jsonedit.Quote(line))
		return out
	}
	return append(append(out, message{role: "system", content: text(jsonedit.Quote(line))}), messages...)
}

func mentionsJSON(messages []message) bool {
	for i := range messages {
		if strings.Contains(strings.ToLower(messages[i].content.String()), "json") {
			return true
		}
	}
	return false
}

package refused

import (
	"encoding/json"
	"fmt"
	"strings"
)

const (
	// maxAnswer is the size up to which an error is read, in bytes.
	maxAnswer = 256 << 10
	// maxNested is how deep errors may stand in each other: gateways wrap what
	// they were told, OpenRouter as a text in metadata.raw, Bedrock's in a message.
	maxNested = 8
	// maxComplaints bounds what is made of one answer.
	maxComplaints = 64
	// maxText is how much of a sentence is read, in bytes.
	maxText = 4 << 10
)

// complaint is one thing that an upstream says of a request.
type complaint struct {
	path string // error.param, or pydantic's loc: "temperature", "messages.2.assistant.reasoning_content"; "" if none
	text string
}

// complaints collects what an error says, in whatever shape: OpenAI's and
// Anthropic's error object, Gemini's list of one, xAI's error as a text,
// pydantic's list of details (Mistral, vLLM, FastAPI) as JSON or as a text.
func complaints(body []byte) []complaint {
	var v any
	if len(body) > maxAnswer || json.Unmarshal(body, &v) != nil {
		return nil
	}
	var c collector
	switch v.(type) {
	case map[string]any, []any:
		c.walk(v, "", 0)
	}
	return c.list
}

type collector struct{ list []complaint }

func (c *collector) add(path, text string) {
	if text == "" || len(c.list) >= maxComplaints {
		return
	}
	path, text = path[:min(len(path), maxText)], text[:min(len(text), maxText)]
	c.list = append(c.list, complaint{path, strings.ReplaceAll(text, `\`, "")}) // quotes of a text in a text
}

// texts are the members in which a sentence may stand.
var texts = []string{"message", "error", "detail", "details", "msg", "description", "reason", "raw", "metadata", "fieldViolations", "errors"}

// walk goes through an error. param is that of the object around v.
func (c *collector) walk(v any, param string, depth int) {
	if depth > maxNested {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.walk(e, param, depth+1)
		}
	case string:
		inner := strings.TrimSpace(v)
		if strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, "[") {
			var parsed any
			if json.Unmarshal([]byte(inner), &parsed) == nil {
				c.walk(parsed, param, depth+1)
				return
			}
		}
		c.add(param, v)
	case map[string]any:
		if p, ok := v["param"].(string); ok && p != "" {
			param = p
		}
		if loc, ok := v["loc"].([]any); ok {
			c.add(locPath(loc), fmt.Sprint(v["msg"], " ", v["type"]))
			return
		}
		// The code says "unsupported_parameter" where the sentence may be in any words.
		code, _ := v["code"].(string)
		if message, ok := v["message"].(string); ok && strings.HasPrefix(code, "un") && param != "" {
			c.add(param, message+" ("+code+")")
		}
		for _, key := range texts {
			if inner, ok := v[key]; ok {
				c.walk(inner, param, depth+1)
			}
		}
	}
}

// locPath joins pydantic's place: ["body", "messages", 2, "assistant", "x"].
func locPath(loc []any) string {
	var parts []string
	for i, p := range loc {
		if s := fmt.Sprint(p); i > 0 || s != "body" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ".")
}

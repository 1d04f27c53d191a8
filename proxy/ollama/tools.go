package ollama

import (
	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

const noParameters = `{"type":"object","properties":{}}`

// parseTools turns Ollama's tools into those of chat completions: the same
// shape, with what clients leave out filled in. What is no function is left
// out; chat completions know nothing else.
func parseTools(tools []jsonedit.Raw) ([]jsonedit.Raw, *dialect.Error) {
	var out []jsonedit.Raw
	for _, raw := range tools {
		tool, err := jsonedit.ParseObject(raw)
		if err != nil {
			return nil, bad("bad_tool", "A tool must be a JSON object.")
		}
		raw, ok := tool.Get("function")
		if !ok || jsonedit.IsNull(raw) {
			continue
		}
		function, err := jsonedit.ParseObject(raw)
		if err != nil {
			return nil, bad("bad_tool", "The function of a tool must be a JSON object.")
		}
		fillParameters(function)
		b := append([]byte(`{"type":"function","function":`), function.Bytes()...)
		out = append(out, append(b, '}'))
	}
	return out, nil
}

// fillParameters repairs the schema of a function without parameters. The Go
// client writes "properties":null and "required":null where a tool has none,
// which OpenAI refuses.
func fillParameters(function *jsonedit.Object) {
	raw, ok := function.Get("parameters")
	if !ok || jsonedit.IsNull(raw) {
		function.Set("parameters", []byte(noParameters))
		return
	}
	parameters, err := jsonedit.ParseObject(raw)
	if err != nil {
		return // the upstream says what it thinks of it
	}
	kind, ok := parameters.Get("type")
	if !ok || jsonedit.IsNull(kind) || string(kind) == `""` {
		parameters.Set("type", []byte(`"object"`))
		kind = []byte(`"object"`)
	}
	if properties, ok := parameters.Get("properties"); string(kind) == `"object"` && (!ok || jsonedit.IsNull(properties)) {
		parameters.Set("properties", []byte("{}"))
	}
	if required, ok := parameters.Get("required"); ok && jsonedit.IsNull(required) {
		parameters.Delete("required")
	}
	if parameters.Changed() {
		function.Set("parameters", parameters.Bytes())
	}
}

// toolChoice takes the AI SDK's tool_choice over when chat completions know it, else nil.
func toolChoice(raw jsonedit.Raw) jsonedit.Raw {
	switch s, _ := jsonedit.String(raw); s {
	case "auto", "none", "required":
		return raw
	case "any":
		return jsonedit.Raw(`"required"`)
	}
	kind, _ := jsonedit.Path(raw, "type")
	if s, _ := jsonedit.String(kind); s != "function" {
		return nil
	}
	name, _ := jsonedit.Path(raw, "function", "name")
	if s, _ := jsonedit.String(name); s == "" {
		return nil
	}
	return raw
}

package refused

import "keyport/proxy/jsonedit"

// formatText asks in words for what response_format asked for. It holds the
// word JSON, which OpenAI and DeepSeek demand beside json_object.
const formatText = "Answer with one JSON object only. It must be valid against this JSON schema: "

// degrade replaces a schema by json_object, which DeepSeek and many models of
// Groq take instead, and puts the schema into the prompt.
func (e *editor) degrade() {
	raw, ok := e.obj.Get("response_format")
	if !ok || formatType(raw) != "json_schema" {
		return
	}
	if schema, ok := jsonedit.Path(raw, "json_schema", "schema"); ok {
		e.tell(formatText + string(schema))
	}
	e.obj.Set("response_format", jsonedit.Raw(`{"type":"json_object"}`))
	e.did = append(e.did, "response_format json_schema→json_object")
}

func formatType(raw jsonedit.Raw) string {
	value, _ := jsonedit.Path(raw, "type")
	name, _ := jsonedit.String(value)
	return name
}

// tell adds a text to the first system message, or puts one in front: Mistral
// and others take system messages only there.
func (e *editor) tell(text string) {
	raw, ok := e.obj.Get("messages")
	if !ok || jsonedit.Kind(raw) != '[' {
		return
	}
	messages, err := jsonedit.ParseArray(raw)
	if err != nil {
		return
	}
	if len(messages) > 0 {
		if first, err := jsonedit.ParseObject(messages[0]); err == nil && isSystem(first) {
			content, _ := first.Get("content")
			if said, ok := jsonedit.String(content); ok {
				first.Set("content", jsonedit.Quote(said+"\n\n"+text))
				messages[0] = first.Bytes()
				e.obj.Set("messages", jsonedit.JoinArray(messages))
				return
			}
		}
	}
	system := append([]byte(`{"role":"system","content":`), jsonedit.Quote(text)...)
	e.obj.Set("messages", jsonedit.JoinArray(append([]jsonedit.Raw{append(system, '}')}, messages...)))
}

func isSystem(m *jsonedit.Object) bool {
	raw, _ := m.Get("role")
	role, _ := jsonedit.String(raw)
	return role == "system" || role == "developer"
}

package ollama_test

import (
	"bytes"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

// asObject reads a body as the proxy does before it has it parsed.
func asObject(body []byte) *jsonedit.Object {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	o := new(jsonedit.Object)
	_ = o.ParseChecked(body, 200) // what is no object leaves it empty
	return o
}

func parseChat(body []byte) (*ollama.Request, *dialect.Error) {
	return ollama.ParseChat(asObject(body))
}

func parseGenerate(body []byte) (*ollama.Request, *dialect.Error) {
	return ollama.ParseGenerate(asObject(body))
}

package chat

import (
	"testing"

	"keyport/proxy/think"
)

// The events of a Responses stream carry "error":null from the first one on,
// and a tool may be called "error": neither is a failure that ends a stream.
func TestOnlyAnErrorOfTheUpstreamIsAFailure(t *testing.T) {
	for name, c := range map[string]struct {
		event  string
		failed bool
	}{
		"responses, no error yet": {`event: response.created` + "\n" + `data: {"type":"response.created","response":{"id":"r","error":null,"status":"in_progress"}}`, false},
		"null at the top":         {`data: {"error":null,"id":"x"}`, false},
		"a tool of that name":     {`data: {"type":"content_block_start","content_block":{"type":"tool_use","name":"error"}}`, false},
		"openai":                  {`data: {"error":{"message":"x"}}`, true},
		"a string":                {`data: {"error":"overloaded"}`, true},
		"anthropic":               {`event: error` + "\n" + `data: {"type":"error","error":{"type":"overloaded_error","message":"x"}}`, true},
		"responses":               {`event: error` + "\n" + `data: {"type":"error","code":"server_error","message":"x"}`, true},
		"vllm of old":             {`data: {"object":"error","message":"x","code":400}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := run(Options{Think: think.Options{Mode: think.Keep}}, c.event+"\n\n")
			if s.Failed != c.failed || s.Good() != c.failed {
				t.Errorf("failed %v, good %v", s.Failed, s.Good())
			}
		})
	}
}

package refused_test

import (
	"testing"

	"keyport/proxy/refused"
)

// copilot is what Copilot sends to every model, and what others add.
const copilot = `{"model":"m","messages":[],"temperature":0.1,"top_p":1,"n":1,"top_k":5,"presence_penalty":0,"logprobs":true,"max_tokens":9}`

func TestKnownModelsAreAskedRightTheFirstTime(t *testing.T) {
	const (
		thinking = `{"model":"m","messages":[],"top_k":5,"max_completion_tokens":9}`
		claude   = `{"model":"m","messages":[],"n":1,"presence_penalty":0,"logprobs":true,"max_tokens":9}`
	)
	var m refused.Memory
	for want, models := range map[string][]string{
		thinking: {
			"o1", "o1-mini", "o1-2024-12-17", "o3", "o3-pro", "o3-mini:online", "o4-mini", "openai/o4-mini-high", "openrouter/openai/o3", "O3-Mini",
			"azure/o3-mini", "azure-o1", "gpt-5", "gpt-5-mini", "gpt-5-2025-08-07", "openai/gpt-5-nano", "openai.gpt-5", "my-gpt-5-deployment", "gpt5", "gpt-5.1", "gpt-5.2-codex", "GPT-5.6-luna", "codex-mini-latest",
		},
		claude: {
			"claude-opus-4-7", "claude-opus-4.7", "claude-opus-4-8-20260601", "anthropic/claude-sonnet-4.9", "us.anthropic.claude-opus-4-7-v1:0", "claude-opus-5", "claude-5-sonnet-20270101", "claude-haiku-4-10@20261001", "claude-fable-5",
		},
		copilot: {
			"", "gpt-4.1", "gpt-4o", "gpt-oss-120b", "gpt-5-chat-latest", "gpt-50", "o10", "o1js", "olmo-3", "marco-o1", "qwen3-o3", "phi-4", "grok-4", "m",
			"claude-opus-4-6", "claude-opus-4-20250514", "claude-sonnet-4-5-20250929", "claude-3-7-sonnet-20250219", "claude-3.5-sonnet", "claude-2.1", "claude-instant", "anthropic.claude-v2", "gemini-3-pro", "deepseek-r1",
		},
	} {
		for _, model := range models {
			if got := adapt(t, &m, model, copilot, noon); got != want {
				t.Errorf("%s: %s", model, got)
			}
		}
	}
}

func TestKnownModelsThatDoNotThink(t *testing.T) {
	var m refused.Memory
	for body, want := range map[string]string{
		`{"messages":[],"temperature":0.1,"reasoning_effort":"none"}`:   `{"messages":[],"temperature":0.1,"reasoning_effort":"none"}`,
		`{"input":"x","temperature":0.1,"reasoning":{"effort":"none"}}`: `{"input":"x","temperature":0.1,"reasoning":{"effort":"none"}}`,
		`{"messages":[],"temperature":0.1,"reasoning_effort":"low"}`:    `{"messages":[],"reasoning_effort":"low"}`,
	} {
		if got := adapt(t, &m, "gpt-5.1", body, noon); got != want {
			t.Errorf("%s became %s", body, got)
		}
	}
	// Before 5.1 there is no such switch.
	if got := adapt(t, &m, "gpt-5", `{"messages":[],"temperature":0.1,"reasoning_effort":"none"}`, noon); got != `{"messages":[],"reasoning_effort":"none"}` {
		t.Error(got)
	}
}

// TestTheUpstreamKnowsBetter: a gateway with an o3 that knows only max_tokens.
func TestTheUpstreamKnowsBetter(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "o3", refuse("max_completion_tokens"), `{"messages":[],"max_completion_tokens":9}`)
	if got := adapt(t, &m, "o3", `{"messages":[],"max_tokens":9}`, noon); got != `{"messages":[],"max_tokens":9}` {
		t.Error(got)
	}
	if got := adapt(t, &m, "o3", `{"messages":[],"max_completion_tokens":9}`, noon); got != `{"messages":[],"max_tokens":9}` {
		t.Error(got)
	}
}

func TestOnlyChatCompletionsRenamesTheLimit(t *testing.T) {
	var m refused.Memory
	for _, body := range []string{`{"input":"x","max_output_tokens":9}`, `{"prompt":"x","max_tokens":9}`} {
		if got := adapt(t, &m, "o3", body, noon); got != body {
			t.Errorf("%s became %s", body, got)
		}
	}
}

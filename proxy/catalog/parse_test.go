package catalog

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestListsOfAllShapes(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want Model
	}{
		"openai":           {`{"object":"list","data":[{"id":"gpt-4o","created":1715367049,"owned_by":"openai"}]}`, Model{ID: "gpt-4o", Context: 128000, Vision: true, Tools: true, Chat: true}},
		"openrouter":       {`{"data":[{"id":"x/y","context_length":1000,"architecture":{"input_modalities":["text","image"]},"supported_parameters":["tools","reasoning"]}]}`, Model{ID: "x/y", Context: 1000, Vision: true, Tools: true, Thinking: true, Chat: true}},
		"no tools":         {`{"data":[{"id":"x/y","supported_parameters":["temperature"]}]}`, Model{ID: "x/y", Context: DefaultContext, Chat: true}},
		"groq":             {`{"data":[{"id":"llama-3.1-8b-instant","context_window":131072}]}`, Model{ID: "llama-3.1-8b-instant", Context: 131072, Tools: true, Chat: true}},
		"mistral":          {`{"data":[{"id":"mistral-embed","capabilities":{"completion_chat":false,"function_calling":false,"vision":false},"max_context_length":8192}]}`, Model{ID: "mistral-embed", Context: 8192, Embed: true}},
		"vllm":             {`{"data":[{"id":"m","max_model_len":4096}]}`, Model{ID: "m", Context: 4096, Tools: true, Chat: true}},
		"llama.cpp":        {`{"data":[{"id":"m","meta":{"n_ctx_train":2048}}]}`, Model{ID: "m", Context: 2048, Tools: true, Chat: true}},
		"lm studio":        {`{"data":[{"id":"m","type":"vlm","max_context_length":2048}]}`, Model{ID: "m", Context: 2048, Vision: true, Tools: true, Chat: true}},
		"anthropic":        {`{"data":[{"id":"claude-x","max_input_tokens":200000,"capabilities":{"image_input":{"supported":false},"thinking":{"supported":true}}}]}`, Model{ID: "claude-x", Context: 200000, Thinking: true, Tools: true, Chat: true}},
		"gemini":           {`{"models":[{"name":"models/gemini-2.5-pro","inputTokenLimit":1048576}]}`, Model{ID: "gemini-2.5-pro", Context: 1048576, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"together":         {`[{"id":"t","context_length":9}]`, Model{ID: "t", Context: 9, Tools: true, Chat: true}},
		"ollama":           {`{"models":[{"name":"qwen3:8b","details":{"context_length":40960}}]}`, Model{ID: "qwen3:8b", Context: 40960, Thinking: true, Tools: true, Chat: true}},
		"anthropic date":   {`{"data":[{"type":"model","id":"claude-opus-5","created_at":"2026-07-24T00:00:00Z","max_input_tokens":1000000.9}]}`, Model{ID: "claude-opus-5", Context: 1000000, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"vercel":           {`{"data":[{"id":"a/b","type":"language","context_window":7000,"tags":["tool-use","vision","reasoning"]}]}`, Model{ID: "a/b", Context: 7000, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"fireworks":        {`{"data":[{"id":"accounts/fireworks/models/x","context_length":7000,"supports_chat":true,"supports_image_input":true,"supports_tools":false}]}`, Model{ID: "accounts/fireworks/models/x", Context: 7000, Vision: true, Chat: true}},
		"fireworks flux":   {`{"data":[{"id":"accounts/fireworks/models/flux-1-dev","supports_chat":false}]}`, Model{ID: "accounts/fireworks/models/flux-1-dev", Context: DefaultContext}},
		"moonshot":         {`{"data":[{"id":"kimi-k9","context_length":262144,"supports_image_in":true,"supports_reasoning":true}]}`, Model{ID: "kimi-k9", Context: 262144, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"litellm":          {`{"data":[{"model_name":"mine","litellm_params":{"model":"azure/x"},"model_info":{"id":"abc","mode":"chat","max_input_tokens":8000,"max_tokens":100,"supports_vision":true,"supports_function_calling":null,"supports_reasoning":false}}]}`, Model{ID: "mine", Context: 8000, Vision: true, Tools: true, Chat: true}},
		"litellm twice":    {`{"data":[{"model_name":"m","model_info":{"max_input_tokens":9000,"supports_vision":true}},{"model_name":"m","model_info":{"max_input_tokens":8000,"supports_vision":false}},{"model_name":"m","model_info":{"max_input_tokens":null}},{"model_name":"openai/*"}]}`, Model{ID: "m", Context: 8000, Tools: true, Chat: true}},
		"litellm codex":    {`{"data":[{"model_name":"gpt-5-codex","model_info":{"mode":"responses"}}]}`, Model{ID: "gpt-5-codex", Context: 272000, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"litellm image":    {`{"data":[{"model_name":"x","model_info":{"mode":"image_generation"}}]}`, Model{ID: "x", Context: DefaultContext}},
		"azure embedding":  {`{"data":[{"id":"emb","capabilities":{"chat_completion":false,"embeddings":true}}]}`, Model{ID: "emb", Context: DefaultContext, Embed: true}},
		"mistral vision":   {`{"data":[{"id":"pixtral-9","capabilities":{"completion_chat":true,"function_calling":true,"vision":true,"completion_fim":false},"max_context_length":131072,"aliases":["p"]}]}`, Model{ID: "pixtral-9", Context: 131072, Vision: true, Tools: true, Chat: true}},
		"gemini embed":     {`{"models":[{"name":"models/thing-001","inputTokenLimit":2048,"supportedGenerationMethods":["embedContent"]}]}`, Model{ID: "thing-001", Context: 2048, Embed: true}},
		"gemini thinking":  {`{"models":[{"name":"models/gemma-9","inputTokenLimit":8192,"supportedGenerationMethods":["generateContent","countTokens"],"thinking":true}]}`, Model{ID: "gemma-9", Context: 8192, Thinking: true, Chat: true}},
		"xai":              {`{"models":[{"id":"grok-9","created":1700000000,"input_modalities":["text","image"],"output_modalities":["text"],"aliases":[]}]}`, Model{ID: "grok-9", Context: 131072, Vision: true, Tools: true, Chat: true}},
		"image output":     {`{"data":[{"id":"p/q","context_length":10,"architecture":{"input_modalities":["text"],"output_modalities":["image"]}}]}`, Model{ID: "p/q", Context: 10}},
		"lm studio in use": {`{"data":[{"id":"m","type":"llm","max_context_length":131072,"loaded_context_length":4096,"capabilities":["tool_use"]}]}`, Model{ID: "m", Context: 4096, Tools: true, Chat: true}},
		"lm studio v1":     {`{"models":[{"type":"llm","key":"m","max_context_length":2048,"capabilities":{"vision":true,"trained_for_tool_use":true}}]}`, Model{ID: "m", Context: 2048, Vision: true, Tools: true, Chat: true}},
		"ollama complete":  {`{"models":[{"name":"bge:x","model":"bge:x","digest":"d","capabilities":["completion","vision"],"details":{"context_length":40960}}]}`, Model{ID: "bge:x", Context: 40960, Vision: true, Chat: true, Revision: "d"}},
		"github":           {`{"data":[{"id":"o/p","capabilities":["streaming","tool-calling"],"limits":{"max_input_tokens":1000},"supported_input_modalities":["text","image"]}]}`, Model{ID: "o/p", Context: 1000, Vision: true, Tools: true, Chat: true}},
		"both lists":       {`{"models":[{"name":"m","capabilities":["completion"]}],"object":"list","data":[{"id":"m","owned_by":"llamacpp","meta":{"n_ctx_train":4096}}]}`, Model{ID: "m", Context: 4096, Tools: true, Chat: true}},
		"odd numbers":      {`{"data":[{"id":"gpt-4","context_length":"8k","max_model_len":-1}]}`, Model{ID: "gpt-4", Context: 8192, Tools: true, Chat: true}},
	} {
		t.Run(name, func(t *testing.T) {
			models, err := Parse([]byte(c.body))
			if err != nil || len(models) != 1 {
				t.Fatalf("%v %+v", err, models)
			}
			got := models[0]
			if name == "openai" && (got.Created.Year() != 2024 || got.Owner != "openai") {
				t.Errorf("%+v", got)
			}
			got.Created, got.Owner = c.want.Created, c.want.Owner
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
	for _, body := range []string{`[]`, `{"data":[]}`, `{"models":[]}`} {
		if models, err := Parse([]byte(body)); err != nil || len(models) != 0 {
			t.Errorf("%s: %v %v", body, models, err)
		}
	}
	for _, bad := range []string{`null`, `[1]`, `{"data":null}`, ``, `{}`, `"x"`, `{"data":1}`, `<html>`, `{"error":{"message":"x"}}`} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a list", bad)
		}
	}
	if models, err := Parse([]byte(`{"data":[{"id":"a"},{"id":"a"},{"x":1},{"id":""},{"id":"b","active":false},{"id":"c\u0000"},{"id":"\u202egpt"},{"id":"d\u009b2J"},{"id":"e\u2028"},{"id":"` + strings.Repeat("x", 600) + `"}]}`)); err != nil || len(models) != 1 {
		t.Errorf("doubles and nameless: %v %v", models, err)
	}
}

func TestServersOfOneModel(t *testing.T) {
	f, ok := ParseShow([]byte(`{"parameters":"num_ctx                        8192\nstop \"x\"","model_info":{"general.architecture":"llama","llama.context_length":131072,"llama.embedding_length":4096},"capabilities":["completion","tools","thinking"]}`))
	f.ID = "m"
	if m := f.model(); !ok || m.Context != 8192 || !m.Tools || !m.Thinking || m.Vision || !m.Chat {
		t.Errorf("%+v", m)
	}
	f, ok = ParseShow([]byte(`{"model_info":{"bert.context_length":512},"capabilities":["embedding"]}`))
	f.ID = "m"
	if m := f.model(); !ok || m.Context != 512 || !m.Embed || m.Chat || m.Tools {
		t.Errorf("%+v", m)
	}
	f, ok = ParseProps([]byte(`{"default_generation_settings":{"n_ctx":4096},"modalities":{"vision":true,"audio":false},"chat_template_caps":{"supports_tools":false}}`))
	f.ID = "m"
	if m := f.model(); !ok || m.Context != 4096 || !m.Vision || m.Tools || !m.Chat {
		t.Errorf("%+v", m)
	}
	for _, nothing := range []string{``, `{}`, `[]`, `{"error":"model 'x' not found"}`, `{"model_info":null}`} {
		if _, ok := ParseShow([]byte(nothing)); ok {
			t.Errorf("show: %s", nothing)
		}
		if _, ok := ParseProps([]byte(nothing)); ok {
			t.Errorf("props: %s", nothing)
		}
	}
}

func TestASecondAnswerAddsNoModel(t *testing.T) {
	got := Build(Merge([]Facts{{ID: "a"}, {ID: "b", Context: 7}}, []Facts{{ID: "a", Context: 5, Vision: yes(true)}, {ID: "c", Context: 5}}))
	if len(got) != 2 || got[0].Context != 5 || !got[0].Vision || got[1].Context != 7 {
		t.Errorf("%+v", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"data":[{"id":"x","context_length":5,"capabilities":{"vision":true}}]}`,
		`[{"id":"t","type":"chat","context_length":9}]`,
		`{"models":[{"name":"models/g","inputTokenLimit":1e9,"supportedGenerationMethods":["embedContent"]}]}`,
		`{"data":[{"model_name":"m","model_info":{"mode":"embedding","max_input_tokens":1.5}}],"has_more":true,"last_id":"m"}`,
		`{"models":[{"name":"q:8b","digest":"d","modified_at":"2026-01-01T00:00:00+02:00","capabilities":["completion"],"details":{"context_length":1}}]}`,
		`{"model_info":{"a.context_length":3},"parameters":"num_ctx 2","capabilities":["completion"],"default_generation_settings":{"n_ctx":1}}`,
		`{"data":[{"id":"ft:gpt-4o:o::1","created":99999999999,"architecture":{"input_modalities":[null,"image"]}}]}`,
	} {
		f.Add([]byte(seed))
	}
	sound := func(t *testing.T, m Model) {
		if m.ID == "" || m.Context < 1 || m.Context >= maxTokens || !utf8.ValidString(m.ID) || m.Embed && m.Chat || m.Tools && !m.Chat {
			t.Errorf("%+v", m)
		}
		if m.Created.Year() < 1 || m.Created.Year() > 9999 { // clients read RFC 3339
			t.Errorf("created %v", m.Created)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ParsePage(body)
		for _, parse := range []func([]byte) (Facts, bool){ParseShow, ParseProps} {
			if f, ok := parse(body); ok {
				f.ID = "x"
				sound(t, f.model())
			}
		}
		facts, err := ParseFacts(body)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, m := range Build(Merge(facts, facts)) {
			sound(t, m)
			if seen[m.ID] {
				t.Errorf("%q twice", m.ID)
			}
			seen[m.ID] = true
			if again := FactsOf(m).model(); again != m {
				t.Errorf("%+v became %+v", m, again)
			}
		}
	})
}

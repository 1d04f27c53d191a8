package catalog

import "testing"

func TestListsOfAllShapes(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want Model
	}{
		"openai":      {`{"object":"list","data":[{"id":"gpt-4o","created":1715367049,"owned_by":"openai"}]}`, Model{ID: "gpt-4o", Context: 128000, Vision: true, Tools: true, Chat: true}},
		"openrouter":  {`{"data":[{"id":"x/y","context_length":1000,"architecture":{"input_modalities":["text","image"]},"supported_parameters":["tools","reasoning"]}]}`, Model{ID: "x/y", Context: 1000, Vision: true, Tools: true, Thinking: true, Chat: true}},
		"no tools":    {`{"data":[{"id":"x/y","supported_parameters":["temperature"]}]}`, Model{ID: "x/y", Context: DefaultContext, Chat: true}},
		"groq":        {`{"data":[{"id":"llama-3.1-8b-instant","context_window":131072}]}`, Model{ID: "llama-3.1-8b-instant", Context: 131072, Tools: true, Chat: true}},
		"mistral":     {`{"data":[{"id":"mistral-embed","capabilities":{"completion_chat":false,"function_calling":false,"vision":false},"max_context_length":8192}]}`, Model{ID: "mistral-embed", Context: 8192, Embed: true}},
		"vllm":        {`{"data":[{"id":"m","max_model_len":4096}]}`, Model{ID: "m", Context: 4096, Tools: true, Chat: true}},
		"llama.cpp":   {`{"data":[{"id":"m","meta":{"n_ctx_train":2048}}]}`, Model{ID: "m", Context: 2048, Tools: true, Chat: true}},
		"lm studio":   {`{"data":[{"id":"m","type":"vlm","max_context_length":2048}]}`, Model{ID: "m", Context: 2048, Vision: true, Tools: true, Chat: true}},
		"anthropic":   {`{"data":[{"id":"claude-x","max_input_tokens":200000,"capabilities":{"image_input":{"supported":false},"thinking":{"supported":true}}}]}`, Model{ID: "claude-x", Context: 200000, Thinking: true, Tools: true, Chat: true}},
		"gemini":      {`{"models":[{"name":"models/gemini-2.5-pro","inputTokenLimit":1048576}]}`, Model{ID: "gemini-2.5-pro", Context: 1048576, Vision: true, Thinking: true, Tools: true, Chat: true}},
		"together":    {`[{"id":"t","context_length":9}]`, Model{ID: "t", Context: 9, Tools: true, Chat: true}},
		"ollama":      {`{"models":[{"name":"qwen3:8b","details":{"context_length":40960}}]}`, Model{ID: "qwen3:8b", Context: 40960, Thinking: true, Tools: true, Chat: true}},
		"odd numbers": {`{"data":[{"id":"gpt-4","context_length":"8k","max_model_len":-1}]}`, Model{ID: "gpt-4", Context: 8192, Tools: true, Chat: true}},
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
	for _, bad := range []string{``, `{}`, `"x"`, `{"data":1}`, `<html>`, `{"error":{"message":"x"}}`} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a list", bad)
		}
	}
	if models, err := Parse([]byte(`{"data":[{"id":"a"},{"id":"a"},{"x":1},{"id":""}]}`)); err != nil || len(models) != 1 {
		t.Errorf("doubles and nameless: %v %v", models, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"x","context_length":5,"capabilities":{"vision":true}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		models, err := Parse(body)
		if err != nil {
			return
		}
		for _, m := range models {
			if m.ID == "" || m.Context < 1 {
				t.Errorf("%+v", m)
			}
		}
	})
}

package ollama_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

var targets = []ollama.Target{
	{Model: "gpt-4.1", Kind: "openai", Host: "api.openai.com"},
	{Model: "gpt-5-mini", Kind: "azure", Host: "x.openai.azure.com", Thinking: true},
	{Model: "qwen3", Kind: "openai", Host: "127.0.0.1:8000", Insert: true},
	{Model: "kimi-k2", Kind: "openai", Host: "openrouter.ai", Thinking: true},
	{Model: "deepseek-chat", Kind: "openai", Host: "api.deepseek.com", Thinking: true},
	{Model: "claude-sonnet-4-5", Kind: "anthropic", Host: "api.anthropic.com", Thinking: true},
	{Model: "codestral", Kind: "openai", Host: "api.mistral.ai", Insert: true},
	{Model: "keyport-demo", Kind: "demo"},
}

func quoted(s string) string { return string(jsonedit.Quote(s)) }

func seeds(f *testing.F, folder, kind string) {
	eachSeed(f, folder, func(g *golden) {
		if in, ok := g.section("request.json"); ok && strings.HasPrefix(string(g.archive.Comment), kind) {
			for i := range targets {
				f.Add([]byte(in), byte(i))
			}
		}
	})
}

// FuzzChatRequest puts any body through: what is accepted gives valid JSON for
// every upstream, and every text of a message is in it.
func FuzzChatRequest(f *testing.F) {
	seeds(f, "requests", "chat")
	for _, body := range []string{
		`{"MODEL":"m","Messages":[{"ROLE":"User","Content":"a\ud800b\u00e9\/","content":null,"tool_calls":null},null]}`,
		`{"model":"m","messages":[{"role":"user","content":"x"},{"content":"y","role":"Assistant"},{"role":"\u0075ser","content":"z"}]}`,
		`{"model":"m","messages":[{"role":"","content":"x"}],"stream":null,"options":{"a":1},"options":{"seed":4},"think":"low"}`,
		`{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\"a\":\"\ud83d\"}"}}]},{"role":"tool","tool_name":"f","content":"r"}]}`,
	} {
		f.Add([]byte(body), byte(2))
	}
	f.Fuzz(func(t *testing.T, body []byte, which byte) {
		if jsonedit.Check(body, 200) != nil && len(bytes.TrimSpace(body)) > 0 {
			return
		}
		r, e := parseChat(body)
		if e != nil {
			checkRefusal(t, e)
			return
		}
		if r.Local != "" {
			readAsGo(t, ollama.LocalAnswer(r, r.Model, begin))
			return
		}
		target := targets[int(which)%len(targets)]
		var out jsonedit.Object
		endpoint, e := r.Completion(&out, target)
		if e != nil || endpoint != "chat/completions" {
			t.Fatal(endpoint, e)
		}
		var in struct {
			Messages []struct {
				Content   string
				ToolCalls []json.RawMessage `json:"tool_calls"`
			}
		}
		if err := json.Unmarshal(body, &in); err != nil {
			t.Fatal(err)
		}
		sent := readCompletion(t, out.Bytes(), target)
		var texts []string
		calls := 0
		for _, m := range in.Messages {
			texts = append(texts, m.Content)
			calls += len(m.ToolCalls)
		}
		checkTexts(t, texts, sent.texts)
		if calls != sent.calls {
			t.Errorf("%d calls became %d", calls, sent.calls)
		}
	})
}

// FuzzGenerateRequest does the same with POST /api/generate.
func FuzzGenerateRequest(f *testing.F) {
	seeds(f, "requests", "generate")
	f.Fuzz(func(t *testing.T, body []byte, which byte) {
		if jsonedit.Check(body, 200) != nil && len(bytes.TrimSpace(body)) > 0 {
			return
		}
		r, e := parseGenerate(body)
		if e != nil {
			checkRefusal(t, e)
			return
		}
		if r.Local != "" {
			readAsGo(t, ollama.LocalAnswer(r, r.Model, begin))
			return
		}
		target := targets[int(which)%len(targets)]
		var out jsonedit.Object
		endpoint, e := r.Completion(&out, target)
		if e != nil {
			checkRefusal(t, e)
			if !r.FIM || target.Insert {
				t.Error(e.Message)
			}
			return
		}
		var in struct{ Prompt, System, Suffix string }
		if err := json.Unmarshal(body, &in); err != nil {
			t.Fatal(err)
		}
		if endpoint == "chat/completions" {
			var texts []string
			if in.System != "" {
				texts = append(texts, in.System)
			}
			checkTexts(t, append(texts, in.Prompt), readCompletion(t, out.Bytes(), target).texts)
			return
		}
		var sent struct {
			Model, Prompt, Suffix string
			MaxTokens             int64 `json:"max_tokens"`
		}
		if err := jsonedit.Check(out.Bytes(), 400); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out.Bytes(), &sent); err != nil {
			t.Fatal(err)
		}
		if sent.Model != target.Model || sent.Prompt != in.Prompt || !r.Raw && sent.Suffix != in.Suffix || sent.MaxTokens < 1 {
			t.Errorf("%s became %s", body, out.Bytes())
		}
	})
}

func checkRefusal(t *testing.T, e *dialect.Error) {
	t.Helper()
	if e.Status != 400 || e.Code == "" || e.Message == "" {
		t.Errorf("refused with %+v", e)
	}
}

type completion struct {
	texts []string
	calls int
}

// readCompletion reads a request as an upstream does.
func readCompletion(t *testing.T, body []byte, target ollama.Target) (c completion) {
	t.Helper()
	if err := jsonedit.Check(body, 400); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	var v struct {
		Model    string
		Messages []struct {
			Role      string
			Content   json.RawMessage
			ToolCalls []struct {
				ID, Type string
				Function struct{ Name, Arguments string }
			} `json:"tool_calls"`
		}
	}
	if err := json.Unmarshal(body, &v); err != nil || v.Model != target.Model {
		t.Fatalf("%v in %s", err, body)
	}
	for _, m := range v.Messages {
		var parts []struct{ Type, Text string }
		text := ""
		if json.Unmarshal(m.Content, &text) != nil {
			if err := json.Unmarshal(m.Content, &parts); err != nil || len(parts) == 0 || m.Role != "user" {
				t.Errorf("%v in %s", err, m.Content)
			}
			if parts[0].Type == "text" {
				text = parts[0].Text
			}
		}
		c.texts = append(c.texts, text)
		for _, call := range m.ToolCalls {
			if c.calls++; call.ID == "" || call.Type != "function" || !json.Valid([]byte(call.Function.Arguments)) {
				t.Errorf("a call %+v", call)
			}
		}
	}
	return c
}

// checkTexts looks for the texts of a history, in order. A format adds a line of
// its own, to the first system message if there is one, and moved images a message.
func checkTexts(t *testing.T, want, got []string) {
	t.Helper()
	want = slices.DeleteFunc(want, func(s string) bool { return s == "" })
	i := 0
	for _, text := range got {
		if i < len(want) && (text == want[i] || strings.HasPrefix(text, want[i]+"\n\n")) {
			i++
		}
	}
	if i < len(want) {
		t.Errorf("%q is lost: %q became %q", want[i], want, got)
	}
}

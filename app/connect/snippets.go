package connect

import "strings"

// The configuration files of programs, ready to paste. The fields stand in the
// order in which the programs' own documentation shows them.

// vscode is what an entry of chatLanguageModels.json needs besides the name and
// the key that VS Code has asked for. The key stays in VS Code's own store.
func vscode(s Setting) string {
	type model struct {
		ID              string `json:"id"`
		Name            string `json:"name"`
		URL             string `json:"url"`
		ToolCalling     bool   `json:"toolCalling"`
		Vision          bool   `json:"vision"`
		Thinking        bool   `json:"thinking,omitempty"`
		MaxInputTokens  int    `json:"maxInputTokens"`
		MaxOutputTokens int    `json:"maxOutputTokens"`
	}
	var all []model
	for _, m := range s.models() {
		output := min(16384, m.Context/4)
		all = append(all, model{m.ID, m.ID, s.v1() + "/chat/completions", m.Tools, m.Vision, m.Thinking, m.Context - output, output})
	}
	entry := indented(struct {
		APIType string  `json:"apiType"`
		URL     string  `json:"url"`
		Models  []model `json:"models"`
	}{"chat-completions", s.v1(), all})
	return inner(entry)
}

// inner takes the braces off an object, so that its lines can be put into another.
func inner(object string) string {
	lines := strings.Split(object, "\n")
	lines = lines[1 : len(lines)-1]
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

func vscodeOllama(s Setting) string {
	return inner(indented(struct {
		URL     string            `json:"ollama.endpoint"`
		Headers map[string]string `json:"ollama.headers"`
	}{s.Base, map[string]string{"Authorization": "Bearer " + s.Password}}))
}

// zed holds the context window: without one Zed sends 4 096 tokens to an Ollama.
func zed(s Setting) string {
	type model struct {
		Name     string `json:"name"`
		Display  string `json:"display_name"`
		Tokens   int    `json:"max_tokens"`
		Tools    bool   `json:"supports_tools"`
		Thinking bool   `json:"supports_thinking"`
		Images   bool   `json:"supports_images"`
	}
	type ollama struct {
		URL      string  `json:"api_url"`
		Discover bool    `json:"auto_discover"`
		Context  int     `json:"context_window"`
		Models   []model `json:"available_models"`
	}
	o := ollama{URL: s.Base, Discover: true, Context: s.least()}
	for _, m := range s.models() {
		o.Models = append(o.Models, model{m.ID, m.ID, m.Context, m.Tools, m.Thinking, m.Vision})
	}
	return inner(indented(map[string]any{"language_models": map[string]any{"ollama": o}}))
}

func claude(s Setting) string {
	return inner(indented(map[string]any{"env": struct {
		URL   string `json:"ANTHROPIC_BASE_URL"`
		Token string `json:"ANTHROPIC_AUTH_TOKEN"`
	}{s.Base, s.Password}}))
}

// codex names the variable of the password, so that the file holds none.
func codex(s Setting) string {
	return strings.Join([]string{
		"model = " + text(s.Models[0].ID),
		`model_provider = "keyport"`,
		"",
		"[model_providers.keyport]",
		`name = "Keyport"`,
		"base_url = " + text(s.v1()),
		`env_key = "` + codexKey + `"`,
		`wire_api = "responses"`,
	}, "\n")
}

func continueYAML(s Setting) string {
	lines := []string{"models:"}
	for _, m := range s.models() {
		lines = append(lines, "  - name: "+text(m.ID), "    provider: openai", "    model: "+text(m.ID),
			"    apiBase: "+text(s.v1()), "    apiKey: "+text(s.Password))
	}
	return strings.Join(lines, "\n")
}

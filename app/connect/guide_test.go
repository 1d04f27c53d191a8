package connect

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

const (
	testPassword = "kp-s3cretpassword"
	testAddress  = "http://127.0.0.1:11434/s3cretaddress"
)

func setting(goos string) Setting {
	return Setting{
		Client: "Zed", Base: "http://127.0.0.1:11434", GOOS: goos,
		Models: []control.Model{
			{ID: "gpt-5", Context: 400000, Tools: true, Vision: true, Chat: true},
			{ID: `odd"'$(x)<m>`, Context: 32768, Chat: true, Thinking: true},
		},
	}
}

// inBoth runs a test in both languages.
func inBoth(t *testing.T, test func(t *testing.T)) {
	for _, language := range []string{"en", "de"} {
		t.Run(language, func(t *testing.T) {
			assets.SetLanguage(language)
			t.Cleanup(func() { assets.SetLanguage(assets.English) })
			test(t)
		})
	}
}

func allGuides() []string { return append(settings.Kinds(), control.GuideCursor) }

func TestEveryKindHasAWholeGuide(t *testing.T) {
	inBoth(t, func(t *testing.T) {
		for _, kind := range allGuides() {
			g, ok := Guide(kind, setting("linux"))
			if !ok {
				t.Errorf("%s has no guide", kind)
				continue
			}
			texts := []string{g.Title, g.Works, g.Checked, g.Undo}
			if g.Limits != "" {
				texts = append(texts, g.Limits)
			}
			texts = append(texts, g.Trouble...)
			for _, s := range g.Steps {
				texts = append(texts, s.Text)
				if s.Value != nil {
					texts = append(texts, s.Value.Label, s.Value.Shown)
				}
			}
			for _, said := range texts {
				if said == "" || strings.Contains(said, "connect.") || strings.Contains(said, "{name}") || strings.Contains(said, "{custom}") {
					t.Errorf("%s says %q", kind, said)
				}
			}
			if (len(g.Steps) == 0) != (kind == control.GuideCursor) || len(g.Trouble) == 0 {
				t.Errorf("%s has %d steps and %d lines of trouble", kind, len(g.Steps), len(g.Trouble))
			}
			if kind != control.GuideCursor && replays[kind] == nil {
				t.Errorf("nothing replays %s", kind)
			}
		}
	})
	if _, ok := Guide("netscape", setting("linux")); ok {
		t.Error("a kind that does not exist has a guide")
	}
	if g, ok := Guide("", setting("linux")); !ok || g.Kind != settings.KindOther {
		t.Error("an app of no kind is not connected like any other program")
	}
}

// Sentences that no guide says are left over from one that was changed.
func TestEverySentenceOfAGuideIsSaid(t *testing.T) {
	said := map[string]bool{}
	for _, g := range guides {
		for _, rest := range []string{".about", ".undo"} {
			said[g.kind+rest] = true
		}
		said[g.kind+".limits"] = g.limits
		said[g.kind+".title"] = g.title == ""
		for i := range g.steps {
			said[g.kind+"."+string(rune('1'+i))] = true
		}
		for i := range g.trouble {
			said[g.kind+".trouble."+string(rune('1'+i))] = true
		}
	}
	files, err := filepath.Glob("../../assets/texts/en/connect_*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]string
		if err := json.Unmarshal(text, &keys); err != nil {
			t.Fatal(err)
		}
		for key := range keys {
			if !said[strings.TrimPrefix(key, "connect.")] {
				t.Errorf("%s: no guide says %s", filepath.Base(file), key)
			}
		}
	}
}

// The names of menus and settings are the programs' own, in every language.
func TestGuidesNameWhatTheProgramsName(t *testing.T) {
	facts := map[string][]string{
		settings.KindVSCode: {
			"Chat: Manage Language Models", "Add Models", "Custom Endpoint", "chatLanguageModels.json", `"apiType": "chat-completions"`, `"toolCalling": true`,
			`"url": "http://127.0.0.1:11434/v1"`, "maxInputTokens", "maxOutputTokens", "chat.utilityModel", "chat.utilitySmallModel", "chat.byokUtilityModelDefault",
			"Bring Your Own Language Model Key in VS Code", "1.122",
		},
		settings.KindVSCodeOllama:  {"Ollama URL", "Headers", "ollama.endpoint", "ollama.headers", "Ollama: Refresh Models", "Ollama: Diagnose Models", "1.127", "Bearer "},
		settings.KindVSCodeBuiltIn: {"Chat: Manage Language Models", "Unable to verify Ollama server version"},
		settings.KindCopilotCLI:    {"COPILOT_PROVIDER_BASE_URL='http://127.0.0.1:11434/v1'", "COPILOT_PROVIDER_TYPE='openai'", "COPILOT_PROVIDER_API_KEY", "COPILOT_MODEL='gpt-5'"},
		settings.KindZed: {
			"LLM Providers", "API URL", "OLLAMA_API_KEY", "language_models", `"api_url": "http://127.0.0.1:11434"`, `"auto_discover": true`,
			`"context_window": 32768`, `"max_tokens": 400000`, "supports_tools", "supports_thinking", "supports_images",
		},
		settings.KindJetBrains:    {"Providers & API keys", "Models & API Keys", "Third-party AI providers", "OpenAI-compatible", "Test Connection", "Host URL"},
		settings.KindClaudeCode:   {"ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL", "~/.claude/settings.json", `"env"`, "/status", "apiKeyHelper"},
		settings.KindCodex:        {"~/.codex/config.toml", `model_provider = "keyport"`, "[model_providers.keyport]", "env_key", `wire_api = "responses"`, "lmstudio"},
		settings.KindContinue:     {"config.yaml", "provider: openai", "provider: ollama", "apiBase", "apiKey"},
		settings.KindCline:        {"API Provider", "OpenAI Compatible", "Base URL", "API Key", "Model ID", "Use custom base URL", "Ollama API Key"},
		settings.KindRoo:          {"API Provider", "OpenAI Compatible", "Base URL", "API Key", "Model ID"},
		settings.KindAider:        {"OPENAI_API_BASE", "OPENAI_API_KEY", "openai/gpt-5", "OLLAMA_API_BASE"},
		settings.KindXcode:        {"Intelligence", "Add a Model Provider", "Internet Hosted", "Locally Hosted"},
		settings.KindOpenWebUI:    {"Connections", "http://127.0.0.1:11434/v1"},
		settings.KindCurl:         {"/v1/models", "/v1/chat/completions", "/api/tags"},
		settings.KindOpenAISDK:    {"OPENAI_BASE_URL", "OPENAI_API_KEY"},
		settings.KindAnthropicSDK: {"ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"},
	}
	inBoth(t, func(t *testing.T) {
		for kind, names := range facts {
			g, _ := Guide(kind, setting("linux"))
			text, _ := json.Marshal(g)
			all := string(text) + strings.ReplaceAll(string(text), `\"`, `"`)
			all = strings.NewReplacer(`\u0026`, "&", `\\`, `\`).Replace(all)
			for _, name := range names {
				if !strings.Contains(all, name) {
					t.Errorf("%s does not name %s", kind, name)
				}
			}
		}
	})
}

func TestCursorSaysFirstThatItCannotReachThisComputer(t *testing.T) {
	inBoth(t, func(t *testing.T) {
		g, _ := Guide(control.GuideCursor, setting("linux"))
		if g.Possible || !strings.Contains(g.Works, "Cursor") || len(g.Steps) != 0 {
			t.Errorf("%+v", g)
		}
	})
}

func TestEveryValueHoldsItsSecretOnlyWhenCopied(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin"} {
		open := setting(goos)
		filled := open
		filled.Password, filled.Address = testPassword, testAddress
		for _, kind := range allGuides() {
			g, _ := Guide(kind, filled) // even when somebody gives it the secrets
			text, _ := json.Marshal(g)
			if strings.Contains(string(text), "s3cret") {
				t.Errorf("%s on %s shows a secret", kind, goos)
			}
			for _, s := range g.Steps {
				if s.Value == nil {
					continue
				}
				value, ok := Value(kind, s.Value.ID, filled)
				if !ok || value == "" {
					t.Errorf("%s: %s has no value", kind, s.Value.ID)
				}
				if strings.Contains(value, "s3cret") != s.Value.Secret {
					t.Errorf("%s: %s is marked secret: %v", kind, s.Value.ID, s.Value.Secret)
				}
				if strings.Contains(value, "localhost") {
					t.Errorf("%s: %s says localhost, which may be ::1", kind, s.Value.ID)
				}
			}
		}
	}
	if _, ok := Value(settings.KindZed, "claude", setting("linux")); ok {
		t.Error("a guide gives a value of another one")
	}
	if _, ok := Value(settings.KindZed, "no-such", setting("linux")); ok {
		t.Error("a value that does not exist is given")
	}
}

func TestSnippetsCanBeReadByTheirPrograms(t *testing.T) {
	s := setting("linux")
	s.Password, s.Address = testPassword, testAddress
	for _, id := range []string{"vscode", "vscode_ollama", "zed", "claude"} {
		var into map[string]any
		if err := json.Unmarshal([]byte("{"+values[id](s)+"}"), &into); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	var file struct {
		Model     string `toml:"model"`
		Provider  string `toml:"model_provider"`
		Providers map[string]struct {
			URL  string `toml:"base_url"`
			Key  string `toml:"env_key"`
			Wire string `toml:"wire_api"`
		} `toml:"model_providers"`
	}
	s.Models = s.Models[1:] // the name that is hard to quote
	if err := toml.Unmarshal([]byte(codex(s)), &file); err != nil || file.Model != s.Models[0].ID || file.Providers[file.Provider].Key != codexKey {
		t.Errorf("%v: %+v", err, file)
	}
}

func TestCardsBeginWithWhatIsInstalled(t *testing.T) {
	home := t.TempDir()
	for _, folder := range []string{".codex", ".vscode/extensions/saoudrizwan.claude-dev-3.1.0", ".cursor"} {
		if err := os.MkdirAll(filepath.Join(home, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(home, "config")
	if err := os.MkdirAll(filepath.Join(config, "zed"), 0o700); err != nil {
		t.Fatal(err)
	}
	cards := Cards(Here{Home: home, Config: config, Find: func(program string) bool { return program == "aider" }})
	var installed []string
	for _, c := range cards[:5] {
		if c.Installed {
			installed = append(installed, c.Kind)
		}
	}
	// .vscode is there because the extension is.
	if want := []string{settings.KindVSCode, settings.KindZed, settings.KindCodex, settings.KindCline, settings.KindAider}; !slices.Equal(installed, want) {
		t.Errorf("first come %v, want %v", installed, want)
	}
	if len(cards) != len(guides) {
		t.Errorf("%d cards for %d guides", len(cards), len(guides))
	}
	if last := cards[len(cards)-1]; last.Kind != control.GuideCursor || last.Possible {
		t.Errorf("last is %+v", last)
	}
	for _, c := range Cards(Here{}) {
		if c.Installed || c.Title == "" || c.Name == "" || c.About == "" {
			t.Errorf("on an empty computer: %+v", c)
		}
	}
}

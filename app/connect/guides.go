package connect

import (
	"keyport/app/control"
	"keyport/app/settings"
)

// guides are all guides in the order in which they are offered. The names of
// values are those of the map values.
var guides = []guide{
	{
		kind: settings.KindVSCode, title: "VS Code – Custom Endpoint", name: "VS Code",
		steps: []string{"", "password", "", "vscode", ""}, limits: true, trouble: 4,
		how: docs, found: places{config: []string{"Code"}, home: []string{".vscode"}, program: []string{"code"}},
		facts: []any{"custom", "Custom Endpoint"},
	},
	{
		kind: settings.KindVSCodeOllama, name: "VS Code Ollama",
		steps: []string{"", "base", "bearer", "vscode_ollama"}, limits: true, trouble: 2,
		how: read, version: "0.0.8", found: places{home: []string{".vscode/extensions/ollama.ollama-*"}},
		facts: []any{"url", "ollama.endpoint", "headers", "ollama.headers"},
	},
	{
		kind: settings.KindVSCodeBuiltIn, name: "Copilot",
		steps: []string{"", "address", ""}, limits: true, trouble: 3, how: read, version: "0.42.0",
	},
	{
		kind: settings.KindCopilotCLI, title: "GitHub Copilot CLI", name: "Copilot CLI",
		steps: []string{"copilot_cli", ""}, limits: true, trouble: 1,
		how: docs, found: places{home: []string{".copilot"}, program: []string{"copilot"}},
	},
	{
		kind: settings.KindZed, title: "Zed",
		steps: []string{"base", "password", "zed", ""}, limits: true, trouble: 3,
		how: read, version: "2025-10", found: places{config: []string{"zed", "Zed"}, home: []string{".config/zed"}, program: []string{"zed", "zeditor"}},
	},
	{
		kind: settings.KindJetBrains, title: "JetBrains AI Assistant", name: "JetBrains",
		steps: []string{"", "v1", "password", "", "address"}, limits: true, trouble: 1,
		how: docs, found: places{config: []string{"JetBrains"}},
	},
	{
		kind: settings.KindClaudeCode, title: "Claude Code",
		steps: []string{"claude", "claude_env", "", ""}, limits: true, trouble: 3,
		how: ran, version: "2.1.328", found: places{home: []string{".claude"}, program: []string{"claude"}},
	},
	{
		kind: settings.KindCodex, title: "Codex CLI", name: "Codex",
		steps: []string{"codex", "codex_env", ""}, trouble: 2,
		how: ran, version: "0.169.0", found: places{home: []string{".codex"}, program: []string{"codex"}},
	},
	{
		kind: settings.KindContinue, title: "Continue",
		steps: []string{"continue", "base"}, trouble: 1,
		how: read, version: "2026-06-18", found: places{home: []string{".continue", ".vscode/extensions/continue.continue-*"}},
	},
	{
		kind: settings.KindCline, title: "Cline",
		steps: []string{"", "v1", "password", "model", "context"}, trouble: 1,
		how: read, version: "2026-08-22", found: places{home: []string{".cline", ".vscode/extensions/saoudrizwan.claude-dev-*"}},
	},
	{
		kind: settings.KindRoo, title: "Roo Code",
		steps: []string{"", "v1", "password", "model", "context"}, trouble: 2,
		how: read, version: "2026-04-14", found: places{home: []string{".roo", ".vscode/extensions/rooveterinaryinc.roo-cline-*"}},
	},
	{
		kind: settings.KindAider, title: "Aider",
		steps: []string{"openai_base_env", "aider"}, trouble: 2,
		how: docs, found: places{home: []string{".aider.conf.yml", ".aider"}, program: []string{"aider"}},
	},
	{
		kind: settings.KindXcode, title: "Xcode",
		steps: []string{"", "base", "password", ""}, limits: true, trouble: 1,
		how: docs, found: places{app: []string{"Xcode.app"}},
	},
	{
		kind: settings.KindOpenWebUI, title: "Open WebUI",
		steps: []string{"", "v1", "password"}, limits: true, trouble: 2,
		how: docs, found: places{program: []string{"open-webui"}},
	},
	{kind: settings.KindCurl, title: "curl", steps: []string{"curl_models", "curl_chat", "curl_ollama"}, trouble: 1, how: ran, version: "8"},
	{kind: settings.KindOpenAISDK, title: "OpenAI SDK", steps: []string{"openai_env", "openai_code"}, trouble: 1, how: ran, version: "openai-node 6.49"},
	{
		kind: settings.KindAnthropicSDK, title: "Anthropic SDK",
		steps: []string{"claude_env", "anthropic_code"}, limits: true, trouble: 1, how: ran, version: "1.10",
	},
	{kind: settings.KindOther, steps: []string{"v1", "password", "base", "address"}, trouble: 2, how: docs},
	{
		kind: control.GuideCursor, title: "Cursor", limits: true, trouble: 1, impossible: true,
		how: docs, found: places{config: []string{"Cursor"}, home: []string{".cursor"}, program: []string{"cursor"}},
	},
}

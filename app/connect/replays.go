package connect

import "keyport/app/settings"

// What each program does, step by step. The steps were read from the programs'
// sources or watched on the wire; where nobody could (JetBrains, Xcode), they
// are what the programs' documentation promises of the interface they use.

var (
	stepVersion   = step{name: "version", run: (*check).version}
	stepTags      = step{name: "tags", run: (*check).tags}
	stepShow      = step{name: "show", run: (*check).show}
	stepNative    = step{name: "chat", run: (*check).native}
	stepCopilot   = step{name: "chat", run: (*check).copilot}
	stepModels    = step{name: "tags", run: (*check).models}
	stepChat      = step{name: "chat", run: (*check).chat}
	stepPassword  = step{name: "password", run: (*check).password}
	stepResponses = step{name: "responses", run: (*check).responses}
	stepMessages  = step{name: "messages", run: (*check).messages}
	stepBeta      = step{name: "messages", run: (*check).betaMessages}
	stepTokens    = step{name: "tokens", run: (*check).tokens, spare: true}
)

// spare makes a step one that the program can do without.
func spare(s step) step { s.spare = true; return s }

// compatible is what everything does that was made for OpenAI's API.
var compatible = []step{stepModels, stepChat}

// builtIn is the Ollama provider inside Copilot Chat (microsoft/vscode-copilot-chat 0.42).
var builtIn = replay{
	app: "Copilot", address: true,
	agent:  "GitHubCopilotChat/0.42.0",
	header: map[string]string{"X-VSCode-User-Agent-Library-Version": "node-fetch"},
	steps:  []step{stepVersion, stepTags, stepShow, stepCopilot},
}

var replays = map[string][]replay{
	settings.KindVSCode: {{
		app: "VS Code", agent: "GitHubCopilotChat/0.49.0",
		steps: []step{stepModels, stepChat, spare(stepResponses), spare(stepMessages)},
	}},
	settings.KindVSCodeOllama: {{ // ollama/ollama-vscode 0.0.8 on ollama-js 0.6.4
		app: "VS Code", agent: "ollama-js/0.6.4 (x64 linux Node.js/v22.0.0)",
		header: map[string]string{"Accept": "application/json"},
		steps:  []step{stepVersion, stepTags, stepShow, stepNative},
	}},
	settings.KindVSCodeBuiltIn: {builtIn},
	settings.KindCopilotCLI:    {{app: "Copilot CLI", agent: "copilot-cli", steps: []step{stepChat}}},
	settings.KindZed:           {{app: "Zed", agent: "Zed", steps: []step{stepTags, stepShow, stepNative}}},
	settings.KindJetBrains:     {{app: "JetBrains AI Assistant", agent: "JetBrains", steps: compatible}},
	settings.KindClaudeCode: {{ // Claude Code 2.1.328, seen on the wire
		app: "Claude Code", agent: "claude-cli/2.1.328 (external, cli)",
		header: map[string]string{
			"Anthropic-Version": "2023-06-01", "X-App": "cli",
			"Anthropic-Beta": "claude-code-20250219,interleaved-thinking-2025-05-14",
		},
		steps: []step{stepBeta, stepTokens},
	}},
	settings.KindCodex:     {{app: "Codex", agent: "codex_cli_rs/0.169.0", steps: []step{stepResponses}}},
	settings.KindContinue:  {{app: "Continue", agent: "Continue", steps: compatible}},
	settings.KindCline:     {{app: "Cline", agent: "OpenAI/JS 5.0.0", steps: compatible}},
	settings.KindRoo:       {{app: "Roo Code", agent: "OpenAI/JS 5.0.0", steps: compatible}},
	settings.KindAider:     {{app: "Aider", agent: "OpenAI/Python 1.99.0", steps: compatible}},
	settings.KindXcode:     {{app: "Xcode", agent: "Xcode", steps: compatible}},
	settings.KindOpenWebUI: {{app: "Open WebUI", agent: "Python/3.11 aiohttp/3.12", steps: compatible}},
	settings.KindCurl:      {{app: "curl", agent: "curl/8.5.0", steps: []step{stepModels}}},
	settings.KindOpenAISDK: {{ // openai-go 3.94
		app: "OpenAI SDK", agent: "OpenAI/Go 3.94.0",
		header: map[string]string{"X-Stainless-Lang": "go", "X-Stainless-Retry-Count": "0", "Accept": "application/json"},
		steps:  compatible,
	}},
	settings.KindAnthropicSDK: {{ // the TypeScript SDK 1.10 sends the key as a bearer token
		app: "Anthropic SDK", agent: "Anthropic/JS 1.10.0",
		header: map[string]string{"Anthropic-Version": "2026-10-21", "X-Stainless-Lang": "js"},
		steps:  []step{stepMessages, stepTokens},
	}},
	settings.KindOther: {
		builtIn,
		{app: "app", agent: "Keyport", steps: []step{stepPassword}},
	},
}

// WantsMessages reports whether apps of this kind speak Anthropic's Messages
// API, so that a model of such an account is the one to try.
func WantsMessages(kind string) bool {
	return kind == settings.KindClaudeCode || kind == settings.KindAnthropicSDK
}

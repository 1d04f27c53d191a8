package settings

import "slices"

// The kinds of client: which guide an app is connected by, and so what its
// wiring test replays. A kind opens and closes nothing.
const (
	KindVSCode        = "vscode"         // VS Code, Custom Endpoint
	KindVSCodeOllama  = "vscode-ollama"  // VS Code, the extension of Ollama
	KindVSCodeBuiltIn = "vscode-builtin" // VS Code, the Ollama provider inside Copilot Chat
	KindCopilotCLI    = "copilot-cli"
	KindZed           = "zed"
	KindJetBrains     = "jetbrains"
	KindClaudeCode    = "claude-code"
	KindCodex         = "codex"
	KindContinue      = "continue"
	KindCline         = "cline"
	KindRoo           = "roo"
	KindAider         = "aider"
	KindXcode         = "xcode"
	KindOpenWebUI     = "open-webui"
	KindCurl          = "curl"
	KindOpenAISDK     = "openai-sdk"
	KindAnthropicSDK  = "anthropic-sdk"
	KindOther         = "other" // as does ""
)

var kinds = []string{
	KindVSCode, KindVSCodeOllama, KindVSCodeBuiltIn, KindCopilotCLI, KindZed, KindJetBrains, KindClaudeCode, KindCodex,
	KindContinue, KindCline, KindRoo, KindAider, KindXcode, KindOpenWebUI, KindCurl, KindOpenAISDK, KindAnthropicSDK, KindOther,
}

// Kinds lists the kinds of client in the order in which they are offered.
func Kinds() []string { return slices.Clone(kinds) }

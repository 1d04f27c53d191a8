package connect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"keyport/app/control"
)

// values are what the steps of guides have to copy. Each is built from a Setting
// whose gaps are filled; names and models come from outside, so each goes
// through the quoting of the language it is put into.
var values = map[string]func(Setting) string{
	"base":     func(s Setting) string { return s.Base },
	"v1":       func(s Setting) string { return s.v1() },
	"address":  func(s Setting) string { return s.Address },
	"password": func(s Setting) string { return s.Password },
	"bearer":   func(s Setting) string { return "Bearer " + s.Password },
	"model":    func(s Setting) string { return s.Models[0].ID },
	"context":  func(s Setting) string { return strconv.Itoa(s.Models[0].Context) },

	"vscode":        vscode,
	"vscode_ollama": vscodeOllama,
	"zed":           zed,
	"claude":        claude,
	"codex":         codex,
	"continue":      continueYAML,
	"aider":         func(s Setting) string { return "aider --model " + s.quote("openai/"+s.Models[0].ID) },
	"curl_models": func(s Setting) string {
		return s.curl() + " -H " + s.quote("Authorization: Bearer "+s.Password) + " " + s.v1() + "/models"
	},
	"curl_chat":   curlChat,
	"curl_ollama": func(s Setting) string { return s.curl() + " " + s.Address + "/api/tags" },
	"openai_code": func(s Setting) string {
		return fmt.Sprintf("from openai import OpenAI\n\nai = OpenAI(base_url=%s, api_key=%s)\nprint(ai.models.list())", text(s.v1()), text(s.Password))
	},
	"anthropic_code": func(s Setting) string {
		return fmt.Sprintf("from anthropic import Anthropic\n\nai = Anthropic(base_url=%s, auth_token=%s)\nprint(ai.models.list())", text(s.Base), text(s.Password))
	},

	"copilot_cli": func(s Setting) string {
		return s.variables("COPILOT_PROVIDER_BASE_URL", s.v1(), "COPILOT_PROVIDER_TYPE", "openai",
			"COPILOT_PROVIDER_API_KEY", s.Password, "COPILOT_MODEL", s.Models[0].ID)
	},
	"claude_env": func(s Setting) string {
		return s.variables("ANTHROPIC_BASE_URL", s.Base, "ANTHROPIC_AUTH_TOKEN", s.Password)
	},
	"codex_env": func(s Setting) string { return s.variables(codexKey, s.Password) },
	"openai_env": func(s Setting) string {
		return s.variables("OPENAI_BASE_URL", s.v1(), "OPENAI_API_KEY", s.Password)
	},
	"openai_base_env": func(s Setting) string {
		return s.variables("OPENAI_API_BASE", s.v1(), "OPENAI_API_KEY", s.Password)
	},
}

// codexKey is the variable that Codex is told to take the password from.
const codexKey = "CODEX_KEYPORT_PASSWORD"

// mostModels is how many models a snippet names: a file that a person reads.
const mostModels = 12

func (s Setting) v1() string { return s.Base + "/v1" }

func (s Setting) models() []control.Model { return s.Models[:min(len(s.Models), mostModels)] }

// least is the context that every model has, for settings that hold one number for all.
func (s Setting) least() int {
	least := s.Models[0].Context
	for _, m := range s.models() {
		if m.Context > 0 && (m.Context < least || least <= 0) {
			least = m.Context
		}
	}
	return least
}

// variables are the lines that set variables in the shell of the system.
func (s Setting) variables(pairs ...string) string {
	var lines []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if s.GOOS == "windows" {
			lines = append(lines, "$env:"+pairs[i]+" = "+s.quote(pairs[i+1]))
		} else {
			lines = append(lines, "export "+pairs[i]+"="+s.quote(pairs[i+1]))
		}
	}
	return strings.Join(lines, "\n")
}

// quote makes one word of text that no shell looks into: PowerShell on Windows, else POSIX.
func (s Setting) quote(text string) string {
	if s.GOOS == "windows" {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// curl is the program's name: in Windows PowerShell "curl" is another command.
func (s Setting) curl() string {
	if s.GOOS == "windows" {
		return "curl.exe"
	}
	return "curl"
}

func curlChat(s Setting) string {
	body := compact(map[string]any{
		"model": s.Models[0].ID, "stream": true, "messages": []any{map[string]string{"role": "user", "content": "Hello"}},
	})
	where := s.v1() + "/chat/completions -H " + s.quote("Authorization: Bearer "+s.Password)
	if s.GOOS == "windows" { // PowerShell changes quotes inside an argument, not those that it pipes
		return s.quote(body) + " | curl.exe -N " + where + " -H 'Content-Type: application/json' -d '@-'"
	}
	return "curl -N " + where + " -H 'Content-Type: application/json' -d " + s.quote(body)
}

// text quotes for JSON, and so for TOML, YAML and Python.
func text(s string) string { return compact(s) }

func compact(v any) string { return encode(v, "") }

func indented(v any) string { return encode(v, "  ") }

// encode leaves < and > as they are, and does not end with a line break.
func encode(v any, indent string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	_ = e.Encode(v) // strings, numbers, lists and maps always encode
	return strings.TrimSuffix(b.String(), "\n")
}

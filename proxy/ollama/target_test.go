package ollama

import "testing"

func TestHosts(t *testing.T) {
	for host, private := range map[string]bool{
		"127.0.0.1:8000": true, "localhost": true, "LOCALHOST:1234": true, "[::1]:11434": true, "::1": true, "[fe80::1]": true, "192.168.1.5": true, "10.0.0.1:80": true,
		"nas": true, "box.local:8080": true, "host.docker.internal:1": true, "llm.lan": true,
		"api.openai.com": false, "8.8.8.8": false, "[2001:db8::1]:443": false, "localhost.example.com": false, "": false,
	} {
		if got := (Target{Host: host}).private(); got != private {
			t.Errorf("%q: private %v", host, got)
		}
	}
	for host, openAI := range map[string]bool{"api.openai.com": true, "EU.API.OPENAI.COM:443": true, "x.openai.azure.com": true, "notopenai.com": false, "openai.com.evil.net": false} {
		if got := (Target{Kind: "openai", Host: host}).openAI(); got != openAI {
			t.Errorf("%q: openAI %v", host, got)
		}
	}
}

func TestModelVersions(t *testing.T) {
	for name, want := range map[string]int{
		"claude-opus-4-7": 47, "claude-opus-4.7": 47, "claude-sonnet-5": 50, "claude-sonnet-4-20250514": 40, "claude-3-5-haiku-20241022": 35,
		"claude-opus-4-1-20250805": 41, "claude-haiku-4-5@20251001": 40, "claude-instant": 0, "gpt-5": 0, "claude-": 0, "claude-3-7-sonnet-latest": 37,
	} {
		if got := claude(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]int{"gpt-5": 0, "gpt-5-mini": 0, "gpt-5.1": 1, "gpt-5.2-pro": 2, "gpt-5.10-x": 10, "gpt-50": -1, "gpt-4.1": -1, "gpt-5.x": -1} {
		got, ok := gpt5(name)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]bool{"o1": true, "o3-mini": true, "gpt-5-mini": true, "gpt-5-chat-latest": false, "gpt-4o": false, "omni-moderation": false, "openai/o4-mini": true} {
		if got := (Target{Kind: "openai", Host: "api.openai.com", Model: name}).fixedSampling(); got != want {
			t.Errorf("%s: fixed sampling %v", name, got)
		}
	}
}

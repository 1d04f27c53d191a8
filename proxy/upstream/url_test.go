package upstream

import "testing"

func TestJoin(t *testing.T) {
	for _, c := range []struct{ base, kind, version, endpoint, query, want string }{
		{"https://api.openai.com/v1", "openai", "", "chat/completions", "", "https://api.openai.com/v1/chat/completions"},
		{"https://api.openai.com/v1/", "openai", "", "chat/completions", "", "https://api.openai.com/v1/chat/completions"},
		{"https://api.openai.com", "openai", "", "chat/completions", "", "https://api.openai.com/v1/chat/completions"},
		{"https://api.openai.com/", "openai", "", "models", "a=1&b=%20", "https://api.openai.com/v1/models?a=1&b=%20"},
		{"https://openrouter.ai/api/v1", "openai", "", "models", "", "https://openrouter.ai/api/v1/models"},
		{"https://api.groq.com/openai/v1", "openai", "", "models", "", "https://api.groq.com/openai/v1/models"},
		{"https://generativelanguage.googleapis.com/v1beta/openai/", "openai", "", "chat/completions", "", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions"},
		{"https://open.bigmodel.cn/api/paas/v4", "openai", "", "chat/completions", "", "https://open.bigmodel.cn/api/paas/v4/chat/completions"},
		{"https://api.deepseek.com/beta", "openai", "", "completions", "", "https://api.deepseek.com/beta/v1/completions"},
		{"https://host/vault", "openai", "", "models", "", "https://host/vault/v1/models"},
		{"https://api.anthropic.com", "anthropic", "", "messages", "beta=true", "https://api.anthropic.com/v1/messages?beta=true"},
		{"https://r.openai.azure.com/openai/deployments/gpt", "azure", "2024-10-21", "chat/completions", "", "https://r.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21"},
		{"https://r.openai.azure.com/openai/v1", "azure", "preview", "chat/completions", "x=1", "https://r.openai.azure.com/openai/v1/chat/completions?x=1&api-version=preview"},
		{"https://r.openai.azure.com/openai", "azure", "a", "models", "api-version=b", "https://r.openai.azure.com/openai/models?api-version=b"},
		{"http://127.0.0.1:8080/v1", "openai", "", "models/a/b:c", "", "http://127.0.0.1:8080/v1/models/a/b:c"},
	} {
		b, err := ParseBase(c.base, c.kind, c.version)
		if err != nil {
			t.Errorf("%s: %v", c.base, err)
			continue
		}
		if got := b.Join(c.endpoint, c.query).String(); got != c.want {
			t.Errorf("%s + %s = %s, want %s", c.base, c.endpoint, got, c.want)
		}
	}
	for _, bad := range []string{"", "api.openai.com", "ftp://x", "https://u:p@x", "https://x?a=b", "https://x#f", "https://", "://"} {
		if _, err := ParseBase(bad, "openai", ""); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestOrigin(t *testing.T) {
	for in, want := range map[string]string{
		"https://API.openai.com/v1": "https://api.openai.com:443",
		"http://localhost/x":        "http://localhost:80",
		"http://[::1]:8080":         "http://[::1]:8080",
		"nothing":                   "",
	} {
		if got := Origin(in); got != want {
			t.Errorf("Origin(%q) = %q", in, got)
		}
	}
}

func TestHTTPIsForPrivateNetworksOnly(t *testing.T) {
	for url, ok := range map[string]bool{
		"http://127.0.0.1:1": true, "http://localhost": true, "http://192.168.1.2": true, "http://10.0.0.1": true, "http://nas": true, "http://box.local": true, "http://[::1]": true, "http://LOCALHOST.:1": true, "http://NAS.Local": true,
		"http://api.openai.com": false, "http://8.8.8.8": false, "https://api.openai.com": true,
	} {
		if _, err := New(Config{Kind: KindOpenAI, URL: url}, nil); (err == nil) != ok {
			t.Errorf("%s: %v", url, err)
		}
	}
}

package upstream

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyport/proxy/secret"
)

// echoing is an upstream of the given key whose answers come from answer.
func echoing(t *testing.T, cfg Config, answer http.HandlerFunc) *Upstream {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	cfg.Kind, cfg.URL, cfg.KeyOrigin = KindOpenAI, server.URL, Origin(server.URL)
	u, err := New(cfg, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestReturnedHeadersHoldNoKey(t *testing.T) {
	const key = "sk-CANARY-0123456789abcdef"
	u := echoing(t, Config{Key: secret.New(key), Authorization: secret.New("Bearer sk-other-0123456789abcdef")}, nil)
	for name, value := range map[string]string{
		"plain": key, "inside": "req_" + key + "_1", "base64": base64.StdEncoding.EncodeToString([]byte("x:" + key)), "beginning": key[:12] + "…", "whole header": "Bearer sk-other-0123456789abcdef", "its key": "sk-other-0123456789abcdef",
	} {
		t.Run(name, func(t *testing.T) {
			in := http.Header{}
			names := append([]string{"X-Ratelimit-Anything", "Anthropic-Ratelimit-Anything"}, "X-Echo", "Set-Cookie")
			for name := range returned {
				names = append(names, name)
			}
			for _, name := range names {
				in[name] = []string{value, "clean"}
			}
			out := http.Header{}
			u.CopyHeader(out, in)
			if text := fmt.Sprint(out); strings.Contains(text, "CANARY") || strings.Contains(text, "sk-other") || strings.Contains(text, value) {
				t.Error(text)
			}
			if got := out["X-Request-Id"]; len(got) != 2 || !strings.Contains(got[0], secret.Redacted) || got[1] != "clean" || len(out) != len(returned)+4 { // two limits, two of ours
				t.Errorf("%d headers: %v", len(out), out)
			}
			if in["X-Request-Id"][0] != value {
				t.Error("the answer itself was changed")
			}
		})
	}
}

// JSON can write every letter as an escape; the sentence is what is left of it.
func TestSentencesHoldNoKey(t *testing.T) {
	const key = "sk-CANARY-0123456789abcdef"
	u := echoing(t, Config{Key: secret.New(key)}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"error":{"message":"wrong key \u0073k-CANAR\u0059-0123456789abcdef\u009b31m"}}`))
	})
	_, refusal := u.List(t.Context())
	if refusal == nil || !strings.HasSuffix(refusal.Err.Message, "It says: wrong key [redacted]31m") {
		t.Errorf("%+v", refusal)
	}
}

// Lists of models are kept in a file.
func TestListsHoldNoKey(t *testing.T) {
	const key = "sk-CANARY-0123456789abcdef"
	u := echoing(t, Config{Key: secret.New(key)}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"data":[{"id":"m1","owned_by":%q},{"id":"m-%s"}]}`, key, key)
	})
	models, err := u.Models(t.Context(), nil)
	plain := echoing(t, Config{Key: secret.New("deepseek")}, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data":[{"id":"deepseek-r1"}]}`)
	})
	if models, err := plain.Models(t.Context(), nil); err != nil || len(models) != 1 || models[0].ID != "deepseek-r1" {
		t.Errorf("a word that is no key was taken out of a name: %v %+v", err, models)
	}
	if text := fmt.Sprintf("%+v", models); err != nil || len(models) != 2 || strings.Contains(text, "CANARY") {
		t.Errorf("%v %s", err, text)
	}
}

// Servers that want no key are given words that their answers hold anyway.
func TestWordsThatAreNoKeyAreLeftAlone(t *testing.T) {
	for _, key := range []string{"none", "test", "EMPTY", "ollama", "1234", "json"} {
		u := echoing(t, Config{Key: secret.New(key)}, nil)
		text := "none test EMPTY ollama 1234 application/json"
		out := http.Header{}
		u.CopyHeader(out, http.Header{"X-Request-Id": {text}, "Content-Type": {"application/json"}})
		if got := string(u.Mask([]byte(text))); got != text || out.Get("X-Request-Id") != text || out.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %q %v", key, got, out)
		}
	}
}

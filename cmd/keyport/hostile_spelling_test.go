package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What is judged is what is sent: Ollama's decoder takes a name in any case,
// and of two the last one, so of two there may be only one.
func TestHostileSpellings(t *testing.T) {
	k := start(t, newAccount(t), "[[rule]]\nmodels = [\"capped\"]\nforce = { max_tokens = 16 }\n")
	var attacks []attack
	for name, body := range map[string]string{
		"capitals behind":         `{"model":"m1","MODEL":"capped","messages":[],"stream":false}`,
		"capitals in front":       `{"Model":"capped","model":"m1","messages":[],"stream":false}`,
		"escaped":                 `{"model":"m1","MODE\u004c":"capped","messages":[],"stream":false}`,
		"a letter that folds":     `{"model":"m1","messages":[],"me\u017f\u017fages":[{"role":"user","content":"x"}],"stream":false}`,
		"stream in two spellings": `{"model":"m1","messages":[],"stream":false,"Stream":true}`,
	} {
		for _, path := range []string{"/" + hostileAddress + "/api/chat", "/" + hostileAddress + "/api/generate", "/api/chat"} {
			attacks = append(attacks, attack{name: name + path[len(path)-9:], path: path, body: body, status: 400, code: "duplicate_key"})
		}
	}
	k.refused(t, attacks)
	t.Run("one of another case counts, and is judged as what is sent", func(t *testing.T) {
		k.up.forget()
		got := k.send(t, attack{path: "/" + hostileAddress + "/api/chat", body: `{"Model":"capped","Messages":[{"role":"user","content":"x"}],"Stream":false,"options":{"num_predict":9999}}`})
		seen := k.up.requests()
		if got.StatusCode != 200 || len(seen) != 1 {
			t.Fatalf("%d %s, the account saw %d requests", got.StatusCode, got.text, len(seen))
		}
		var sent struct {
			Model     string      `json:"model"`
			MaxTokens json.Number `json:"max_tokens"`
		}
		if err := json.Unmarshal([]byte(seen[0].body), &sent); err != nil || sent.Model != "capped" || sent.MaxTokens != "16" || strings.Contains(seen[0].body, "9999") {
			t.Errorf("the account saw %s", seen[0].body)
		}
	})
	// A float64 would make another number of it.
	t.Run("numbers keep their spelling when they are translated", func(t *testing.T) {
		k.up.forget()
		k.send(t, attack{path: "/" + hostileAddress + "/api/chat", body: `{"model":"m1","stream":false,"messages":[{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":9007199254740993,"b":1e400,"c":-0,"d":1.0}}}]},{"role":"tool","tool_name":"f","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","maximum":9007199254740993}}}],"options":{"seed":9007199254740993}}`})
		seen := k.up.requests()
		if len(seen) != 1 {
			t.Fatalf("the account saw %d requests", len(seen))
		}
		for _, want := range []string{`"seed":9007199254740993`, `"maximum":9007199254740993`, `9007199254740993`, `1e400`, `-0`, `1.0`} {
			if !strings.Contains(seen[0].body, want) {
				t.Errorf("%s is missing in %s", want, seen[0].body)
			}
		}
	})
	k.works(t)
}

// A settings file is a way in too: what it says of headers cannot begin another
// header, replace the key or change where a request ends. The account that it
// stands in does not run, and the rest does.
func TestHostileSettings(t *testing.T) {
	for name, line := range map[string]string{
		"line break": `"X-A" = "b\r\nX-Evil: 1"`, "line feed": `"X-A" = "b\nX-Evil: 1"`, "in the name": `"X-A\r\nX-Evil" = "1"`, "colon in the name": `"X-Evil: 1\r\nX" = "1"`,
		"host": `Host = "evil.example"`, "length": `"Content-Length" = "0"`, "chunks": `"Transfer-Encoding" = "chunked"`, "connection": `Connection = "Authorization"`,
		"key": `Authorization = "Bearer evil"`, "key in small letters": `authorization = "Bearer evil"`, "cookie": `Cookie = "a=b"`, "expect": `Expect = "100-continue"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			up, evil := newAccount(t), newAccount(t)
			k := start(t, up, fmt.Sprintf("[[upstream]]\nname = \"evil\"\nauth = \"none\"\nurl = %q\nmodels = [\"*\"]\nheaders = { %s }\n", evil.URL+"/v1", line))
			k.send(t, attack{path: "/v1/chat/completions", body: hostileChat})
			k.send(t, attack{path: "/" + hostileAddress + "/api/chat", body: hostileChat})
			for _, s := range append(evil.requests(), up.requests()...) {
				for header, values := range s.header {
					if text := header + strings.Join(values, ","); strings.Contains(strings.ToLower(text), "evil") || header == "Cookie" || header == "Expect" {
						t.Errorf("an account saw %s: %q", header, values)
					}
				}
			}
			if seen := evil.requests(); len(seen) != 0 {
				t.Errorf("the wrong account was asked: %+v", seen)
			}
			if got := k.send(t, attack{path: "/"}); got.StatusCode != http.StatusOK {
				t.Errorf("Keyport itself answers with %d", got.StatusCode)
			}
		})
	}
}

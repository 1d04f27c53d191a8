package proxy

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyport/proxy/secret"
)

func TestTwentyTriesInAMinuteAreMany(t *testing.T) {
	start := time.Now()
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	t.Run("in time", func(t *testing.T) {
		var b badTries
		for i := range 19 {
			if _, many := b.add(at(float64(i))); many {
				t.Fatalf("told at try %d", i+1)
			}
		}
		if since, many := b.add(at(59.9)); !many || !since.Equal(start) {
			t.Errorf("%v since %v", many, since)
		}
	})
	t.Run("too slow", func(t *testing.T) {
		var b badTries
		for i := range 1000 {
			if _, many := b.add(at(float64(i) * 3.2)); many {
				t.Fatalf("told at try %d", i+1)
			}
		}
	})
	t.Run("slow, then fast", func(t *testing.T) {
		var b badTries
		for i := range 15 {
			b.add(at(float64(i) * 20))
		}
		told := 0
		for i := range 19 {
			if _, many := b.add(at(1000 + float64(i))); many {
				told++
			}
		}
		since, many := b.add(at(1020))
		if told != 0 || !many || !since.Equal(at(1000)) {
			t.Errorf("told %d times, then %v since %v", told, many, since.Sub(start))
		}
	})
	t.Run("a flood is told once a second", func(t *testing.T) {
		var b badTries
		told := 0
		for i := range 10_000 {
			if _, many := b.add(at(float64(i) / 1000)); many {
				told++
			}
		}
		if told != 10 {
			t.Errorf("told %d times in 10 s", told)
		}
	})
	t.Run("it costs no memory", func(t *testing.T) {
		var b badTries
		if n := testing.AllocsPerRun(1000, func() { b.add(start) }); n != 0 {
			t.Errorf("%v allocations a try", n)
		}
	})
}

func TestWhatIsABadTry(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	basic := func(s string) []string {
		return []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(s))}
	}
	wrong := []string{"Authorization", "Bearer kp-wrong"}
	for _, c := range []struct {
		name, access, path string
		headers            []string
		bad                bool
	}{
		{"wrong password", "", "/v1/models", wrong, true},
		{"wrong bare token", "", "/v1/models", []string{"Authorization", "kp-wrong"}, true},
		{"wrong x-api-key", "", "/v1/models", []string{"X-Api-Key", "kp-wrong"}, true},
		{"wrong api-key", "", "/v1/models", []string{"Api-Key", "kp-wrong"}, true},
		{"wrong basic", "", "/v1/models", basic("x:kp-wrong"), true},
		{"wrong password on the Ollama side", "", "/api/tags", wrong, true},
		{"wrong password for an unknown path", "", "/v1/nothing", wrong, true},
		{"wrong password for the health", "", "/health", wrong, true},
		{"the beginning of the right one", "", "/v1/models", []string{"Authorization", "Bearer " + testPassword[:20]}, true},
		{"wrong address", "", "/" + strings.Repeat("x", 26) + "/api/tags", nil, true},
		{"wrong address alone", "", "/" + strings.Repeat("x", 26), nil, true},
		{"wrong address and password", "", "/" + strings.Repeat("x", 26) + "/api/tags", wrong, true},

		{"no credential", "", "/v1/models", nil, false},
		{"an empty key", "", "/v1/models", []string{"Authorization", "Bearer "}, false},
		{"right password", "", "/v1/models", bearer(), false},
		{"right password behind a wrong one", "", "/v1/models", append(bearer(), "X-Api-Key", "kp-wrong"), false},
		{"right password, unknown path", "", "/v1/nothing", bearer(), false},
		{"right password below an unknown name", "", "/" + strings.Repeat("x", 26) + "/v1/models", bearer(), false},
		{"right password for the health", "", "/health", bearer(), false},
		{"the health", "", "/health", nil, false},
		{"the root", "", "/", wrong, false},
		{"right address", "", "/" + testAddress + "/api/tags", wrong, false},
		{"unknown path below a right address", "", "/" + testAddress + "/nothing", nil, false},
		{"a path of another server", "", "/props", nil, false},
		{"a web browser's question", "", "/favicon.ico", nil, false},
		{"a web page's guess", "", "/v1/models", append([]string{"Origin", "https://evil.example"}, wrong...), false}, // refused before anything is compared
		{"open", AccessOpen, "/v1/models", wrong, false},
		{"open, health", AccessOpen, "/health", wrong, false},
		{"the app's own key", AccessPassthrough, "/v1/models", wrong, false},
		{"the app's own key, health", AccessPassthrough, "/health", wrong, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told atomic.Int32
			cfg := up.config()
			cfg.Access = c.access
			cfg.BadTries = func(since time.Time) {
				if told.Add(1); since.IsZero() || time.Since(since) > time.Minute {
					t.Errorf("since %v", since)
				}
			}
			s := serve(t, cfg)
			for i := range manyTries {
				if told.Load() != 0 {
					t.Fatalf("told after %d", i)
				}
				_, _ = io.Copy(io.Discard, call(t, "GET", s.URL+c.path, "", c.headers...).Body)
			}
			if (told.Load() == 1) != c.bad {
				t.Errorf("told %d times", told.Load())
			}
		})
	}
	t.Run("outside of the prefix", func(t *testing.T) {
		cfg := up.config()
		cfg.Prefix = "/work"
		var told atomic.Int32
		cfg.BadTries = func(time.Time) { told.Add(1) }
		s := serve(t, cfg)
		for range manyTries {
			call(t, "GET", s.URL+"/"+strings.Repeat("x", 30)+"/api/tags", "").Body.Close()
		}
		if told.Load() != 0 {
			t.Error("an address without the prefix is a wrong address, not a guess")
		}
		for range manyTries {
			call(t, "GET", s.URL+"/work/"+strings.Repeat("x", 30)+"/api/tags", "").Body.Close()
		}
		if told.Load() != 1 {
			t.Errorf("told %d times", told.Load())
		}
	})
}

// A lock-out would let every program of this computer keep the person's apps
// from working.
func TestAFloodOfBadTriesLocksNobodyOut(t *testing.T) {
	const tries, guessers = 2_000, 4
	up := newUpstream(t, jsonAnswer(200, `{"ok":true}`))
	cfg := up.config()
	var told atomic.Int32
	cfg.BadTries = func(time.Time) { told.Add(1) }
	s := serve(t, cfg)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: guessers + 1}}
	defer client.CloseIdleConnections()
	ask := func(path, password string) (*http.Response, error) {
		req, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader(chatBody))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", "application/json")
		if password != "" {
			req.Header.Set("Authorization", "Bearer "+password)
		}
		resp, err := client.Do(req)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		return resp, err
	}
	begun := time.Now()
	var left atomic.Int64
	left.Store(tries)
	var wg sync.WaitGroup
	for range guessers {
		wg.Go(func() {
			for n := left.Add(-1); n >= 0; n = left.Add(-1) {
				path, password, want := "/v1/chat/completions", "kp-wrong", http.StatusUnauthorized
				if n%2 == 0 {
					path, password, want = "/"+strings.Repeat("y", 26)+"/api/chat", "", http.StatusNotFound
				}
				resp, err := ask(path, password)
				if err != nil || resp.StatusCode != want || resp.Header.Get("Retry-After") != "" {
					t.Errorf("a bad try: %v %v", resp, err)
					return
				}
			}
		})
	}
	right := 0
	for ; left.Load() > 0 || right == 0; right++ {
		path, password := "/v1/chat/completions", testPassword
		if right%2 == 0 {
			path, password = "/"+testAddress+"/v1/chat/completions", ""
		}
		if resp, err := ask(path, password); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("the right one, after %d bad tries: %v %v", tries-left.Load(), resp, err)
		}
		<-up.entered
	}
	wg.Wait()
	took := time.Since(begun)
	t.Logf("%d bad tries and %d right ones in %v, told %d times", tries, right, took, told.Load())
	if n := int(told.Load()); n < 1 || n > int(took/triesTold)+1 {
		t.Errorf("told %d times in %v", n, took)
	}
}

// What a client may do hangs on the client, not on what carried its credential:
// in Open WebUI a limit vanished with x-api-key (CVE-2026-45339).
func TestEveryCredentialMeansTheSame(t *testing.T) {
	ways := map[string]func(url string) (string, []string){
		"bearer":    func(u string) (string, []string) { return u, []string{"Authorization", "Bearer " + testPassword} },
		"bare":      func(u string) (string, []string) { return u, []string{"Authorization", testPassword} },
		"x-api-key": func(u string) (string, []string) { return u, []string{"X-Api-Key", testPassword} },
		"api-key":   func(u string) (string, []string) { return u, []string{"Api-Key", testPassword} },
		"basic": func(u string) (string, []string) {
			return u, []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("x:"+testPassword))}
		},
		"old password": func(u string) (string, []string) { return u, []string{"Authorization", "Bearer kp-before"} },
		"address":      func(u string) (string, []string) { return "/" + testAddress + u, nil },
		"old address":  func(u string) (string, []string) { return "/addressofbefore" + u, nil },
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			up := newUpstream(t, jsonAnswer(200, `{"ok":true}`))
			var client string
			cfg := up.config()
			cfg.Clients = append([]Client{{Name: "Zed", Password: secret.New("kp-zed"), Address: secret.New("zed")}}, cfg.Clients...)
			cfg.Clients[1].Old = []Old{{Password: secret.New("kp-before"), Address: secret.New("addressofbefore"), Valid: func() bool { return true }}}
			cfg.Limits.PerMinute = 1
			cfg.Observe = func(r Record) { client = r.Client }
			s := serve(t, cfg)
			for _, c := range []struct {
				method, path string
				status       int
				code         string
			}{
				{"POST", "/v1/embeddings", 200, ""},
				{"POST", "/v1/embeddings", 429, "rate_limited"},
				{"POST", "/v1/fine_tuning/jobs", 404, "path_not_allowed"},
				{"GET", "/v1/organization/costs", 404, "path_not_allowed"},
				{"DELETE", "/v1/models/x", 405, "method_not_allowed"},
				{"DELETE", "/api/delete", 400, "no_management"},
			} {
				url, headers := way(c.path)
				body := ""
				if c.method == "POST" {
					body = `{"model":"gpt-4o","input":"x"}`
				}
				resp := call(t, c.method, s.URL+url, body, headers...)
				got := text(t, resp)
				if resp.StatusCode != c.status || c.code != "" && code(t, got) != c.code {
					t.Errorf("%s %s: %d %s", c.method, c.path, resp.StatusCode, got)
				}
			}
			if n := len(up.requests()); n != 1 || client != "VS Code" {
				t.Errorf("the upstream saw %d requests, the last was of %q", n, client)
			}
		})
	}
}

package main_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// leakKey has what JSON, URLs and base64 write in another way.
const leakKey = `sk-leak-"KEY"/CANARY+0123456789=&<abcdef>\Wq7e`

// asks are requests of every dialect, whole and streamed, by password and by private address.
func asks() (all []attack) {
	const private = "/" + hostileAddress
	chat := strings.TrimPrefix(hostileChat, "{")
	for _, stream := range []string{`{"stream":false,`, `{"stream":true,`} {
		for path, body := range map[string]string{
			"/v1/chat/completions": chat, "/v1/completions": `"model":"m1","prompt":"hello"}`, "/v1/responses": `"model":"m1","input":"hello"}`,
			"/v1/messages": `"max_tokens":9,` + chat, "/api/chat": chat, "/api/generate": `"model":"m1","prompt":"hello"}`,
		} {
			all = append(all, attack{path: path, body: stream + body}, attack{path: private + path, body: stream + body, anonymous: true})
		}
	}
	for path, body := range map[string]string{"/v1/embeddings": `{"model":"m1","input":"x"}`, "/api/embed": `{"model":"m1","input":"x"}`, "/v1/messages/count_tokens": hostileChat} {
		all = append(all, attack{path: path, body: body}, attack{path: private + path, body: body, anonymous: true})
	}
	slices.SortFunc(all, func(a, b attack) int { return strings.Compare(a.path+a.body, b.path+b.body) })
	return all
}

// echoes are the ways in which an account can repeat what it was sent, by class.
func echoes(key string) map[string][]http.HandlerFunc {
	said := map[string]string{
		"plain": key, "beginning": key[:12] + "…", "longer beginning": key[:20] + "***", "query": url.QueryEscape(key), "path": url.PathEscape(key),
	}
	for _, before := range []string{"", "u", "us"} {
		said["base64 behind "+before] = base64.StdEncoding.EncodeToString([]byte(before + key + ":"))
	}
	all := map[string][]http.HandlerFunc{}
	add := func(class string, h http.HandlerFunc) { all[class] = append(all[class], h) }
	good := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"1","model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"data":[{"index":0,"embedding":[1]}]}`)
	}
	for _, spelling := range slices.Sorted(maps.Keys(said)) {
		text := said[spelling]
		add("headers of a good answer", func(w http.ResponseWriter, r *http.Request) { repeat(w.Header(), r, text); good(w, r) })
		add("trailers", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Trailer", "X-Request-Id, X-Late")
			good(w, r)
			w.(http.Flusher).Flush()
			w.Header().Set("X-Request-Id", text)
			w.Header().Set(http.TrailerPrefix+"X-Later", text)
		})
		add("early hints", func(w http.ResponseWriter, r *http.Request) {
			repeat(w.Header(), r, text)
			w.WriteHeader(http.StatusEarlyHints)
			clear(w.Header())
			good(w, r)
		})
		quoted, _ := json.Marshal("wrong key " + text)
		for _, status := range []int{302, 400, 401, 402, 403, 404, 429, 500, 503} {
			bodies := map[string]string{
				"application/json": `{"error":{"message":QUOTED,"type":"x","code":QUOTED,"param":"model"}}`, "application/json; x=ollama": `{"error":QUOTED}`,
				"application/json; x=anthropic": `{"type":"error","error":{"type":"authentication_error","message":QUOTED},"request_id":QUOTED}`,
				"application/problem+json":      `{"detail":QUOTED,"message":QUOTED}`, "text/plain": "wrong key TEXT", "text/html": "<p>wrong key TEXT",
			}
			for _, kind := range slices.Sorted(maps.Keys(bodies)) {
				body := bodies[kind]
				add(strconv.Itoa(status)+" bodies", func(w http.ResponseWriter, r *http.Request) {
					repeat(w.Header(), r, text)
					w.Header().Set("Content-Type", kind)
					w.WriteHeader(status)
					fmt.Fprint(w, strings.NewReplacer("QUOTED", string(quoted), "TEXT", text).Replace(body))
				})
			}
		}
		for _, event := range []string{
			"data: {\"error\":{\"message\":%s,\"code\":%[1]s}}\n\n", "data: {\"error\":%s}\n\n", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":%s}}\n\n",
			"event: error\ndata: {\"type\":\"error\",\"code\":\"x\",\"message\":%s,\"sequence_number\":1}\n\n",
			"event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":1,\"response\":{\"id\":\"r\",\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":\"x\",\"message\":%s}}}\n\n",
		} {
			for i, before := range []string{"", middle} {
				add([]string{"error as the first event", "error in the middle of a stream"}[i], func(w http.ResponseWriter, r *http.Request) {
					repeat(w.Header(), r, text)
					w.Header().Set("Content-Type", "text/event-stream")
					fmt.Fprint(w, before)
					w.(http.Flusher).Flush()
					fmt.Fprintf(w, event, quoted)
				})
			}
		}
	}
	return all
}

// middle is a stream that has begun well in whichever dialect reads it.
const middle = `data: {"id":"1","object":"chat.completion.chunk","model":"m1","choices":[{"index":0,"delta":{"role":"assistant","content":"hel"}}]}` + "\n\n"

// repeat writes text into every header that a client may get, and what was sent into further ones.
func repeat(h http.Header, r *http.Request, text string) {
	for _, name := range []string{
		"X-Request-Id", "Request-Id", "Retry-After", "Retry-After-Ms", "X-Should-Retry", "Openai-Organization", "Openai-Model", "Openai-Version", "Openai-Processing-Ms",
		"Anthropic-Organization-Id", "X-Ratelimit-Limit-Requests", "Anthropic-Ratelimit-Tokens-Reset", "Content-Disposition", "Location", "Set-Cookie", "Server", "Www-Authenticate", "X-Echo",
	} {
		h.Set(name, "id-"+text)
	}
	for name, values := range r.Header {
		h["X-Echo-"+name], h["X-Ratelimit-"+name] = values, values
	}
}

// An account repeats the key and everything that it was sent wherever it can,
// and the log tells all: nothing of it reaches an app, a file or a stream.
func TestHostileEchoes(t *testing.T) {
	for _, format := range []string{"console", "json"} {
		t.Run(format, func(t *testing.T) {
			up := newAccount(t)
			up.lists(func(w http.ResponseWriter, r *http.Request) {
				repeat(w.Header(), r, leakKey)
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": []any{map[string]any{"id": "m1", "owned_by": leakKey}, map[string]any{"id": "m-" + leakKey}}})
			})
			k := launch{flags: []string{"--log-format", format}, env: []string{"OPENAI_API_KEY=" + leakKey}}.start(t, up)
			k.secrets = append(k.secrets, leakKey)
			for _, path := range []string{"/v1/models", "/api/tags", "/" + hostileAddress + "/v1/models"} {
				got := k.send(t, attack{path: path})
				if k.clean(t, got); got.StatusCode != 200 || !strings.Contains(got.text, "m1") {
					t.Errorf("%d %s", got.StatusCode, got.text)
				}
			}
			all, asked := asks(), 0
			classes := echoes(leakKey)
			for _, class := range slices.Sorted(maps.Keys(classes)) {
				t.Run(class, func(t *testing.T) {
					attempts, failed := 0, 0
					for _, answer := range classes[class] {
						up.answers(answer)
						for range 3 { // every answer meets three requests, every request many answers
							got := k.send(t, all[asked%len(all)])
							asked++
							k.clean(t, got)
							if attempts++; got.StatusCode >= 400 {
								failed++
							}
						}
					}
					if !up.seesKey(leakKey) {
						t.Error("the account was never sent the key")
					}
					up.forget()
					t.Logf("%d attempts, %d of them errors, no secret came back", attempts, failed)
				})
			}
			for _, args := range [][]string{{"status"}, {"status", "--json"}, {"key", "check"}, {"check"}, {"client", "list"}} {
				if out := k.run(t, args...); out == "" {
					t.Errorf("keyport %v says nothing", args)
				} else {
					k.noSecret(t, fmt.Sprint("keyport ", args), out)
				}
			}
			k.process(t)
		})
	}
}

// seesKey reports whether a request with the key has come.
func (u *account) seesKey(key string) bool {
	return slices.ContainsFunc(u.requests(), func(s seen) bool {
		return strings.Contains(s.header.Get("Authorization")+s.header.Get("X-Api-Key"), key)
	})
}

// process looks at what the system shows of the program to everybody.
func (k *target) process(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	of := filepath.Join("/proc", strconv.Itoa(k.cmd.Process.Pid))
	for _, name := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(filepath.Join(of, name))
		if err != nil || len(text) == 0 {
			t.Errorf("%s: %v", name, err)
		}
		k.noSecret(t, name, string(text))
	}
	filter, err := os.ReadFile(filepath.Join(of, "coredump_filter"))
	limits, _ := os.ReadFile(filepath.Join(of, "limits"))
	if err == nil && strings.Trim(string(filter), "0\n") != "" { // a kernel may be built without
		t.Errorf("a core file would hold memory: %s", filter)
	}
	for line := range strings.Lines(string(limits)) {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (f[4] != "0" || f[5] != "0") {
			t.Error(line)
		}
	}
}

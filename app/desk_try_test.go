package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/proxy/secret"
)

// witness is an upstream that keeps the body of the last request, and answers a
// stream with the pieces that it was told.
type witness struct {
	*httptest.Server
	mu     sync.Mutex
	body   string
	pieces []string
}

func newWitness(t *testing.T) *witness {
	t.Helper()
	w := &witness{}
	w.Server = httptest.NewServer(w)
	t.Cleanup(w.Close)
	return w
}

func (w *witness) say(pieces []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pieces = pieces
}

func (w *witness) got() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.body
}

func (w *witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		fmt.Fprint(rw, `{"data":[{"id":"m1"},{"id":"gpt-4o","context_window":1000},{"id":"whisper-1"}]}`)
		return
	}
	body, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	w.body = string(body)
	pieces := w.pieces
	w.mu.Unlock()
	if pieces == nil {
		rw.Header().Set("Content-Type", "application/json")
		fmt.Fprint(rw, `{"id":"1"}`)
		return
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	for _, p := range append(pieces, "") {
		text, _ := json.Marshal(p)
		finish := "null"
		if p == "" {
			finish = `"stop"`
		}
		fmt.Fprintf(rw, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":%s}]}\n\n", text, finish)
		rw.(http.Flusher).Flush()
	}
	fmt.Fprint(rw, "data: [DONE]\n\n")
}

// witnessed is a Keyport before two witnesses, one for each wire format, and the
// client of its control socket.
func witnessed(t *testing.T) (*run, *witness, *control.Conn) {
	t.Helper()
	w, dir := newWitness(t), home(t)
	write(t, dir, func(s *settings.Settings) {
		claude := settings.NewUpstream("anthropic", w.URL+"/v1")
		claude.Kind, claude.Models, claude.Auth = settings.KindAnthropic, []string{"claude*"}, "none"
		other := settings.NewUpstream("openai", w.URL+"/v1")
		other.Auth = "none"
		s.Upstreams = []settings.Upstream{claude, other}
		s.Aliases = []settings.Alias{{Name: "fast", Model: "m1"}}
	})
	r := begin(t, dir, options(dir))
	conn, err := control.DialDir(t.Context(), filepath.Join(dir, "run"))
	if err != nil {
		t.Fatal(err)
	}
	return r, w, conn
}

// What the trial shows must be what the provider gets, byte for byte.
func TestTriedRulesAreWhatTheProviderGets(t *testing.T) {
	r, w, conn := witnessed(t)
	access := r.access("")
	rnd := rand.New(rand.NewPCG(1, 2))
	names := []string{"temperature", "top_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "seed", "x"}
	value := func() any {
		return []any{1.0, int64(1), 0.5, int64(1<<53 + 1), "text", true, []any{int64(1)}, map[string]any{"b": 1.0, "a": "<"}}[rnd.IntN(8)]
	}
	values := func() settings.Values {
		v := settings.Values{}
		for range rnd.IntN(3) {
			v["p"+names[rnd.IntN(len(names))]] = value() // unknown parameters take any value
		}
		if rnd.IntN(2) == 0 {
			v[names[2+rnd.IntN(3)]] = int64(1 + rnd.IntN(9))
		}
		return v
	}
	bodies := map[string][]string{
		"chat/completions": {
			`{"model":"fast","messages":[{"role":"user","content":"hi"}]}`,
			` { "max_tokens" : 5, "ptemperature":1e0,"model":"m1", "messages":[ {"role":"user","content":[{"type":"text","text":"<a>"}]},{"role":"tool","content":"x"} ] , "px":null}`,
			`{"model":"m2","max_completion_tokens":7,"max_tokens":8,"seed":1,"seed":2,"messages":[]}`,
		},
		"completions": {`{"model":"m1","prompt":"a","max_tokens":3}`, `{"model":"fast","prompt":["a","b"],"ptop_p":0.50}`},
		"responses":   {`{"model":"m1","input":"a","max_output_tokens":16}`, `{"model":"fast","input":[{"role":"user","content":"a"}]}`},
		"messages":    {`{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"a"}]}`},
	}
	for round := range 12 {
		var rules []settings.Rule
		for range 1 + rnd.IntN(3) {
			rule := settings.Rule{Models: []string{[]string{"*", "fast", "m*", "!m1", "claude*"}[rnd.IntN(5)], "m2"}, Force: values(), Default: values()}
			for range rnd.IntN(3) {
				rule.Remove = append(rule.Remove, "p"+names[rnd.IntN(len(names))], names[2+rnd.IntN(4)])
			}
			rule.Append = []string{"", " /no_think", "\n\"q\""}[rnd.IntN(3)]
			rules = append(rules, rule)
		}
		drafts := map[string]control.TriedRules{}
		for call, list := range bodies {
			for _, body := range list {
				out, err := conn.TryRules(t.Context(), control.TryRules{Rules: rules, Call: call, Body: body})
				if err != nil || out.Error != "" || len(out.Problems) > 0 || out.Before != body {
					t.Fatalf("%v %+v", err, out)
				}
				drafts[body] = out
			}
		}
		if err := r.edit(func(s *settings.Settings) { s.Rules = rules }); err != nil {
			t.Fatal(err)
		}
		for call, list := range bodies {
			for _, body := range list {
				resp := r.post(access, call, body)
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Fatalf("%s: %d", call, resp.StatusCode)
				}
				if got := w.got(); got != drafts[body].After {
					t.Errorf("round %d, %s %s\nprovider got %s\ntrial said   %s\nrules %s", round, call, body, got, drafts[body].After, asJSON(t, rules))
				}
				if changed := len(drafts[body].Changes) > 0; changed != (drafts[body].After != body) {
					t.Errorf("changes %+v for %s → %s", drafts[body].Changes, body, drafts[body].After)
				}
				saved, err := conn.TryRules(t.Context(), control.TryRules{Call: call, Body: body})
				if err != nil || saved.After != drafts[body].After {
					t.Errorf("saved rules: %v %s", err, saved.After)
				}
			}
		}
	}
}

// What the trial shows must be what the app reads, whatever the pieces.
func TestTriedThoughtsAreWhatTheAppGets(t *testing.T) {
	r, w, conn := witnessed(t)
	access := r.access("")
	samples := []string{
		"<think>I add 2 and 2.</think>\n\nIt is 4.", "plain", "a `<think>` b<think>c</THINK>d", "<think>never closed", "x</think>y", "\n \n<think></think> z",
		"[T]ä\U0001F600[/T]\U0001F600ö <thi", "<think><think>in</think>out</think>end",
	}
	ruled := []settings.Rule{{Models: []string{"m2"}, Think: &settings.Think{Mode: "reasoning", Tags: []string{"[T]", "[/T]"}}}, {Models: []string{"*"}, Force: settings.Values{"top_p": 1.0}}}
	for _, mode := range []string{"strip", "keep", "reasoning"} {
		for _, starts := range []bool{false, true} {
			draft := settings.Think{Mode: mode, Tags: []string{"<think>", "</think>"}, StartsInThought: starts}
			if err := r.edit(func(s *settings.Settings) { s.Think, s.Rules = draft, ruled }); err != nil {
				t.Fatal(err)
			}
			for i, sample := range samples {
				model, split := []string{"m1", "m2", "fast"}[i%3], 1+i%4
				out, err := conn.TryThink(t.Context(), control.TryThink{Think: &draft, Rules: ruled, Model: model, Sample: sample, Split: split})
				if err != nil || len(out.Problems) > 0 {
					t.Fatal(err, out.Problems)
				}
				var pieces []string
				for _, p := range out.Pieces {
					if p.In != "" {
						pieces = append(pieces, p.In)
						if n := utf8.RuneCountInString(p.In); n > split {
							t.Errorf("a piece of %d characters", n)
						}
					}
				}
				if strings.Join(pieces, "") != sample {
					t.Errorf("the pieces make %q", pieces)
				}
				w.say(pieces)
				resp := r.post(access, "chat/completions", `{"model":"`+model+`","stream":true,"messages":[{"role":"user","content":"x"}]}`)
				answer, thinking := readStream(t, resp)
				want := out.Thinking
				if out.Mode != "reasoning" {
					want = ""
				}
				if answer != out.Answer || thinking != want {
					t.Errorf("%s %v %s %q: the app got %q and %q, the trial said %+v", mode, starts, model, sample, answer, thinking, out)
				}
			}
		}
	}
}

// readStream joins what an app reads of a stream.
func readStream(t *testing.T, resp *http.Response) (answer, thinking string) {
	t.Helper()
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || data == "[DONE]" {
			continue
		}
		var event struct {
			Choices []struct {
				Delta struct {
					Content  string `json:"content"`
					Thinking string `json:"reasoning_content"`
				} `json:"delta"`
			} `json:"choices"`
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			t.Fatal(err)
		}
		for _, c := range event.Choices {
			answer, thinking = answer+c.Delta.Content, thinking+c.Delta.Thinking
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return answer, thinking
}

func TestMistakesOfADraftAreNamedByTheirField(t *testing.T) {
	dir := home(t)
	o := offline(t, options(dir))
	out, err := o.TryRules(t.Context(), control.TryRules{Body: `{"model":"m"}`, Rules: []settings.Rule{
		{Models: []string{"*"}, Force: settings.Values{"temperature": int64(9), "stream": true}, Think: &settings.Think{Mode: "nonsense"}},
	}})
	if err != nil || out.After != `{"model":"m","temperature":9}` {
		t.Errorf("%v %s", err, out.After)
	}
	if got := asJSON(t, out.Problems); !strings.Contains(got, "temperature must be between 0 and 2.") || !strings.Contains(got, "cannot be overridden here") || len(out.Problems) != 2 {
		t.Error(got)
	}
	tags, err := o.TryThink(t.Context(), control.TryThink{Sample: "x", Think: &settings.Think{Mode: "strip", Tags: []string{"<a>", "<A>"}}})
	if err != nil || len(tags.Pieces) > 0 || len(tags.Problems) != 1 || tags.Problems[0].Field != "think.tags" {
		t.Errorf("%v %+v", err, tags)
	}
	// A mistake in a parameter does not keep thought tags from being tried.
	tags, err = o.TryThink(t.Context(), control.TryThink{Sample: "x", Rules: []settings.Rule{{Models: []string{"*"}, Force: settings.Values{"top_p": int64(9)}}}})
	if err != nil || tags.Answer != "x" {
		t.Errorf("%v %+v", err, tags)
	}
}

func TestTrialsNeedNoRunningKeyport(t *testing.T) {
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		s.Rules = []settings.Rule{{Models: []string{"*"}, Force: settings.Values{"seed": int64(7)}}}
	})
	o := offline(t, options(dir))
	out, err := o.TryRules(t.Context(), control.TryRules{Model: "m", Body: `{}`})
	if err != nil || out.After != `{"model":"m","seed":7}` {
		t.Errorf("%v %+v", err, out)
	}
	none, err := o.TryRules(t.Context(), control.TryRules{Model: "m", Body: `{}`, Rules: []settings.Rule{}})
	if err != nil || none.After != none.Before || len(none.Changes) != 0 {
		t.Errorf("an empty draft is no draft: %v %+v", err, none)
	}
	_, err = o.ModelLists(t.Context())
	wantCode(t, err, control.CodeNotRunning)
	_, err = o.RefreshModels(t.Context())
	wantCode(t, err, control.CodeNotRunning)
}

func TestModelsSayWhoKnowsWhat(t *testing.T) {
	r, _, conn := witnessed(t)
	context := 77
	if err := r.edit(func(s *settings.Settings) {
		s.Models = []settings.Model{{Name: "m1", Context: &context}}
		s.Aliases = []settings.Alias{{Name: "fast", Model: "gpt-4o"}}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RefreshModels(t.Context()); err != nil {
		t.Fatal(err)
	}
	list, err := conn.Models(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]control.Model{}
	for _, m := range list {
		got[m.ID] = m
	}
	for name, want := range map[string]control.Source{"m1": control.SourceEntry, "gpt-4o": control.SourceProvider, "fast": control.SourceProvider, "whisper-1": control.SourceBuiltIn} {
		if m := got[name]; m.Sources.Context != want || m.Sources.Tools != control.SourceBuiltIn {
			t.Errorf("%s: %+v", name, m.Sources)
		}
	}
	if got["fast"].Target != "gpt-4o" || got["gpt-4o"].Target != "" || !got["fast"].Listed || got["whisper-1"].Listed {
		t.Errorf("%+v", got)
	}
}

func TestListsSayHowOldTheyAreAndWhatWentWrong(t *testing.T) {
	p, dir := newProvider(t), home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	lists, err := r.RefreshModels(t.Context())
	if err != nil || len(lists) != 1 || lists[0].Code != "no_key" || lists[0].Fetched != nil || !strings.HasSuffix(lists[0].Error, ".") || lists[0].Failed == nil {
		t.Fatalf("%v %+v", err, lists)
	}
	if err := r.SetKey(t.Context(), "openai", secret.New(goodKey)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Models(t.Context()); err != nil {
		t.Fatal(err)
	}
	lists, err = r.ModelLists(t.Context())
	if err != nil || lists[0].Models != 1 || lists[0].Fetched == nil || lists[0].Error != "" || lists[0].Kind != settings.KindOpenAI {
		t.Fatalf("%v %+v", err, lists)
	}
	if strings.Contains(asJSON(t, lists), goodKey) {
		t.Error("the key is in it")
	}
}

package proxy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"keyport/proxy/catalog"
	"keyport/proxy/upstream"
)

// What Ollama clients demand of the answers to tags, show and ps, each in its
// own words: a field that one of them reads as mandatory must be there, of its type.

// demand is a field and what it must be.
type demand struct {
	field string // a path in the entry; what stands behind "/" is one key, dots and all
	is    func(v any) bool
}

func isText(v any) bool   { _, ok := v.(string); return ok }
func isFilled(v any) bool { s, ok := v.(string); return ok && s != "" }
func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

func isDate(v any) bool {
	s, ok := v.(string)
	d, err := time.Parse(time.RFC3339, s)
	return ok && err == nil && d.Year() > 2000 && d.Year() < 2200
}

func isFuture(v any) bool {
	s, _ := v.(string)
	d, err := time.Parse(time.RFC3339, s)
	return err == nil && d.After(time.Now())
}

func isCount(v any) bool {
	n, ok := v.(json.Number)
	i, err := n.Int64()
	return ok && err == nil && i >= 0
}

func isPositive(v any) bool {
	n, ok := v.(json.Number)
	i, err := n.Int64()
	return ok && err == nil && i > 0
}

func isTexts(v any) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool { return !isText(v) })
}

func isDigest(v any) bool { s, ok := v.(string); return ok && len(s) >= 12 }

func hasWord(word string) func(any) bool {
	return func(v any) bool { s, ok := v.(string); return ok && strings.Contains(s, word) }
}

// demands are what each client reads as mandatory.
var demands = []struct {
	client         string
	tag, show, run []demand
}{
	{
		client: "Zed", // crates/ollama: serde structs without defaults
		tag: []demand{
			{"name", isText},
			{"modified_at", isText},
			{"size", isCount},
			{"digest", isText},
			{"details.format", isText},
			{"details.family", isText},
			{"details.parameter_size", isText},
			{"details.quantization_level", isText},
			{"details.families", isTexts},
		},
		show: []demand{{"capabilities", isTexts}},
	},
	{
		client: "Roo Code", // zod; one bad entry rejects all
		tag:    []demand{{"name", isText}, {"model", isText}, {"details.family", isText}, {"details.parameter_size", isText}, {"modified_at", isText}, {"size", isCount}, {"digest", isText}},
		show:   []demand{{"details.family", isText}, {"details.parameter_size", isText}, {"model_info", isObject}, {"model_info/gpt.context_length", isPositive}, {"capabilities", isTexts}},
	},
	{
		client: "ollama-python", // pydantic
		tag:    []demand{{"model", isText}, {"modified_at", isDate}, {"digest", isText}, {"size", isCount}, {"details", isObject}},
		show:   []demand{{"model_info", isObject}, {"modified_at", isDate}, {"details", isObject}, {"capabilities", isTexts}},
		run:    []demand{{"model", isText}, {"name", isText}, {"digest", isText}, {"expires_at", isDate}, {"size", isCount}, {"size_vram", isCount}, {"details", isObject}, {"context_length", isCount}},
	},
	{
		client: "the VS Code extension",
		tag: []demand{
			{"name", isFilled},
			{"remote_host", isFilled},
			{"capabilities", isTexts},
			{"details.family", isText},
			{"details.context_length", isPositive},
			{"name", func(v any) bool { s, _ := v.(string); return !strings.HasSuffix(s, "-cloud") }},
			{"remote_host", func(v any) bool { s, ok := v.(string); return ok && !strings.Contains(s, "ollama.com") }},
		},
		show: []demand{{"capabilities", isTexts}, {"parameters", hasWord("num_ctx ")}, {"model_info/gpt.context_length", isPositive}, {"details.context_length", isPositive}},
		run:  []demand{{"name", isFilled}, {"model", isFilled}, {"context_length", isPositive}},
	},
	{
		client: "the ollama command", // list prints 12 characters of the digest, 0.6.5 panics in show without the numbers, ps shows the time left
		tag:    []demand{{"name", isFilled}, {"digest", isDigest}, {"size", isCount}, {"modified_at", isDate}},
		show: []demand{
			{"model_info/general.architecture", isFilled},
			{"model_info/general.parameter_count", isCount},
			{"model_info/gpt.context_length", isPositive},
			{"model_info/gpt.embedding_length", isCount},
			{"modified_at", isDate},
			{"license", isText},
		},
		run: []demand{{"name", isFilled}, {"digest", isDigest}, {"expires_at", isFuture}, {"size", isCount}, {"size_vram", isCount}},
	},
	{
		client: "Copilot",
		tag:    []demand{{"model", isFilled}},
		show:   []demand{{"capabilities", isTexts}, {"model_info/general.architecture", isFilled}, {"model_info/gpt.context_length", isPositive}, {"model_info/general.basename", isFilled}},
	},
	{
		client: "Open WebUI, Cline, n8n and Continue",
		tag:    []demand{{"name", isFilled}, {"model", isFilled}},
		show:   []demand{{"parameters", hasWord("num_ctx ")}, {"template", isFilled}, {"template", func(v any) bool { return !hasWord(".Suffix")(v) }}},
	},
}

// field walks a path.
func field(entry map[string]any, path string) any {
	path, key, keyed := strings.Cut(path, "/")
	var v any = entry
	for part := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[part]
	}
	if keyed {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// missing lists the demands that an entry does not meet.
func missing(entry map[string]any, all []demand) (fields []string) {
	for _, d := range all {
		if !d.is(field(entry, d.field)) {
			fields = append(fields, d.field)
		}
	}
	return fields
}

// parsed reads JSON with its numbers as they are spelled.
func parsed(t *testing.T, body string) map[string]any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(body))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return v
}

func entries(t *testing.T, body string) (list []map[string]any) {
	t.Helper()
	models, ok := parsed(t, body)["models"].([]any)
	if !ok {
		t.Fatalf("no list: %s", body)
	}
	for _, v := range models {
		list = append(list, v.(map[string]any))
	}
	return list
}

func TestEveryClientFindsWhatItDemands(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"x"}}]}`))
	cfg := up.config()
	cfg.Aliases = map[string]string{"fast": "gpt-4o", "späß": "nobody-knows-it", "vectors": "text-embedding-3-small"}
	shown := false
	cfg.Models = []catalog.Override{{Name: "text-embedding-3-small", Hidden: &shown}}
	s := serve(t, cfg)
	post := func(path, body string) string { return text(t, call(t, "POST", s.private+path, body)) }

	tags := text(t, call(t, "GET", s.private+"/api/tags", ""))
	var names []string
	for _, tag := range entries(t, tags) {
		names = append(names, tag["name"].(string))
	}
	slices.Sort(names)
	if want := []string{"deepseek/deepseek-r1:free", "fast", "gpt-4o", "qwen3-8b", "späß", "text-embedding-3-small"}; !slices.Equal(names, want) {
		t.Errorf("listed %q", names)
	}
	shows := map[string]string{}
	for _, name := range append(names, "vectors") { // unlisted, and usable by name
		shows[name] = post("/api/show", `{"model":"`+name+`"}`)
		if again := post("/api/show", `{"name":"`+name+`:latest"}`); again != shows[name] {
			t.Errorf("%s is another model with :latest: %s", name, again)
		}
	}
	for _, name := range []string{"gpt-4o", "fast", "unheard-of"} {
		post("/v1/chat/completions", `{"model":"`+name+`","messages":[]}`)
	}
	ps := text(t, call(t, "GET", s.private+"/api/ps", ""))
	if n := len(entries(t, ps)); n != 3 {
		t.Errorf("%d models were used of late: %s", n, ps)
	}

	for _, c := range demands {
		t.Run(c.client, func(t *testing.T) {
			for _, tag := range entries(t, tags) {
				if m := missing(tag, c.tag); m != nil {
					t.Errorf("tags: %v in %v", m, tag)
				}
			}
			for name, show := range shows {
				if m := missing(parsed(t, show), c.show); m != nil {
					t.Errorf("show %s: %v in %s", name, m, show)
				}
			}
			for _, run := range entries(t, ps) {
				if m := missing(run, c.run); m != nil {
					t.Errorf("ps: %v in %v", m, run)
				}
			}
			// The demands can be failed: an empty entry meets none but those that forbid.
			for _, all := range [][]demand{c.tag, c.show, c.run} {
				if len(missing(map[string]any{}, all)) < (len(all)+1)/2 {
					t.Errorf("an empty entry fails only %v", missing(map[string]any{}, all))
				}
			}
		})
	}
	t.Run("the Go client", func(t *testing.T) { readByGo(t, tags, ps, shows) })
	t.Run("abilities", func(t *testing.T) {
		for name, want := range map[string][]string{
			"gpt-4o": {"completion", "tools", "vision"}, "fast": {"completion", "tools", "vision"}, "qwen3-8b": {"completion", "tools", "thinking"},
			"text-embedding-3-small": {"embedding"}, "vectors": {"embedding"}, "späß": {"completion", "tools"},
		} {
			show := parsed(t, shows[name])
			if got := fmt.Sprint(show["capabilities"]); got != fmt.Sprint(want) {
				t.Errorf("%s: %s", name, got)
			}
			// LiteLLM takes the word in the template for tool support.
			if hasWord("tools")(show["template"]) != slices.Contains(want, "tools") {
				t.Errorf("%s: template %v", name, show["template"])
			}
			if field(show, "model_info/general.basename") != name {
				t.Errorf("%s is shown as %v", name, field(show, "model_info/general.basename"))
			}
		}
	})
}

// readByGo decodes with the types of the official client.
func readByGo(t *testing.T, tags, ps string, shows map[string]string) {
	var list api.ListResponse
	mustJSON(t, tags, &list)
	digests := map[string]bool{}
	for _, m := range list.Models {
		if m.Name == "" || m.ModifiedAt.IsZero() || m.RemoteHost == "" || m.RemoteModel == "" || digests[m.Digest] {
			t.Errorf("%+v", m)
		}
		digests[m.Digest] = true
	}
	var running api.ProcessResponse
	mustJSON(t, ps, &running)
	for _, m := range running.Models {
		if m.Name == "" || m.ContextLength < 1 || time.Until(m.ExpiresAt) <= 0 || time.Until(m.ExpiresAt) > recentFor {
			t.Errorf("%+v", m)
		}
	}
	for name, body := range shows {
		var show api.ShowResponse
		mustJSON(t, body, &show)
		if len(show.Capabilities) == 0 || len(show.ModelInfo) < 5 || show.ModifiedAt.IsZero() {
			t.Errorf("%s: %+v", name, show)
		}
	}
}

func TestPsIsEmptyUntilAModelIsUsed(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"choices":[]}`))
	s := serve(t, up.config())
	for range 40 { // as fast as the VS Code extension polls
		if got := text(t, call(t, "GET", s.private+"/api/ps", "")); got != `{"models":[]}` {
			t.Fatal(got)
		}
	}
	if n := len(up.requests()); n != 0 {
		t.Errorf("%d requests went upstream", n)
	}
}

// Copilot asks for each model, one after another, whenever it lists them.
func TestThreeHundredDescriptionsWithoutTheUpstream(t *testing.T) {
	const n = 300
	var list bytes.Buffer
	for i := range n {
		fmt.Fprintf(&list, `,{"id":"maker-%d/model-%d","context_length":%d,"architecture":{"input_modalities":["text"]},"supported_parameters":["tools"]}`, i%7, i, 1000+i)
	}
	var calls atomic.Int32
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		_, _ = io.WriteString(w, `{"data":[`+list.String()[1:]+`]}`)
	}))
	defer provider.Close()
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Upstreams[0].URL, cfg.Upstreams[0].KeyOrigin = provider.URL+"/v1", upstream.Origin(provider.URL)
	s := serve(t, cfg)
	tags := entries(t, text(t, call(t, "GET", s.private+"/api/tags", "")))
	if len(tags) != n || calls.Load() != 1 {
		t.Fatalf("%d models, %d calls", len(tags), calls.Load())
	}
	start := time.Now()
	for i, tag := range tags {
		body := text(t, call(t, "POST", s.private+"/api/show", `{"model":"`+tag["model"].(string)+`"}`))
		if want := fmt.Sprintf(`"gpt.context_length":%d,`, 1000+i); !strings.Contains(body, want) {
			t.Fatalf("%v: %s", tag["model"], body)
		}
	}
	t.Logf("%d descriptions, one after another: %v", n, time.Since(start))
	if calls.Load() != 1 {
		t.Errorf("the upstream was called %d times", calls.Load())
	}
}

func TestShowWaitsForTheFirstList(t *testing.T) {
	answer, asked := make(chan struct{}), sync.Once{}
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		<-answer
		_, _ = io.WriteString(w, `{"data":[{"id":"m1","context_length":5}]}`)
	}))
	defer provider.Close()
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.Upstreams[0].URL, cfg.Upstreams[0].KeyOrigin = provider.URL+"/v1", upstream.Origin(provider.URL)
	cfg.Running = func(n int) {
		if n == 1 { // the list comes only when the description was asked for
			asked.Do(func() { close(answer) })
		}
	}
	s := serve(t, cfg)
	if body := text(t, call(t, "POST", s.private+"/api/show", `{"model":"m1"}`)); !strings.Contains(body, `"gpt.context_length":5`) {
		t.Error(body)
	}
	if body := text(t, call(t, "POST", s.private+"/api/show", `{"model":"m2"}`)); !strings.Contains(body, "model 'm2' not found") {
		t.Error(body)
	}
}

func TestModelsAreThereAfterARestartWithoutTheNetwork(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{}`))
	cfg := up.config()
	cfg.CatalogFile = filepath.Join(t.TempDir(), "models.json")
	first := serve(t, cfg)
	before := text(t, call(t, "GET", first.private+"/api/tags", ""))
	if h := first.CatalogHealth(); len(h) != 1 || h[0].Err != nil || h[0].Stored || h[0].Upstream != "openai" {
		t.Errorf("%+v", h)
	}
	first.Handler.Close() // the file is written when this is back
	up.gone.Store(true)

	second := serve(t, cfg)
	if after := text(t, call(t, "GET", second.private+"/api/tags", "")); after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
	second.Handler.Close() // the fetch has ended, and failed
	if h := second.CatalogHealth(); len(h) != 1 || h[0].Err == nil || !h[0].Stored || h[0].Failed.IsZero() || h[0].Models != 4 {
		t.Errorf("the failure does not show: %+v", h)
	}

	// With another key nothing is known.
	cfg.Upstreams = slices.Clone(cfg.Upstreams)
	cfg.Upstreams[0].Headers = map[string]string{"X-Team": "other"}
	third := serve(t, cfg)
	if resp := call(t, "GET", third.private+"/api/tags", ""); resp.StatusCode != http.StatusBadGateway {
		t.Errorf("%d %s", resp.StatusCode, text(t, resp))
	}
}

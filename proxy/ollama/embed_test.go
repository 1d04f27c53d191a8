package ollama_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"keyport/proxy/dialect"
	"keyport/proxy/ollama"
)

var embedTarget = ollama.Target{Model: "text-embedding-3-small", Kind: "openai", Host: "api.openai.com"}

func TestEmbedRequests(t *testing.T) {
	for _, c := range []struct {
		name string
		old  bool
		body string
		want string // the upstream's requests, or the error
	}{
		{"one", false, `{"model":"m","input":"Hi"}`, `{"model":"text-embedding-3-small","input":["Hi"],"encoding_format":"float"}`},
		{"several", false, `{"model":"m","input":["a","b"],"dimensions":256,"truncate":false,"keep_alive":"5m","options":{"num_ctx":512}}`, `{"model":"text-embedding-3-small","input":["a","b"],"encoding_format":"float","dimensions":256}`},
		{"an empty text among others", false, `{"model":"m","input":["a",""]}`, `{"model":"text-embedding-3-small","input":["a"," "],"encoding_format":"float"}`},
		{"empty text", false, `{"model":"m","input":""}`, ``},
		{"empty list", false, `{"model":"m","input":[]}`, ``},
		{"no input", false, `{"model":"m","options":null}`, ``},
		{"null", false, `{"model":"m","input":null,"keep_alive":null}`, ``},
		{"number", false, `{"model":"m","input":5}`, `invalid input type`},
		{"object", false, `{"model":"m","input":{}}`, `invalid input type`},
		{"tokens", false, `{"model":"m","input":[1,2]}`, `invalid input type`},
		{"mixed", false, `{"model":"m","input":["a",null]}`, `invalid input type`},
		{"no model", false, `{"input":"a"}`, `model is required`},
		{"no body", false, ` `, `missing request body`},
		{"dimensions", false, `{"model":"m","input":"a","dimensions":"x"}`, `The member "dimensions" must be a whole number.`},
		{"options", false, `{"model":"m","input":"a","options":{"num_ctx":"x"}}`, `option "num_ctx" must be of type integer`},
		{"old", true, `{"model":"m","prompt":"Hi","input":"no"}`, `{"model":"text-embedding-3-small","input":["Hi"],"encoding_format":"float"}`},
		{"old, empty", true, `{"model":"m","prompt":""}`, ``},
		{"old, wrong", true, `{"model":"m","prompt":["a"]}`, `The member "prompt" must be a string.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, e := ollama.ParseEmbed(asObject([]byte(c.body)), c.old)
			var got string
			if e != nil {
				if got = e.Message; e.Status != 400 {
					t.Error(e.Status)
				}
			} else {
				for _, b := range m.Batches(embedTarget) {
					got += string(b)
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestEmbedAnswers(t *testing.T) {
	b64 := func(v ...float32) string {
		var b []byte
		for _, f := range v {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
		}
		return base64.StdEncoding.EncodeToString(b)
	}
	for _, c := range []struct {
		name   string
		old    bool
		body   string
		answer string
		want   string
	}{
		{"one", false, `"input":"a"`, `{"data":[{"index":0,"embedding":[0.10, -2e-3,1]}],"usage":{"prompt_tokens":3}}`, `{"model":"x","embeddings":[[0.10,-2e-3,1]],"total_duration":5000000,"load_duration":1,"prompt_eval_count":3}`},
		{"order", false, `"input":["a","b","c"]`, `{"data":[{"index":2,"embedding":[3]},{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}]}`, `{"model":"x","embeddings":[[1],[2],[3]],"total_duration":5000000,"load_duration":1,"prompt_eval_count":0}`},
		{"no index", false, `"input":["a","b"]`, `{"data":[{"embedding":[1]},{"embedding":[2]}]}`, `{"model":"x","embeddings":[[1],[2]],"total_duration":5000000,"load_duration":1,"prompt_eval_count":0}`},
		{"base64", false, `"input":["a","b"]`, `{"data":[{"index":0,"embedding":"` + b64(0.1, -2) + `"},{"index":1,"embedding":"` + b64(1e-9, 3e8) + `"}]}`, `{"model":"x","embeddings":[[0.1,-2],[1e-09,3e+08]],"total_duration":5000000,"load_duration":1,"prompt_eval_count":0}`},
		{"empty", false, `"input":[]`, ``, `{"model":"x","embeddings":[],"total_duration":5000000,"load_duration":1,"prompt_eval_count":0}`},
		{"old", true, `"prompt":"a"`, `{"data":[{"index":0,"embedding":[1,2]}]}`, `{"embedding":[1,2]}`},
		{"old, empty", true, `"prompt":""`, ``, `{"embedding":[]}`},
		{"too few", false, `"input":["a","b"]`, `{"data":[{"index":0,"embedding":[1]}]}`, `error`},
		{"too many", false, `"input":"a"`, `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}`, `error`},
		{"twice the same", false, `"input":["a","b"]`, `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`, `error`},
		{"no numbers", false, `"input":"a"`, `{"data":[{"index":0,"embedding":["x"]}]}`, `error`},
		{"beyond float32", false, `"input":"a"`, `{"data":[{"index":0,"embedding":[1e39]}]}`, `error`},
		{"no number in base64", false, `"input":"a"`, `{"data":[{"index":0,"embedding":"` + b64(float32(math.NaN())) + `"}]}`, `error`},
		{"half a number", false, `"input":"a"`, `{"data":[{"index":0,"embedding":"AAAA"}]}`, `error`},
		{"no JSON", false, `"input":"a"`, `<html>`, `error`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, e := ollama.ParseEmbed(asObject([]byte(`{"model":"x",`+c.body+`}`)), c.old)
			if e != nil {
				t.Fatal(e)
			}
			var answers [][]byte
			for range m.Batches(embedTarget) {
				answers = append(answers, []byte(c.answer))
			}
			out, e := m.Merge(answers, "x", begin, begin.Add(5*time.Millisecond))
			got := string(out)
			if e != nil {
				if got = "error"; e.Status != 502 || e.Code != "upstream_bad_answer" {
					t.Error(e)
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if e == nil {
				readEmbeddingAsGo(t, out, c.old)
			}
		})
	}
}

func readEmbeddingAsGo(t *testing.T, out []byte, old bool) {
	t.Helper()
	if old {
		var v api.EmbeddingResponse
		if err := json.Unmarshal(out, &v); err != nil || v.Embedding == nil {
			t.Errorf("the Go client: %v in %s", err, out)
		}
		return
	}
	var v api.EmbedResponse
	if err := json.Unmarshal(out, &v); err != nil || v.Embeddings == nil {
		t.Errorf("the Go client: %v in %s", err, out)
	}
}

func TestManyInputsAreSplitAndKeepTheirOrder(t *testing.T) {
	for host, limit := range map[string]int{"api.openai.com": 256, "generativelanguage.googleapis.com": 100} {
		var input []string
		for i := range 4100 {
			input = append(input, fmt.Sprint(i))
		}
		list, _ := json.Marshal(input)
		m, e := ollama.ParseEmbed(asObject([]byte(`{"model":"m","input":`+string(list)+`}`)), false)
		if e != nil {
			t.Fatal(e)
		}
		var answers [][]byte
		for _, b := range m.Batches(ollama.Target{Model: "up", Kind: "openai", Host: host}) {
			var req struct{ Input []string }
			if err := json.Unmarshal(b, &req); err != nil || len(req.Input) > limit || len(req.Input) == 0 {
				t.Fatal(err, len(req.Input))
			}
			var data []string
			for i, s := range req.Input {
				data = append([]string{fmt.Sprintf(`{"index":%d,"embedding":[%s]}`, i, s)}, data...)
			}
			answers = append(answers, []byte(`{"data":[`+strings.Join(data, ",")+`],"usage":{"prompt_tokens":2}}`))
		}
		if want := (4100 + limit - 1) / limit; len(answers) != want {
			t.Errorf("%s: %d batches, want %d", host, len(answers), want)
		}
		out, e := m.Merge(answers, "m", begin, begin)
		if e != nil {
			t.Fatal(e)
		}
		var v api.EmbedResponse
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatal(err)
		}
		for i, vector := range v.Embeddings {
			if vector[0] != float32(i) {
				t.Fatalf("%s: vector %d is %v", host, i, vector)
			}
		}
		if len(v.Embeddings) != 4100 || v.PromptEvalCount != 2*len(answers) || v.TotalDuration < 1 {
			t.Errorf("%s: %d vectors, %d tokens", host, len(v.Embeddings), v.PromptEvalCount)
		}
	}
}

func TestAnthropicHasNoEmbeddings(t *testing.T) {
	if e := ollama.EmbedRefusal("anthropic"); e == nil || e.Status != 400 || !strings.HasPrefix(string(e.Body(dialect.Ollama)), `{"error":"Anthropic has no`) {
		t.Error(e)
	}
	if e := ollama.EmbedRefusal("openai"); e != nil {
		t.Error(e)
	}
}

package refused_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/proxy/refused"
)

// refuse is OpenAI's answer to a parameter.
func refuse(name string) []byte {
	return []byte(`{"error":{"message":"Unsupported parameter: '` + name + `' is not supported with this model.","type":"invalid_request_error","param":"` + name + `","code":"unsupported_parameter"}}`)
}

// adapt gives the body after Adapt.
func adapt(t testing.TB, m *refused.Memory, model, body string, now time.Time) string {
	t.Helper()
	obj := object(t, body)
	m.Adapt(obj, "u", model, now)
	return string(obj.Bytes())
}

func learn(t testing.TB, m *refused.Memory, model string, answer []byte, body string) {
	t.Helper()
	if !m.Learn("u", model, 400, answer, noon, object(t, body)) {
		t.Fatalf("%s was not learned", answer)
	}
}

func TestKinGoTogether(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", refuse("top_p"), `{"top_p":1}`)
	body := `{"model":"m","temperature":1,"n":2,"presence_penalty":0,"frequency_penalty":0,"top_k":3,"logprobs":true,"messages":[]}`
	if got := adapt(t, &m, "m", body, noon); got != `{"model":"m","top_k":3,"logprobs":true,"messages":[]}` {
		t.Error(got)
	}
	learn(t, &m, "m", refuse("logprobs"), body)
	if got := adapt(t, &m, "m", `{"top_logprobs":1,"logit_bias":{},"top_k":3}`, noon); got != `{"top_k":3}` {
		t.Error(got)
	}
}

func TestEveryModelOfItsOwn(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", refuse("seed"), `{"seed":1}`)
	for _, c := range []struct {
		upstream, model string
		changed         bool
	}{{"u", "m", true}, {"u", "m2", false}, {"u2", "m", false}, {"", "um", false}} {
		if did := m.Adapt(object(t, `{"seed":1}`), c.upstream, c.model, noon); (did != nil) != c.changed {
			t.Errorf("%s %s: %q", c.upstream, c.model, did)
		}
	}
}

func TestForgottenAfterADay(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", refuse("seed"), `{"seed":1}`)
	for after, want := range map[time.Duration]string{
		0: `{}`, 24*time.Hour - 1: `{}`, 24 * time.Hour: `{"seed":1}`, -time.Hour: `{}`,
	} {
		if got := adapt(t, &m, "m", `{"seed":1}`, noon.Add(after)); got != want {
			t.Errorf("after %v: %s", after, got)
		}
	}
	later := noon.Add(25 * time.Hour)
	if !m.Learn("u", "m", 400, refuse("seed"), later, object(t, `{"seed":1}`)) {
		t.Error("not learned again")
	}
	if got := adapt(t, &m, "m", `{"seed":1}`, later.Add(23*time.Hour)); got != `{}` {
		t.Error(got)
	}
}

func TestOutputLimitChangesItsName(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", refuse("max_tokens"), `{"messages":[],"max_tokens":1}`)
	for body, want := range map[string]string{
		`{"messages":[],"max_tokens":1.0,"x":2}`:                   `{"messages":[],"max_completion_tokens":1.0,"x":2}`,
		`{"messages":[],"max_tokens":1,"max_completion_tokens":2}`: `{"messages":[],"max_completion_tokens":2}`,
		`{"messages":[],"max_completion_tokens":2}`:                `{"messages":[],"max_completion_tokens":2}`,
	} {
		if got := adapt(t, &m, "m", body, noon); got != want {
			t.Errorf("%s became %s", body, got)
		}
	}
	t.Run("the reverse", func(t *testing.T) {
		var m refused.Memory
		learn(t, &m, "m", refuse("max_completion_tokens"), `{"messages":[],"max_completion_tokens":1}`)
		if got := adapt(t, &m, "m", `{"messages":[],"max_completion_tokens":1}`, noon); got != `{"messages":[],"max_tokens":1}` {
			t.Error(got)
		}
	})
	t.Run("both names", func(t *testing.T) { // no ping-pong: the limit goes
		learn(t, &m, "m", refuse("max_completion_tokens"), `{"messages":[],"max_completion_tokens":1}`)
		for _, body := range []string{`{"messages":[],"max_completion_tokens":1}`, `{"messages":[],"max_tokens":1}`} {
			if got := adapt(t, &m, "m", body, noon); got != `{"messages":[]}` {
				t.Errorf("%s became %s", body, got)
			}
		}
	})
	t.Run("other APIs have one name", func(t *testing.T) {
		var m refused.Memory
		learn(t, &m, "m", refuse("max_output_tokens"), `{"input":"x","max_output_tokens":1}`)
		if got := adapt(t, &m, "m", `{"input":"x","max_output_tokens":1}`, noon); got != `{"input":"x"}` {
			t.Error(got)
		}
	})
}

func TestValuesAreRefusedOneByOne(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", []byte(`{"error":{"message":"Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low', 'medium'.","param":"reasoning_effort","code":"unsupported_value"}}`), `{"reasoning_effort":"minimal"}`)
	if got := adapt(t, &m, "m", `{"reasoning_effort": "minimal"}`, noon); got != `{}` {
		t.Error(got)
	}
	if got := adapt(t, &m, "m", `{"reasoning_effort":"low"}`, noon); got != `{"reasoning_effort":"low"}` {
		t.Error(got)
	}
	learn(t, &m, "m", []byte(`{"error":{"message":"Unrecognized request argument supplied: reasoning_effort"}}`), `{"reasoning_effort":"low"}`)
	if got := adapt(t, &m, "m", `{"reasoning_effort":"high"}`, noon); got != `{}` {
		t.Error(got)
	}
}

func TestRefusedOnlyWithoutTools(t *testing.T) {
	var m refused.Memory
	learn(t, &m, "m", []byte(`{"error":{"message":"Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.","param":"parallel_tool_calls"}}`), `{"tools":[],"parallel_tool_calls":true}`)
	learn(t, &m, "m", []byte(`{"error":{"message":"The 'stream_options' parameter is only allowed when 'stream' is enabled.","param":"stream_options"}}`), `{"stream_options":{}}`)
	full := `{"tools":[{}],"parallel_tool_calls":true,"stream":true,"stream_options":{}}`
	if got := adapt(t, &m, "m", full, noon); got != full {
		t.Error(got)
	}
	if got := adapt(t, &m, "m", `{"parallel_tool_calls":true,"stream":false,"stream_options":{}}`, noon); got != `{"stream":false}` {
		t.Error(got)
	}
}

// TestToolsWithoutThinking: gpt-5.6 thinks by default, and refuses tools then,
// naming a parameter that was not sent.
func TestToolsWithoutThinking(t *testing.T) {
	answer := []byte(`{"error":{"message":"Function tools with reasoning_effort are not supported for gpt-5.6 in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.","param":"reasoning_effort"}}`)
	var m refused.Memory
	learn(t, &m, "gpt-5.6", answer, `{"messages":[],"tools":[{}]}`)
	if got := adapt(t, &m, "gpt-5.6", `{"messages":[],"tools":[{}]}`, noon); got != `{"messages":[],"tools":[{}],"reasoning_effort":"none"}` {
		t.Error(got)
	}
	if got := adapt(t, &m, "gpt-5.6", `{"messages":[],"reasoning_effort":"low"}`, noon); got != `{"messages":[],"reasoning_effort":"low"}` {
		t.Error(got)
	}
	if m.Learn("u", "gpt-5.6", 400, answer, noon, object(t, `{"messages":[],"tools":[{}],"reasoning_effort":"none"}`)) {
		t.Error("asked for one more")
	}
}

// TestSchemaGoesIntoThePrompt: json_object alone would lose it, and OpenAI and
// DeepSeek want the word JSON beside json_object.
func TestSchemaGoesIntoThePrompt(t *testing.T) {
	var m refused.Memory
	format := `"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object","minimum":1.0}}}`
	learn(t, &m, "m", []byte(`{"error":{"message":"This response_format type is unavailable now"}}`), `{"messages":[],`+format+`}`)
	text := `Answer with one JSON object only. It must be valid against this JSON schema: {\"type\":\"object\",\"minimum\":1.0}`
	for messages, want := range map[string]string{
		`[{"role":"system","content":"s"},{"role":"user","content":"q"}]`: `[{"role":"system","content":"s\n\n` + text + `"},{"role":"user","content":"q"}]`,
		`[{"role":"user","content":"q"}]`:                                 `[{"role":"system","content":"` + text + `"},{"role":"user","content":"q"}]`,
		`[{"role":"system","content":[{"type":"text","text":"s"}]}]`:      `[{"role":"system","content":"` + text + `"},{"role":"system","content":[{"type":"text","text":"s"}]}]`,
	} {
		if got := adapt(t, &m, "m", `{"messages":`+messages+`,`+format+`}`, noon); got != `{"messages":`+want+`,"response_format":{"type":"json_object"}}` {
			t.Errorf("%s became %s", messages, got)
		}
	}
	object := `{"messages":[],"response_format":{"type":"json_object"}}`
	if got := adapt(t, &m, "m", object, noon); got != object {
		t.Error(got)
	}
	t.Run("LM Studio wants the schema", func(t *testing.T) {
		var m refused.Memory
		learn(t, &m, "m", []byte(`{"error":"'response_format.type' must be 'json_schema' or 'text'"}`), object)
		if got := adapt(t, &m, "m", object, noon); got != `{"messages":[]}` {
			t.Error(got)
		}
		if got := adapt(t, &m, "m", `{`+format+`}`, noon); got != `{`+format+`}` {
			t.Error(got)
		}
	})
}

func TestMessagesLoseTheMemberOnly(t *testing.T) {
	var m refused.Memory
	body := `{"messages":[ {"role":"user","content":[{"type":"text","text":"q","cache_control":{}}],"x":1.0},{"role":"assistant","tool_calls":[{"id":"a","cache_control":1}]}, {"role":"user" , "content":"cache_control"}],"cache_control":1}`
	learn(t, &m, "m", []byte(`{"error":{"message":"messages.0.content.0.text.cache_control: Extra inputs are not permitted"}}`), body)
	if got, want := adapt(t, &m, "m", body, noon), `{"messages":[{"role":"user","content":[{"type":"text","text":"q"}],"x":1.0},{"role":"assistant","tool_calls":[{"id":"a"}]},{"role":"user" , "content":"cache_control"}],"cache_control":1}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var m refused.Memory
	for i := range 1500 {
		model := fmt.Sprint("m", i)
		if !m.Learn("u", model, 400, refuse("seed"), noon.Add(time.Duration(i)*time.Second), object(t, `{"seed":1}`)) {
			t.Fatal(model)
		}
	}
	known := 0
	for i := range 1500 {
		if m.Adapt(object(t, `{"seed":1}`), "u", fmt.Sprint("m", i), noon.Add(time.Hour)) != nil {
			known++
			if i < 500 {
				t.Fatal("an old one was kept for a newer one:", i)
			}
		}
	}
	if known != 1000 {
		t.Error(known, "models remembered")
	}
	long := strings.Repeat("m", 10_000)
	if m.Learn("u", long, 400, refuse("seed"), noon, object(t, `{"seed":1}`)) {
		t.Error("a name of 10 KB was remembered")
	}
	for i := range 200 {
		key := fmt.Sprint("p_", i)
		m.Learn("u", "many", 400, refuse(key), noon, object(t, `{"`+key+`":1}`))
	}
	dropped := 0
	for i := range 200 {
		if m.Adapt(object(t, `{"p_`+fmt.Sprint(i)+`":1}`), "u", "many", noon) != nil {
			dropped++
		}
	}
	if dropped != 64 {
		t.Error(dropped, "parameters remembered of one model")
	}
}

func TestConcurrentUse(t *testing.T) {
	var m refused.Memory
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				name := []string{"temperature", "seed", "max_tokens", "max_completion_tokens", "stop"}[(g+i)%5]
				body := object(t, `{"messages":[],"`+name+`":1}`)
				model := fmt.Sprint("m", i%7)
				m.Adapt(body, "u", model, noon.Add(time.Duration(i)*time.Hour))
				m.Learn("u", model, 400, refuse(name), noon.Add(time.Duration(i)*time.Hour), body)
			}
		})
	}
	wg.Wait()
}

// TestHostileAnswerEndsAtOnce: what an upstream sends is read in bounded work.
func TestHostileAnswerEndsAtOnce(t *testing.T) {
	var m refused.Memory
	for _, answer := range []string{
		`{"error":"not supported ` + strings.Repeat("'stop', ", 20_000) + `"}`,
		`{"error":"not supported ` + strings.Repeat("messages.0.a_b ", 10_000) + `"}`,
		strings.Repeat(`{"error":`, 20_000) + `1` + strings.Repeat(`}`, 20_000),
		`{"error":[` + strings.Repeat(`"stop",`, 30_000) + `1]}`,
	} {
		m.Learn("u", "m", 400, []byte(answer), noon, object(t, asked))
	}
}

func BenchmarkAdapt(b *testing.B) {
	var m refused.Memory
	learn(b, &m, "m", refuse("seed"), `{"seed":1}`)
	for _, model := range []string{"m", "other"} {
		b.Run(model, func(b *testing.B) {
			b.ReportAllocs()
			obj := object(b, `{"model":"m","messages":[],"temperature":1}`)
			for b.Loop() {
				m.Adapt(obj, "u", model, noon)
			}
		})
	}
}

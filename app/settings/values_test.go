package settings

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// everything fills every field of Settings with something else than its default.
func everything() Settings {
	s := Default()
	n, yes, no := 32768, true, false
	s.Access = AccessOpen
	s.Listen = Listen{Port: 11435, Prefix: "/work", IPv6: false, Hosts: []string{"keyport.local"}}
	azure := NewUpstream("azure", "https://x.openai.azure.com/openai/deployments/d")
	azure.Kind, azure.APIVersion, azure.Auth, azure.Proxy = KindAzure, "2024-10-21", "none", "none"
	azure.Headers = map[string]string{"X-A": "b c", "X.b": `q"\`}
	azure.Models = []string{"gpt-*", "!gpt-3*"}
	azure.FirstByteTimeout, azure.IdleTimeout = Duration(90*time.Second), Duration(time.Hour)
	s.Upstreams = []Upstream{azure, NewUpstream("openai", "https://api.openai.com/v1")}
	s.Clients = []Client{{Name: "Zed \"1\" – ä", Cursor: true, Origins: []string{"app://obsidian.md"}}, {Name: "b", Origins: []string{}}}
	s.Models = []Model{{Name: "qwen3-*", Context: &n, Tools: &yes, Vision: &no, Hidden: &no}, {Name: "x"}}
	s.Aliases = []Alias{{"fast", "gpt-4.1-mini"}}
	s.Think = Think{Mode: "reasoning", Tags: []string{"<think>", `\u003c/think>\n`}, StartsInThought: true}
	s.Rules = []Rule{
		{
			Models:  []string{"qwen3*", "!qwen3-coder"},
			Force:   Values{"temperature": 1.0, "seed": int64(7), "stop": []any{"a,b", "\n"}, "x.y": map[string]any{"deep": []any{true, 1e30, -0.5}}, "small": 1e-7},
			Default: Values{"top_p": 0.95, "big": int64(1<<53 + 1)},
			Remove:  []string{"top_k"},
			Append:  "\n/no_think \"now\"\t\\ \u007f",
			Think:   &Think{Mode: "keep", Tags: []string{"[T]", "[/T]"}, StartsInThought: true},
		},
		{Models: []string{"*"}, Think: &Think{}},
	}
	s.Allow.Paths = []string{"POST /files"}
	s.Limits = Limits{Body: 1000, InFlight: 4, PerMinute: 30}
	s.Notices.Hide = []string{"no_tray"}
	s.Desktop = Desktop{Language: "de", Look: LookDark}
	return s.normal()
}

func TestCloneSharesNothing(t *testing.T) {
	s := everything()
	c := s.Clone()
	if !reflect.DeepEqual(s, c) {
		t.Fatalf("clone differs:\n%+v\n%+v", s, c)
	}
	c.Listen.Hosts[0] = "x"
	c.Upstreams[0].Headers["X-A"] = "x"
	c.Upstreams[0].Models[0] = "x"
	c.Clients[0].Origins[0] = "x"
	*c.Models[0].Context = 1
	c.Think.Tags[0] = "x"
	c.Rules[0].Force["stop"].([]any)[0] = "x"
	c.Rules[0].Force["x.y"].(map[string]any)["deep"].([]any)[0] = "x"
	c.Rules[0].Think.Tags[0] = "x"
	c.Rules[0].Remove[0] = "x"
	c.Allow.Paths[0] = "x"
	if !reflect.DeepEqual(s, everything()) {
		t.Fatalf("changing the clone changed the original: %+v", s)
	}
}

// The window sends settings over the control socket and gets them back.
func TestJSONKeepsEverything(t *testing.T) {
	text, err := json.Marshal(everything())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"first_byte_timeout":"1m30s"`, `"idle_timeout":"1h"`, `"body":"1000"`, `"temperature":1.0`, `"seed":7`, `"hosts":["keyport.local"]`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	var back Settings
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.normal(), everything()) {
		t.Errorf("changed on the way:\n%+v\n%+v", back, everything())
	}
	if text, _ = json.Marshal(Default()); strings.Contains(string(text), "null") {
		t.Errorf("a list is null: %s", text)
	}
}

func TestValuesFromJSON(t *testing.T) {
	for text, want := range map[string]any{
		`1`: int64(1), `1.0`: 1.0, `1e2`: 100.0, `-0.5`: -0.5, `9007199254740993`: int64(1<<53 + 1),
		`"x"`: "x", `true`: true, `[1,2.0,{"a":3}]`: []any{int64(1), 2.0, map[string]any{"a": int64(3)}},
	} {
		var v Values
		if err := json.Unmarshal([]byte(`{"p":`+text+`}`), &v); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if !reflect.DeepEqual(v["p"], want) {
			t.Errorf("%s became %#v", text, v["p"])
		}
	}
	for _, text := range []string{`{"p":18446744073709551615}`, `{"p":1e999}`, `{"p":[99999999999999999999]}`, `[]`} {
		var v Values
		if err := json.Unmarshal([]byte(text), &v); err == nil {
			t.Errorf("%s was taken as %v", text, v)
		}
	}
}

func TestValuesToJSONAreSortedAndExact(t *testing.T) {
	list, err := Values{"b": 1.0, "a": int64(1), "d": map[string]any{"y": "<think>", "x": 2.5}, "c": []any{1e21, false}}.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range list {
		got = append(got, n.Name+"="+string(n.Value))
	}
	want := `a=1 b=1.0 c=[1e+21,false] d={"x":2.5,"y":"<think>"}`
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]string{"90s": "1m30s", "10m": "10m", "1h0m0s": "1h", "1h10m": "1h10m", "600s": "10m", "20h": "20h"} {
		var d Duration
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, _ := d.MarshalText(); string(got) != want {
			t.Errorf("duration %s is written %s", text, got)
		}
	}
	for text, want := range map[string]string{"64MiB": "64MiB", "1024": "1KiB", "1000": "1000", "2048 KiB": "2MiB", "0": "0"} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.MarshalText(); string(got) != want {
			t.Errorf("size %s is written %s", text, got)
		}
	}
	for _, text := range []string{"", "-1", "64MB", "9999999999GiB", "1e3"} {
		var s Size
		if s.UnmarshalText([]byte(text)) == nil {
			t.Errorf("size %q was taken as %d", text, s)
		}
	}
}

func TestDecodeTags(t *testing.T) {
	got, err := DecodeTags([]string{`\u003cthink\u003e`, `<\/x>\n\t\r`, `a\\n`, `\ud83e\udd14`, "plain"})
	want := []string{"<think>", "</x>\n\t\r", `a\n`, "🤔", "plain"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{`\`, `\q`, `\u12`, `\uzzzz`, `\ud83e`, `\ud83ex`, `\udd14\ud83e`} {
		if got, err := DecodeTags([]string{bad}); err == nil {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestLLMParams(t *testing.T) {
	tags := [2]string{"<think>", "</think>"}
	one := func(r Rule) []Rule { r.Models = []string{"m"}; return []Rule{r} }
	tests := []struct {
		name, text string
		rules      []Rule
		aliases    []Alias
		warnings   int
	}{
		{"empty", " ; ;", nil, nil, 0},
		{"types", "model=m,temperature=0.6,top_k=20,echo=TRUE,min_p=0.05,mirostat=1,x=true,y=text,z=[1,2.0],s=\"3\"", one(Rule{Force: Values{
			"temperature": 0.6, "top_k": int64(20), "echo": true, "min_p": 0.05, "mirostat": int64(1), "x": true, "y": "text", "z": []any{int64(1), 2.0}, "s": "3",
		}}), nil, 0},
		{"spellings of numbers", "model=m,temperature=.5,top_p=1.,seed=+7,top_k=007,presence_penalty=1", one(Rule{Force: Values{
			"temperature": 0.5, "top_p": 1.0, "seed": int64(7), "top_k": int64(7), "presence_penalty": int64(1),
		}}), nil, 0},
		{"white space", " model = m , temperature = 0.6 ;\n model=m,\n\ttop_k = 3 ", one(Rule{Force: Values{"temperature": 0.6, "top_k": int64(3)}}), nil, 0},
		{"no number", "model=m,temperature=hot,top_k=20.5,seed=1e3,max_tokens=0x10,n=,top_p=nan,num_ctx=99999999999999999999", one(Rule{Remove: []string{"n"}}), nil, 6},
		{"out of range", "model=m,temperature=3,n=0", nil, nil, 2},
		{"number in quotes", "model=m,temperature=\"0.6\"", nil, nil, 1},
		{"no boolean", "model=m,echo=yes,mirostat=3", nil, nil, 2},
		{"too big for any", "model=m,foo=99999999999999999999", nil, nil, 1},
		{"remove", "model=m,top_k=,seed=NULL,user=null", one(Rule{Remove: []string{"top_k", "seed", "user"}}), nil, 0},
		{"fixed", "model=m,stream=true,messages=[],input=x,temperature=1.0", one(Rule{Force: Values{"temperature": 1.0}}), nil, 3},
		{"escaped separators", `model=m,user=a\,b\;c\d`, one(Rule{Force: Values{"user": `a,b;c\d`}}), nil, 0},
		{"JSON with separators", `model=m,stop=["a,b;c","\n"],response_format={"type":"json_schema","x":{"y":[1,2]}} , user="a,b"`, one(Rule{Force: Values{
			"stop": []any{"a,b;c", "\n"}, "response_format": map[string]any{"type": "json_schema", "x": map[string]any{"y": []any{int64(1), int64(2)}}}, "user": "a,b",
		}}), nil, 0},
		{"broken JSON", `model=m,stop=["a`, nil, nil, 1},
		{"JSON with more behind", `model=m,x={"a":1}b`, nil, nil, 1},
		{"digits that are text", "model=m,user=123,reasoning_effort=low", one(Rule{Force: Values{"user": "123", "reasoning_effort": "low"}}), nil, 0},
		{"equals sign in a value", "model=m,user=a=b", one(Rule{Force: Values{"user": "a=b"}}), nil, 0},
		{"tags", `model=m,think_tag_start=[THINK],think_tag_end=\u003c/x\u003e\n`, one(Rule{Think: &Think{Tags: []string{"[THINK]", `\u003c/x\u003e\n`}}}), nil, 0},
		{"one tag", "model=m,think_tag_end=</t>", one(Rule{Think: &Think{Tags: []string{"<think>", "</t>"}}}), nil, 0},
		{"tag with a comma", `model=m,think_tag_start=<a\,b>,think_tag_end="</a,b>"`, one(Rule{Think: &Think{Tags: []string{"<a,b>", "</a,b>"}}}), nil, 0},
		{"wrong tags", "model=m,think_tag_start=</think>", nil, nil, 1},
		{"filtering", "model=m,enable_think_tag_filtering=True;model=n,enable_think_tag_filtering=false", []Rule{
			{Models: []string{"m"}, Think: &Think{Mode: "strip"}}, {Models: []string{"n"}, Think: &Think{Mode: "keep"}},
		}, nil, 0},
		{"filtering wrong", "model=m,enable_think_tag_filtering=maybe", nil, nil, 1},
		{"append", `model=m,append_to_last_user_message=\n\n/no_think\, please`, one(Rule{Append: "\n\n/no_think, please"}), nil, 0},
		{"pseudo-model", "model=m,upstream_model_name=real/x:1,temperature=0.2", one(Rule{Force: Values{"temperature": 0.2}}), []Alias{{"m", "real/x:1"}}, 0},
		{"pseudo-model only", "model=m,upstream_model_name=real", nil, []Alias{{"m", "real"}}, 0},
		{"pseudo-model of itself", "model=m,upstream_model_name=m", nil, nil, 0},
		{"pseudo-model wrong", "model=m,upstream_model_name=a b;model=default,upstream_model_name=x", nil, nil, 2},
		{"model again in a group", "model=m,temperature=1,model=other", one(Rule{Force: Values{"temperature": int64(1)}}), nil, 1},
		{"group without model", "temperature=1,top_k=2;model=m,seed=1;foo", one(Rule{Force: Values{"seed": int64(1)}}), nil, 2},
		{"part without equals sign", "model=m,foo,seed=1", one(Rule{Force: Values{"seed": int64(1)}}), nil, 1},
		{"model name", "model=,a=1;model=a b,c=1;model={\"a\":1},c=1", nil, nil, 3},
		{"merge", "model=m,temperature=0.1,top_k=5,seed=;model=x,n=2;model=m,temperature=0.9,top_k=null,seed=3", []Rule{
			{Models: []string{"m"}, Force: Values{"temperature": 0.9, "seed": int64(3)}, Remove: []string{"top_k"}},
			{Models: []string{"x"}, Force: Values{"n": int64(2)}},
		}, nil, 0},
		{"fallback", "model=default,n=1;model=a,n=2;model=b*,n=3;model=*,seed=1", []Rule{
			{Models: []string{"*", "!a", "!b*"}, Force: Values{"n": int64(1), "seed": int64(1)}},
			{Models: []string{"a"}, Force: Values{"n": int64(2)}},
			{Models: []string{"b*"}, Force: Values{"n": int64(3)}},
		}, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rules, aliases, warnings := ParseLLMParams(tt.text, tags)
			for i := range rules { // an emptied list and none are the same to a reader
				if len(rules[i].Force) == 0 {
					rules[i].Force = nil
				}
				if len(rules[i].Remove) == 0 {
					rules[i].Remove = nil
				}
			}
			if !reflect.DeepEqual(rules, tt.rules) || !reflect.DeepEqual(aliases, tt.aliases) || len(warnings) != tt.warnings {
				t.Errorf("got %+v %v %q", rules, aliases, warnings)
			}
			for _, w := range warnings {
				if !strings.HasPrefix(w, "LLM_PARAMS: ") || !strings.HasSuffix(w, ".") {
					t.Errorf("no sentence: %q", w)
				}
			}
		})
	}
}

func FuzzLLMParams(f *testing.F) {
	f.Add("model=m,temperature=0.6,stop=[\"a,b\"],x={\"y\":1};model=default,think_tag_start=<a>,n=")
	f.Add(`model=m\,a=b\;c,upstream_model_name="x",append_to_last_user_message=\n`)
	f.Add("model=*,enable_think_tag_filtering=false;;,,model=")
	f.Fuzz(func(t *testing.T, text string) {
		rules, aliases, _ := ParseLLMParams(text, [2]string{"<think>", "</think>"})
		checkNumbers(t, text, rules)
		s := Default()
		s.Rules = rules
		for _, a := range aliases { // the same alias twice is Apply's business
			one := s
			one.Aliases = []Alias{a}
			if errs, _ := one.normal().Validate(); len(errs) > 0 {
				t.Fatalf("%q gives %v", text, errs)
			}
		}
		s = Overlay{Rules: rules, Aliases: aliases}.Apply(Default())
		if errs, _ := s.Validate(); len(errs) > 0 {
			t.Fatalf("%q gives %v", text, errs)
		}
		if _, err := encode(s, nil); err != nil {
			t.Fatalf("%q gives %v", text, err)
		}
		checkSafe(t, s, s)
	})
}

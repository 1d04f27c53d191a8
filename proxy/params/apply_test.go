package params_test

import (
	"encoding/json"
	"slices"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

func param(name, value string) params.Param {
	return params.Param{Name: name, Value: json.RawMessage(value)}
}

func force(name, value string) params.Rule {
	return params.Rule{Force: []params.Param{param(name, value)}}
}

func byDefault(name, value string) params.Rule {
	return params.Rule{Default: []params.Param{param(name, value)}}
}

func remove(names ...string) params.Rule { return params.Rule{Remove: names} }

// apply gives the edited body, and the changes as "forced temperature".
func apply(t testing.TB, api params.API, body string, rules ...params.Rule) (string, []string) {
	t.Helper()
	obj, err := jsonedit.ParseObject([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	var changes []string
	for _, c := range params.Apply(nil, obj, api, rules) {
		changes = append(changes, c.What+" "+c.Name)
	}
	after := string(obj.Bytes())
	if err := jsonedit.Check([]byte(after), 200); err != nil {
		t.Errorf("%s: %v", after, err)
	}
	if (len(changes) > 0) != (after != body) {
		t.Errorf("%s became %s with changes %q", body, after, changes)
	}
	return after, changes
}

func TestModes(t *testing.T) {
	for _, c := range []struct {
		name, before, after string
		rules               []params.Rule
		changes             []string
	}{
		{"force replaces in place", `{"temperature":1.0, "x":1}`, `{"temperature":0.6, "x":1}`, []params.Rule{force("temperature", "0.6")}, []string{"forced temperature"}},
		{"force adds", `{"x":1}`, `{"x":1,"temperature":0.6}`, []params.Rule{force("temperature", "0.6")}, []string{"forced temperature"}},
		{"force keeps its spelling", `{}`, `{"min_p":0.050,"seed":9007199254740993,"stop":["a,b",";"]}`, []params.Rule{{Force: []params.Param{param("min_p", "0.050"), param("seed", "9007199254740993"), param("stop", `["a,b",";"]`)}}}, []string{"forced min_p", "forced seed", "forced stop"}},
		{"force of the same value changes nothing", `{"temperature":0.6}`, `{"temperature":0.6}`, []params.Rule{force("temperature", "0.6")}, nil},
		{"force leaves one of duplicates", `{"temperature":0.6,"x":1,"temperature":2}`, `{"temperature":0.6,"x":1}`, []params.Rule{force("temperature", "0.6")}, []string{"forced temperature"}},
		{"force finds an escaped key", `{"temper\u0061ture":1}`, `{"temper\u0061ture":0.6}`, []params.Rule{force("temperature", "0.6")}, []string{"forced temperature"}},
		{"another case is another member", `{"Temperature":1}`, `{"Temperature":1,"temperature":0.6}`, []params.Rule{force("temperature", "0.6")}, []string{"forced temperature"}},
		{"force null", `{"stop":"x"}`, `{"stop":null}`, []params.Rule{force("stop", "null")}, []string{"forced stop"}},
		{"default adds", `{"x":1}`, `{"x":1,"top_p":0.95}`, []params.Rule{byDefault("top_p", "0.95")}, []string{"defaulted top_p"}},
		{"default yields", `{"top_p":1}`, `{"top_p":1}`, []params.Rule{byDefault("top_p", "0.95")}, nil},
		{"default yields to null", `{"top_p":null}`, `{"top_p":null}`, []params.Rule{byDefault("top_p", "0.95")}, nil},
		{"remove", `{"top_k":1,"x":1,"top_k":2}`, `{"x":1}`, []params.Rule{remove("top_k")}, []string{"removed top_k"}},
		{"remove of nothing", `{"x":1}`, `{"x":1}`, []params.Rule{remove("top_k")}, nil},
		{"force, default, remove in one rule", `{"a":1,"b":2,"c":3}`, `{"a":9,"b":2,"d":4}`, []params.Rule{{Remove: []string{"c"}, Default: []params.Param{param("b", "8"), param("d", "4")}, Force: []params.Param{param("a", "9")}}}, []string{"forced a", "defaulted d", "removed c"}},
		{"a later force wins", `{}`, `{"a":2}`, []params.Rule{force("a", "1"), force("a", "2")}, []string{"forced a", "forced a"}},
		{"a forced member counts as set", `{}`, `{"a":1}`, []params.Rule{force("a", "1"), byDefault("a", "2")}, []string{"forced a"}},
		{"removed, then defaulted by the next rule", `{"a":0}`, `{"a":2}`, []params.Rule{remove("a"), byDefault("a", "2")}, []string{"removed a", "defaulted a"}},
		{"white space around a value stays out", `{}`, `{"a":[1, 2]}`, []params.Rule{force("a", " [1, 2]\n")}, []string{"forced a"}},
		{"a value that is no JSON is skipped", `{"b":1}`, `{"b":1}`, []params.Rule{force("a", ""), force("a", "x"), force("a", `1,"b":2`), byDefault("a", `"`)}, nil},
		{"an odd name is escaped", `{}`, `{"a\"b":1}`, []params.Rule{force(`a"b`, "1")}, []string{`forced a"b`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, changes := apply(t, params.Chat, c.before, c.rules...)
			if after != c.after || !slices.Equal(changes, c.changes) {
				t.Errorf("got  %s %q\nwant %s %q", after, changes, c.after, c.changes)
			}
		})
	}
}

func TestProtectedMembersStay(t *testing.T) {
	body := `{"model":"m","stream":false,"messages":[],"input":"x"}`
	for _, api := range []params.API{params.Chat, params.Completions, params.Responses, params.Messages} {
		for _, name := range []string{"model", "stream", "messages", "input"} {
			rule := params.Rule{
				Force:   []params.Param{param(name, `"evil"`)},
				Default: []params.Param{param(name, `"evil"`)},
				Remove:  []string{name},
			}
			if after, changes := apply(t, api, body, rule); after != body || changes != nil {
				t.Errorf("%s: %s %q", name, after, changes)
			}
			if after, changes := apply(t, api, `{}`, rule); after != `{}` || changes != nil {
				t.Errorf("%s: %s %q", name, after, changes)
			}
		}
	}
}

func TestNoRulesNoChange(t *testing.T) {
	body := []byte(` {"a":1.0} `)
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, rules := range [][]params.Rule{nil, {}, {{}}, {byDefault("a", "2")}} {
		if changes := params.Apply(nil, obj, params.Chat, rules); changes != nil || obj.Changed() || &obj.Bytes()[0] != &body[0] {
			t.Errorf("%v: %v", rules, changes)
		}
	}
}

// The rules belong to a snapshot that every request shares.
func TestRulesAreNotWrittenTo(t *testing.T) {
	rules := []params.Rule{{
		Force:  []params.Param{param("a", ` {"x":1} `), param("max_tokens", "7")},
		Append: " /no_think",
	}}
	want := ` {"x":1} `
	first, _ := apply(t, params.Chat, `{"messages":[]}`, rules...)
	second, _ := apply(t, params.Chat, `{"messages":[]}`, rules...)
	if string(rules[0].Force[0].Value) != want || first != second {
		t.Errorf("%s, then %s", first, second)
	}
}

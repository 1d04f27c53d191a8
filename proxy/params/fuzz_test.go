package params_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/params"
)

// FuzzApply holds what a rule must not do: break the body, or touch a member
// that it does not name. An appended text may only insert. And it holds what a
// rule must do, to every copy of a member: two readers of JSON take different
// ones. Members are read with encoding/json, not with the package under test.
func FuzzApply(f *testing.F) {
	for _, body := range []string{
		`{"model":"m","messages":[{"role":"user","content":"a"}],"temperature":1.0,"max_completion_tokens":9007199254740993}`,
		`{"max_tokens":1,"x":[],"max_tokens":2,"max_completion_tokens":3,"input":[{"role":"user","content":[{"type":"input_text","text":"\\"}]}]}`,
		` { "prompt" : "\"" , "temper\u0061ture":1e400 }`,
		`{"messages":[{"role":"user","content":[{"type":"tool_result"}]},{"role":"user"},{"role":"user","content":null}]}`,
		`{"messages":[],"input":"x"}`,
		`{"messages":[],"messages":0,"prompt":"a","prompt":"b"}`,
	} {
		for api := range 4 {
			f.Add([]byte(body), api, "temperature", `0.6`, "max_tokens", "top_k", " \"/no_think\n")
			f.Add([]byte(body), api, "max_output_tokens", `[1]`, "x", "max_completion_tokens", "")
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, api int, forced, value, defaulted, removed, text string) {
		if jsonedit.Check(body, 1000) != nil || jsonedit.Kind(body) != '{' {
			return
		}
		forced, defaulted, removed = strings.ToValidUTF8(forced, "?"), strings.ToValidUTF8(defaulted, "?"), strings.ToValidUTF8(removed, "?")
		obj, err := jsonedit.ParseObject(body)
		if err != nil {
			t.Fatal(err)
		}
		rule := params.Rule{
			Force:   []params.Param{param(forced, value)},
			Default: []params.Param{param(defaulted, value)},
			Remove:  []string{removed},
			Append:  text,
		}
		changes := params.Apply(nil, obj, params.API(api&3), []params.Rule{rule})
		after := obj.Bytes()
		if err := jsonedit.Check(after, 1200); err != nil {
			t.Fatalf("%q became %q: %v", body, after, err)
		}
		if len(changes) == 0 && !bytes.Equal(body, after) {
			t.Fatalf("%q became %q without a change", body, after)
		}
		named := []string{forced, defaulted, removed}
		limits := []string{"max_tokens", "max_completion_tokens", "max_output_tokens"}
		if slices.ContainsFunc(named, func(s string) bool { return slices.Contains(limits, s) }) {
			named = append(named, limits...)
		}
		named = slices.DeleteFunc(named, params.Protected)
		place := []string{"messages", "prompt", "input", "messages"}[api&3]
		old, now := members(t, body, named), members(t, after, named)
		if len(old) != len(now) {
			t.Fatalf("%q became %q", body, after)
		}
		first := true
		for i, m := range old {
			if m.key == place && first && text != "" {
				first = false
				if now[i].key != place || !inserted(m.value, now[i].value) {
					t.Fatalf("%q became %q", m.value, now[i].value)
				}
			} else if m != now[i] {
				t.Fatalf("%s: %q became %s: %q", m.key, m.value, now[i].key, now[i].value)
			}
		}
		obeyed(t, rule, place, body, after)
		if text == "" { // the same rule again has nothing left to do
			again := params.Apply(nil, obj, params.API(api&3), []params.Rule{rule})
			if twice := obj.Bytes(); !bytes.Equal(twice, after) {
				t.Fatalf("%q became %q and then %q by %v", body, after, twice, again)
			}
		}
	})
}

// obeyed checks that what the rule names is as the rule wants it, where nothing
// else says otherwise: limits have several names, and removing comes last.
func obeyed(t *testing.T, r params.Rule, place string, body, after []byte) {
	t.Helper()
	removed, forced, defaulted := r.Remove[0], r.Force[0], r.Default[0]
	odd := func(name string) bool {
		return params.Protected(name) || name == place || slices.Contains([]string{"max_tokens", "max_completion_tokens", "max_output_tokens"}, name)
	}
	one := func(p params.Param) bool {
		got := values(t, after, p.Name)
		return len(got) == 1 && got[0] == strings.Trim(string(p.Value), " \t\r\n")
	}
	if got := values(t, after, removed); !odd(removed) && len(got) > 0 {
		t.Fatalf("%q became %q, and %q is still there", body, after, removed)
	}
	usable := jsonedit.Check(forced.Value, 200) == nil
	if usable && !odd(forced.Name) && forced.Name != removed && !one(forced) {
		t.Fatalf("%q became %q, where %q is not what it was forced to be", body, after, forced.Name)
	}
	if name := defaulted.Name; !odd(name) && name != forced.Name && name != removed {
		old, now := values(t, body, name), values(t, after, name)
		if len(old) > 0 && !slices.Equal(old, now) || len(old) == 0 && usable && !one(defaulted) {
			t.Fatalf("%q became %q, which is no default for %q", body, after, name)
		}
	}
}

// values are the values of all members of that name, as spelled.
func values(t *testing.T, body []byte, name string) (all []string) {
	t.Helper()
	for _, m := range members(t, body, nil) {
		if m.key == name {
			all = append(all, m.value)
		}
	}
	return all
}

type pair struct{ key, value string }

// members lists the members whose keys are not in without, in order, values as spelled.
func members(t *testing.T, body []byte, without []string) (list []pair) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(body))
	if _, err := dec.Token(); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if !slices.Contains(without, key.(string)) {
			list = append(list, pair{key.(string), string(value)})
		}
	}
	return list
}

// inserted reports whether after is before with something put in at one place,
// or, for a content of null, in the place of null.
func inserted(before, after string) bool {
	head := 0
	for head < min(len(before), len(after)) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < min(len(before), len(after))-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	rest := before[head : len(before)-tail]
	return rest == "" || rest == "null"
}

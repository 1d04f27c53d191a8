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
// that it does not name. Members are read with encoding/json, not with the
// package under test. An appended text may only insert.
func FuzzApply(f *testing.F) {
	for _, body := range []string{
		`{"model":"m","messages":[{"role":"user","content":"a"}],"temperature":1.0,"max_completion_tokens":9007199254740993}`,
		`{"max_tokens":1,"x":[],"max_tokens":2,"max_completion_tokens":3,"input":[{"role":"user","content":[{"type":"input_text","text":"\\"}]}]}`,
		` { "prompt" : "\"" , "temper\u0061ture":1e400 }`,
		`{"messages":[{"role":"user","content":[{"type":"tool_result"}]},{"role":"user"},{"role":"user","content":null}]}`,
		`{"messages":[],"input":"x"}`,
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
		changes := params.Apply(obj, params.API(api&3), []params.Rule{rule})
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
	})
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

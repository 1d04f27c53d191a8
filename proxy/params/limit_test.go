package params_test

import (
	"slices"
	"testing"

	"keyport/proxy/params"
)

func TestOutputLimit(t *testing.T) {
	const old, chat, resp = "max_tokens", "max_completion_tokens", "max_output_tokens"
	member := func(name, value string) string { return `{"a":1,"` + name + `":` + value + `,"b":2}` }
	added := func(name string) string { return `{"a":1,"b":2,"` + name + `":7}` }
	none := `{"a":1,"b":2}`
	for _, c := range []struct {
		name          string
		api           params.API
		before, after string
		rules         []params.Rule
		changes       []string
	}{
		{"forced old meets the client's new", params.Chat, member(chat, "100"), member(chat, "7"), []params.Rule{force(old, "7")}, []string{"forced " + chat}},
		{"forced new meets the client's old", params.Chat, member(old, "100"), member(old, "7"), []params.Rule{force(chat, "7")}, []string{"forced " + old}},
		{"forced meets the client's null", params.Chat, member(old, "null"), member(old, "7"), []params.Rule{force(chat, "7")}, []string{"forced " + old}},
		{"forced meets the same value", params.Chat, member(old, "7"), member(old, "7"), []params.Rule{force(chat, "7")}, nil},
		{"the client's name stays on Responses", params.Responses, member(old, "100"), member(old, "7"), []params.Rule{force(resp, "7")}, []string{"forced " + old}},
		{"the client's two become the first", params.Chat, `{"max_completion_tokens":1,"x":0,"max_tokens":2}`, `{"max_completion_tokens":7,"x":0}`, []params.Rule{force(old, "7")}, []string{"forced " + chat}},
		{"the client's two, the other order", params.Chat, `{"max_tokens":7,"x":0,"max_completion_tokens":1,"max_output_tokens":3}`, `{"max_tokens":7,"x":0}`, []params.Rule{force(chat, "7")}, []string{"forced " + old}},
		{"the client's duplicate", params.Chat, `{"max_tokens":1,"x":0,"max_tokens":2}`, `{"max_tokens":7,"x":0}`, []params.Rule{force(chat, "7")}, []string{"forced " + old}},

		{"Chat, old", params.Chat, none, added(old), []params.Rule{force(old, "7")}, []string{"forced " + old}},
		{"Chat, new", params.Chat, none, added(chat), []params.Rule{force(chat, "7")}, []string{"forced " + chat}},
		{"Chat, Responses' name", params.Chat, none, added(chat), []params.Rule{force(resp, "7")}, []string{"forced " + chat}},
		{"Completions, old", params.Completions, none, added(old), []params.Rule{force(old, "7")}, []string{"forced " + old}},
		{"Completions, new", params.Completions, none, added(old), []params.Rule{force(chat, "7")}, []string{"forced " + old}},
		{"Completions, Responses' name", params.Completions, none, added(old), []params.Rule{force(resp, "7")}, []string{"forced " + old}},
		{"Messages, new", params.Messages, none, added(old), []params.Rule{force(chat, "7")}, []string{"forced " + old}},
		{"Messages, Responses' name", params.Messages, none, added(old), []params.Rule{force(resp, "7")}, []string{"forced " + old}},
		{"Responses, old", params.Responses, none, added(resp), []params.Rule{force(old, "7")}, []string{"forced " + resp}},
		{"Responses, new", params.Responses, none, added(resp), []params.Rule{force(chat, "7")}, []string{"forced " + resp}},

		{"default adds", params.Responses, none, added(resp), []params.Rule{byDefault(old, "7")}, []string{"defaulted " + resp}},
		{"default yields to kin", params.Chat, member(chat, "100"), member(chat, "100"), []params.Rule{byDefault(old, "7")}, nil},
		{"default yields to null kin", params.Chat, member(chat, "null"), member(chat, "null"), []params.Rule{byDefault(resp, "7")}, nil},
		{"default yields to a forced kin", params.Chat, none, added(old), []params.Rule{force(old, "7"), byDefault(chat, "9")}, []string{"forced " + old}},

		{"remove is exact on Chat", params.Chat, member(chat, "100"), member(chat, "100"), []params.Rule{remove(old)}, nil},
		{"remove on Chat", params.Chat, member(chat, "100"), none, []params.Rule{remove(chat)}, []string{"removed " + chat}},
		{"remove is exact on Completions", params.Completions, member(old, "100"), member(old, "100"), []params.Rule{remove(chat)}, nil},
		{"remove on Responses takes its name", params.Responses, member(resp, "100"), none, []params.Rule{remove(old)}, []string{"removed " + resp}},
		{"remove on Responses takes both", params.Responses, `{"max_tokens":1,"max_output_tokens":2}`, `{}`, []params.Rule{remove(old)}, []string{"removed " + old, "removed " + resp}},
		{"remove on Messages takes its name", params.Messages, member(old, "100"), none, []params.Rule{remove(chat)}, []string{"removed " + old}},

		{"the last rule names it when the client did not", params.Chat, none, added(chat), []params.Rule{force(old, "9"), force(chat, "7")}, []string{"forced " + old, "forced " + chat}},
		{"the client names it whatever the rules", params.Chat, member(old, "100"), member(old, "7"), []params.Rule{force(chat, "9"), force(chat, "7")}, []string{"forced " + old, "forced " + old}},
		{"a default of ours gives way", params.Chat, none, added(chat), []params.Rule{byDefault(old, "9"), force(chat, "7")}, []string{"defaulted " + old, "forced " + chat}},
		{"removed by one rule, forced by the next", params.Chat, member(old, "100"), added(chat), []params.Rule{remove(old), force(chat, "7")}, []string{"removed " + old, "forced " + chat}},

		{"new forced and old removed", params.Chat, member(old, "100"), member(chat, "7"), []params.Rule{{Force: force(chat, "7").Force, Remove: []string{old}}}, []string{"forced " + chat}},
		{"new forced and old removed, nothing sent", params.Chat, none, added(chat), []params.Rule{{Force: force(chat, "7").Force, Remove: []string{old}}}, []string{"forced " + chat}},
		{"new forced and old removed, new sent", params.Chat, member(chat, "100"), member(chat, "7"), []params.Rule{{Force: force(chat, "7").Force, Remove: []string{old}}}, []string{"forced " + chat}},
		{"new forced and old removed on Messages", params.Messages, member(old, "100"), member(old, "7"), []params.Rule{{Force: force(chat, "7").Force, Remove: []string{old}}}, []string{"forced " + old}},
		{"the same forced and removed", params.Chat, member(old, "100"), none, []params.Rule{{Force: force(old, "7").Force, Remove: []string{old}}}, []string{"forced " + old, "removed " + old}},
		{"a broken force does not keep the old", params.Chat, member(old, "100"), none, []params.Rule{{Force: force(chat, "x").Force, Remove: []string{old}}}, []string{"removed " + old}},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, changes := apply(t, c.api, c.before, c.rules...)
			if after != c.after || !slices.Equal(changes, c.changes) {
				t.Errorf("got  %s %q\nwant %s %q", after, changes, c.after, c.changes)
			}
		})
	}
}

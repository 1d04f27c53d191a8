package params_test

import (
	"slices"
	"testing"

	"keyport/proxy/params"
)

func TestAppend(t *testing.T) {
	const text = "\n/no_think \"é\""
	const spelled = `\n/no_think \"é\"`
	for _, c := range []struct {
		name          string
		api           params.API
		before, after string // after "" is unchanged
	}{
		{"string", params.Chat, `{"messages":[{"role":"user","content":"a\u0062"}]}`, `{"messages":[{"role":"user","content":"a\u0062` + spelled + `"}]}`},
		{"empty string", params.Chat, `{"messages":[{"role":"user","content":""}]}`, `{"messages":[{"role":"user","content":"` + spelled + `"}]}`},
		{"content ends in an escaped backslash", params.Chat, `{"messages":[{"role":"user","content":"a\\"}]}`, `{"messages":[{"role":"user","content":"a\\` + spelled + `"}]}`},
		{"content in front of the role", params.Chat, `{"messages":[{"content" : "a" , "role":"user"}]}`, `{"messages":[{"content" : "a` + spelled + `" , "role":"user"}]}`},
		{
			"the last user message, not the last message", params.Chat,
			`{"messages":[{"role":"user","content":"1"},{"role":"user","content":"2"}, {"role":"assistant","tool_calls":[{"function":{"arguments":"{\"role\":\"user\"}"}}]},{"role":"tool","content":"3"} ]}`,
			`{"messages":[{"role":"user","content":"1"},{"role":"user","content":"2` + spelled + `"}, {"role":"assistant","tool_calls":[{"function":{"arguments":"{\"role\":\"user\"}"}}]},{"role":"tool","content":"3"} ]}`,
		},
		{"role with an escape", params.Chat, `{"messages":[{"role":"\u0075ser","content":"1"}]}`, `{"messages":[{"role":"\u0075ser","content":"1` + spelled + `"}]}`},
		{
			"last text part", params.Chat,
			`{"messages":[{"role":"user","content":[{"type":"text","text":"1"},{"type":"text","text":"2"}, {"type":"image_url","image_url":{"url":"data:"}}]}]}`,
			`{"messages":[{"role":"user","content":[{"type":"text","text":"1"},{"type":"text","text":"2` + spelled + `"}, {"type":"image_url","image_url":{"url":"data:"}}]}]}`,
		},
		{
			"no text part", params.Chat,
			`{"messages":[{"role":"user","content":[ {"type":"image_url"} ]}]}`,
			`{"messages":[{"role":"user","content":[ {"type":"image_url"},{"type":"text","text":"` + spelled + `"} ]}]}`,
		},
		{"no part", params.Chat, `{"messages":[{"role":"user","content":[ ]}]}`, `{"messages":[{"role":"user","content":[{"type":"text","text":"` + spelled + `"} ]}]}`},
		{"text part without text", params.Chat, `{"messages":[{"role":"user","content":[{"type":"text","text":null}]}]}`, `{"messages":[{"role":"user","content":[{"type":"text","text":null},{"type":"text","text":"` + spelled + `"}]}]}`},
		{"null content", params.Chat, `{"messages":[{"role":"user","content":null,"x":1}]}`, `{"messages":[{"role":"user","content":"` + spelled + `","x":1}]}`},
		{"no content", params.Chat, `{"messages":[{ "role":"user"}]}`, `{"messages":[{"content":"` + spelled + `", "role":"user"}]}`},
		{"content of no known form", params.Chat, `{"messages":[{"role":"user","content":7}]}`, ``},
		{"no user message", params.Chat, `{"messages":[{"role":"system","content":"s"} ]}`, `{"messages":[{"role":"system","content":"s"},{"role":"user","content":"` + spelled + `"} ]}`},
		{"no message", params.Chat, `{"messages":[ ]}`, `{"messages":[{"role":"user","content":"` + spelled + `"} ]}`},
		{"odd elements", params.Chat, `{"messages":[1,null,"user",["role","user"],{"role":7},{"role":"user ","content":"x"}]}`, `{"messages":[1,null,"user",["role","user"],{"role":7},{"role":"user ","content":"x"},{"role":"user","content":"` + spelled + `"}]}`},
		{"messages are no list", params.Chat, `{"messages":"x","prompt":"y","input":"z"}`, ``},
		{"no messages", params.Chat, `{"prompt":"y","input":"z"}`, ``},

		{"Messages", params.Messages, `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}`, `{"messages":[{"role":"user","content":"a` + spelled + `"},{"role":"assistant","content":"b"}]}`},
		{
			"tool results are not the user's", params.Messages,
			`{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use"}]},{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"r"}]}]}]}`,
			`{"messages":[{"role":"user","content":[{"type":"text","text":"a` + spelled + `"}]},{"role":"assistant","content":[{"type":"tool_use"}]},{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"r"}]}]}]}`,
		},
		{
			"tool results with a text are", params.Messages,
			`{"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"tool_result"},{"type":"text","text":"b"}]}]}`,
			`{"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"tool_result"},{"type":"text","text":"b` + spelled + `"}]}]}`,
		},
		{
			"nothing but tool results", params.Messages,
			`{"messages":[{"role":"user","content":[{"type":"tool_result"},{"type":"tool_result"}]}]}`,
			`{"messages":[{"role":"user","content":[{"type":"tool_result"},{"type":"tool_result"},{"type":"text","text":"` + spelled + `"}]}]}`,
		},

		{"Responses, string", params.Responses, `{"input":"a"}`, `{"input":"a` + spelled + `"}`},
		{"Responses, item", params.Responses, `{"input":[{"role":"user","content":"a"},{"type":"function_call_output","output":"x"}]}`, `{"input":[{"role":"user","content":"a` + spelled + `"},{"type":"function_call_output","output":"x"}]}`},
		{
			"Responses, parts", params.Responses,
			`{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image"}]}]}`,
			`{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"a` + spelled + `"},{"type":"input_image"}]}]}`,
		},
		{
			"Responses, parts without text", params.Responses,
			`{"input":[{"role":"user","content":[{"type":"input_image"}]}]}`,
			`{"input":[{"role":"user","content":[{"type":"input_image"},{"type":"input_text","text":"` + spelled + `"}]}]}`,
		},
		{"Responses, no user item", params.Responses, `{"input":[{"type":"function_call_output"}]}`, `{"input":[{"type":"function_call_output"},{"role":"user","content":"` + spelled + `"}]}`},
		{"Responses, no input", params.Responses, `{"messages":[]}`, ``},

		{"Completions", params.Completions, `{"prompt": "a" ,"suffix":"b"}`, `{"prompt": "a` + spelled + `" ,"suffix":"b"}`},
		{"Completions, the prompt twice", params.Completions, `{"prompt":"a","prompt":"b"}`, ``},
		{"Completions, several prompts", params.Completions, `{"prompt":["a","b"]}`, ``},
		{"Completions, tokens", params.Completions, `{"prompt":[1,2]}`, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, wantChanges := c.after, []string{"appended messages"}
			switch {
			case c.after == "":
				want, wantChanges = c.before, nil
			case c.api == params.Responses:
				wantChanges[0] = "appended input"
			case c.api == params.Completions:
				wantChanges[0] = "appended prompt"
			}
			after, changes := apply(t, c.api, c.before, params.Rule{Append: text})
			if after != want || !slices.Equal(changes, wantChanges) {
				t.Errorf("got  %s %q\nwant %s %q", after, changes, want, wantChanges)
			}
		})
	}
}

func TestAppendByTwoRules(t *testing.T) {
	after, changes := apply(t, params.Chat, `{"messages":[{"role":"user","content":"a"}]}`, params.Rule{Append: "b"}, params.Rule{Append: "c"})
	if after != `{"messages":[{"role":"user","content":"abc"}]}` || len(changes) != 2 {
		t.Errorf("%s %q", after, changes)
	}
}

// A forced prompt is text like any other for what follows it.
func TestAppendToAForcedPrompt(t *testing.T) {
	after, _ := apply(t, params.Completions, `{}`, params.Rule{Force: []params.Param{param("prompt", ` "a" `)}, Append: "b"})
	if after != `{"prompt":"ab"}` {
		t.Error(after)
	}
}

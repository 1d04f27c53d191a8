package refused_test

import (
	"encoding/json"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/refused"
)

// FuzzLearn holds that no answer breaks anything, takes out what a person
// said, or makes a request be sent again for nothing.
func FuzzLearn(f *testing.F) {
	for _, body := range []string{asked, `{"messages":[{"role":"user","content":"q","x_y":1}],"temperature":1}`, `{"input":"x","tools":[],"max_output_tokens":1}`, `{"prompt":"p","max_tokens":1,"max_tokens":2}`} {
		for _, answer := range []string{
			`{"error":{"message":"Unsupported parameter: 'max_tokens'","param":"max_tokens","code":"unsupported_parameter"}}`,
			`{"error":{"message":"Unsupported parameters: model, messages, stream, input, tools, prompt","param":null}}`,
			`{"error":{"message":"messages.0.content: Extra inputs are not permitted"}}`,
			`{"detail":[{"type":"extra_forbidden","loc":["body","messages",0,"user","x_y"],"msg":"Extra inputs are not permitted"},{"loc":["body","tools"],"msg":"extra fields not permitted"}]}`,
			`[{"error":{"message":"Unknown name \"temperature\" at 'messages[0]': Cannot find field."}}]`,
			`{"error":"{\"error\":\"'messages.1' : property 'role' is unsupported\"}"}`,
		} {
			f.Add([]byte(body), []byte(answer), "gpt-5.1")
		}
	}
	f.Fuzz(func(t *testing.T, body, answer []byte, model string) {
		if jsonedit.Check(body, 200) != nil {
			return
		}
		sent, err := jsonedit.ParseObject(body)
		if err != nil {
			return
		}
		var m refused.Memory
		m.Adapt(sent, "u", model, noon)
		before := string(sent.Bytes())
		learned := m.Learn("u", model, 400, answer, noon, sent)
		if string(sent.Bytes()) != before {
			t.Fatal("Learn changed the request")
		}
		again, err := jsonedit.ParseObject([]byte(before))
		if err != nil {
			t.Fatal(err)
		}
		did := m.Adapt(again, "u", model, noon)
		after := again.Bytes()
		if learned != (did != nil) || learned != (string(after) != before) {
			t.Fatalf("learned %v, did %q:\n%s\n%s", learned, did, before, after)
		}
		if err := jsonedit.Check(after, 210); err != nil {
			t.Fatalf("%s: %v", after, err)
		}
		for _, key := range []string{"model", "stream", "input", "tools", "prompt", "instructions", "system"} {
			was, _ := sent.Get(key)
			now, _ := again.Get(key)
			if string(was) != string(now) || sent.Count(key) != again.Count(key) {
				t.Fatalf("%s: %q became %q", key, was, now)
			}
		}
		if (sent.Count("messages") > 0) != (again.Count("messages") > 0) {
			t.Fatal("the messages are gone")
		}
		sameSaid(t, sent, again)
	})
}

// sameSaid holds roles and plain contents of messages; one system message may
// have come or grown, with a schema in it.
func sameSaid(t *testing.T, was, now *jsonedit.Object) {
	t.Helper()
	said := func(o *jsonedit.Object) (list []string) {
		raw, _ := o.Get("messages")
		var messages []struct {
			Role, Content any
		}
		if json.Unmarshal(raw, &messages) != nil {
			return nil
		}
		for _, m := range messages {
			if s, ok := m.Content.(string); ok && m.Role != "system" && m.Role != "developer" {
				list = append(list, s)
			}
		}
		return list
	}
	a, b := said(was), said(now)
	if len(a) != len(b) {
		t.Fatalf("%q became %q", a, b)
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("%q became %q", a, b)
		}
	}
}

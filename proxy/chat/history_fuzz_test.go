package chat_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"keyport/proxy/chat"
	"keyport/proxy/jsonedit"
)

// FuzzHistory builds a history from bytes and holds that the judge accepts the
// repaired one, and that no text is lost, made longer, or moved past another
// of its kind.
func FuzzHistory(f *testing.F) {
	for _, seed := range []string{"", "u", "c1t", "c2s..tt", "cuc", "cccttt", "ctttu", "c1c1t1t1", "ct1sut2", "c9Xt9Xu", "a0n", "c1sc2t1t2"} {
		f.Add([]byte(seed), false, false)
		f.Add([]byte(seed), true, true)
	}
	f.Fuzz(func(t *testing.T, script []byte, short, bridge bool) {
		o := chat.HistoryOptions{ShortIDs: short, Bridge: bridge}
		body := []byte(`{"messages":[` + strings.Join(scripted(script), ",") + `]}`)
		if err := jsonedit.Check(body, 100); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		after := repair(t, body, o)
		if err := strict(after, o); err != nil {
			t.Fatalf("%s\nbecame\n%s\n%v", body, after, err)
		}
		for _, kind := range []string{"s", "u", "a"} {
			if was, now := texts(t, body, kind), texts(t, after, kind); !slices.Equal(was, now) {
				t.Fatalf("%s\nbecame\n%s\n%q became %q", body, after, was, now)
			}
		}
		was, now := texts(t, body, "t"), texts(t, after, "t")
		slices.Sort(was)
		slices.Sort(now)
		if !slices.Equal(was, now) {
			t.Fatalf("%s\nbecame\n%s\n%q became %q", body, after, was, now)
		}
	})
}

// scripted makes messages out of a script: a letter for the kind, then bytes
// that choose ids, names and faults.
func scripted(script []byte) (messages []string) {
	next := func() byte {
		if len(script) == 0 {
			return 0
		}
		b := script[0]
		script = script[1:]
		return b
	}
	ids := []string{"", `"a"`, `"b"`, `"call_0"`, `"call_1"`, `"` + strings.Repeat("long", 12) + `"`, `"functions.f:0"`, `null`, `"123456789"`, `7`}
	id := func(key string) string {
		if v := ids[int(next())%len(ids)]; v != "" {
			return `,"` + key + `":` + v
		}
		return ""
	}
	names := []string{"f", "g", ""}
	name := func() string { return names[int(next())%len(names)] }
	for len(script) > 0 && len(messages) < 40 {
		kind := next()
		text := string(rune('0' + len(messages)))
		switch kind {
		case 's', 'u', 'a':
			role := map[byte]string{'s': "system", 'u': "user", 'a': "assistant"}[kind]
			extra := []string{"", `,"tool_calls":null`, `,"name":"n"`}[int(next())%3]
			if kind == 'a' && next()%3 == 1 {
				extra = `,"tool_calls":[]`
			}
			messages = append(messages, `{"role":"`+role+`","content":"`+string(kind)+text+`"`+extra+`}`)
		case 't':
			messages = append(messages, `{"role":"tool","content":"t`+text+`"`+id("tool_call_id")+`,"`+[]string{"name", "tool_name"}[int(next())%2]+`":"`+name()+`"}`)
		case 'c':
			var calls []string
			for range int(next())%3 + 1 {
				arguments := []string{`{"a":1}`, `"{}"`, `null`, `[1]`}[int(next())%4]
				kind := []string{"", `,"type":"function"`}[int(next())%2]
				calls = append(calls, `{"function":{"name":"`+name()+`","arguments":`+arguments+`}`+kind+id("id")+`}`)
			}
			messages = append(messages, `{"role":"assistant","content":"a`+text+`","tool_calls":[`+strings.Join(calls, ",")+`]}`)
		default:
			messages = append(messages, []string{`{"role":"user"}`, `{"role":"tool"}`, `{"role":"assistant","content":null}`, `{}`, `{"role":"function","content":"x"}`}[int(kind)%5])
		}
	}
	return messages
}

// texts gives the contents that begin with a kind's letter, in order.
func texts(t *testing.T, body []byte, kind string) (list []string) {
	t.Helper()
	var b struct{ Messages []struct{ Content any } }
	if err := json.Unmarshal(body, &b); err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Messages {
		if s, ok := m.Content.(string); ok && strings.HasPrefix(s, kind) {
			list = append(list, s)
		}
	}
	return list
}

// FuzzHistoryText holds that no text of any shape breaks the repair.
func FuzzHistoryText(f *testing.F) {
	f.Add([]byte(`[{"role":"assistant","tool_calls":[{"id":"a","function":{"arguments":{}}}]},{"role":"tool","tool_name":"f"}]`))
	f.Add([]byte(`[{"role":"assistant","role":"tool","tool_calls":[{"id":1,"id":"a"},{}]},{"role":"tool","tool_call_id":""}, {"role":"x"}]`))
	f.Add([]byte(`[{"r\u006fle":"tool","tool_name":1},null]`))
	f.Add([]byte(`[{"role":"user","content":[{"type":"image_url","image_url":{"url":"u","media_type":"image/png"}}]},{"role":"user","tool_name":"x"}]`))
	f.Add([]byte(`[{"role":"us\ter","content":"x"},{"role":"\u0061\u0073\u0073\u0069\u0073\u0074\u0061\u006e\u0074","tool_calls":[]}]`))
	f.Add([]byte(`[{"role":"assistant","content":"x","reasoning_content":"y","c\u006ft_id":1}]`))
	f.Fuzz(func(t *testing.T, messages []byte) {
		body := append(append([]byte(`{"messages":`), messages...), '}')
		if jsonedit.Check(body, 100) != nil || jsonedit.Kind(messages) != '[' {
			return
		}
		if o, err := jsonedit.ParseObject(body); err != nil || o.Len() != 1 {
			return
		}
		repair(t, body, chat.HistoryOptions{})
		repair(t, body, chat.HistoryOptions{ShortIDs: true, Bridge: true, Strict: true})
	})
}

package chat_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"keyport/proxy/chat"
	"keyport/proxy/jsonedit"
)

// TestHistoryGolden holds the histories of real clients. A file's first line
// gives the options, the rest of its head tells whose history it is.
func TestHistoryGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/history/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			section := map[string][]byte{}
			for _, f := range archive.Files {
				section[f.Name] = bytes.TrimSuffix(f.Data, []byte("\n"))
			}
			options, _, _ := strings.Cut(string(archive.Comment), "\n")
			o := chat.HistoryOptions{ShortIDs: strings.Contains(options, "short"), Bridge: strings.Contains(options, "bridge")}
			before := section["before.json"]
			if err := jsonedit.Check(before, 200); err != nil {
				t.Fatal(err)
			}
			after := repair(t, before, o)
			if want := compact(t, section["after.json"]); compact(t, after) != want {
				t.Errorf("got\n%s\nwant\n%s", lines(after), lines([]byte(want)))
			}
			if err := strict(before, o); err == nil {
				t.Error("the history was valid before")
			}
			if err := strict(after, o); err != nil {
				t.Error(err)
			}
		})
	}
}

func compact(t *testing.T, raw []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func lines(raw []byte) string { return strings.ReplaceAll(string(raw), `{"role"`, "\n"+`{"role"`) }

// TestValidHistoryKeepsItsBytes: white space and all.
func TestValidHistoryKeepsItsBytes(t *testing.T) {
	for name, messages := range map[string]string{
		"plain":          `[{"role":"system","content":"s"}, {"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":"a"}]`,
		"empty":          `[ ]`,
		"Copilot's":      `[{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"id":"call_Abc-1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_Abc-1","content":"r"},{"role":"user","content":"q2"}]`,
		"other order":    `[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"r"},{"role":"tool","tool_call_id":"a","content":"r","name":"f"}]`,
		"running turn":   `[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}]`,
		"custom call":    `[{"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":"x"}}]},{"role":"tool","tool_call_id":"a","content":"r"}]`,
		"functions":      `[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":null}]`,
		"refusal":        `[{"role":"assistant","content":null,"refusal":"no"},{"role":"user","content":"q"}]`,
		"escaped id":     `[{"role":"assistant","tool_calls":[{"id":"a\u0062","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"ab","content":"r"}]`,
		"developer":      `[{"role":"developer","content":"d"},{"role":"user","content":"q"}]`,
		"no list":        `"hello"`,
		"no objects":     `[{"role":"tool"},7]`,
		"calls no list":  `[{"role":"tool"},{"role":"assistant","tool_calls":"x"}]`,
		"calls no calls": `[{"role":"tool"},{"role":"assistant","tool_calls":[1]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			body := []byte(` { "model":"m" , "messages" : ` + messages + ` } `)
			obj := parse(t, body)
			if changed, _ := chat.RepairHistory(obj, chat.HistoryOptions{}); changed {
				t.Errorf("became %s", obj.Bytes())
			}
			if after := obj.Bytes(); &after[0] != &body[0] || len(after) != len(body) {
				t.Error("not the slice that was parsed")
			}
		})
	}
	if changed, _ := chat.RepairHistory(parse(t, []byte(`{"input":"x"}`)), chat.HistoryOptions{}); changed {
		t.Error("a body without messages was changed")
	}
}

// TestKimiKeepsItsIDs: its models read the spelling of their ids.
func TestKimiKeepsItsIDs(t *testing.T) {
	messages := `[{"role":"assistant","content":"","tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"functions.f:0","content":"r"}]`
	obj := parse(t, []byte(`{"model":"moonshotai/Kimi-K2","messages":`+messages+`}`))
	if changed, _ := chat.RepairHistory(obj, chat.HistoryOptions{}); changed {
		t.Errorf("became %s", obj.Bytes())
	}
	other := repair(t, []byte(`{"model":"claude","messages":`+messages+`}`), chat.HistoryOptions{})
	if bytes.Contains(other, []byte("functions.f:0")) || strict(other, chat.HistoryOptions{}) != nil {
		t.Errorf("became %s", other)
	}
}

// TestLongerHistoryKeepsItsIDs: upstreams cache by prompt prefix, and a
// conversation is sent again with every turn.
func TestLongerHistoryKeepsItsIDs(t *testing.T) {
	turns := []string{
		`{"role":"user","content":"q"}`,
		`{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},{"id":"call_5","type":"function","function":{"name":"g","arguments":"{}"}}]}`,
		`{"role":"tool","content":"1"}`, `{"role":"tool","content":"2"}`,
		`{"role":"assistant","tool_calls":[{"id":"` + strings.Repeat("x", 60) + `","function":{"name":"f","arguments":{}}}]}`,
		`{"role":"tool","tool_call_id":"` + strings.Repeat("x", 60) + `","content":"3"}`,
		`{"role":"assistant","tool_calls":[{"id":"call_0","function":{"name":"f","arguments":{}}},{"id":"call_5","function":{"name":"f","arguments":{}}},{"id":"` + strings.Repeat("x", 60) + `","function":{"name":"f","arguments":{}}}]}`,
		`{"role":"tool","tool_call_id":"call_5","content":"4"}`, `{"role":"tool","tool_call_id":"call_0","content":"5"}`, `{"role":"tool","content":"6"}`,
		`{"role":"assistant","content":"done"}`,
	}
	for _, o := range []chat.HistoryOptions{{}, {ShortIDs: true, Bridge: true}} {
		var before string
		for _, n := range []int{4, 6, 10, 11} { // where a client would send
			after := repair(t, []byte(`{"messages":[`+strings.Join(turns[:n], ",")+`]}`), o)
			if err := strict(after, o); err != nil {
				t.Fatal(err)
			}
			now := strings.TrimSuffix(string(after), "]}")
			if !strings.HasPrefix(now, before) {
				t.Errorf("%s\nbecame\n%s", before, now)
			}
			before = now
		}
	}
}

// TestHugeHistoryIsRepaired: one message with very many calls, results that
// only position can match, results that stand far from their calls.
func TestHugeHistoryIsRepaired(t *testing.T) {
	const n = 20_000
	call, result := `{"id":"a","function":{"name":"f"}},`, `{"role":"tool","name":"f"},`
	calls := `{"role":"assistant","tool_calls":[` + strings.TrimSuffix(strings.Repeat(call, n), ",") + `]}`
	for name, messages := range map[string]string{
		"one message": calls + "," + strings.TrimSuffix(strings.Repeat(result, n), ","),
		"nameless":    calls + "," + strings.TrimSuffix(strings.Repeat(`{"role":"tool","tool_call_id":"b"},`, n), ","),
		"systems":     strings.Repeat(`{"role":"assistant","tool_calls":[`+strings.TrimSuffix(call, ",")+`]},{"role":"system"},`, n) + strings.TrimSuffix(strings.Repeat(`{"role":"tool","tool_call_id":"a"},`, n), ","),
	} {
		t.Run(name, func(t *testing.T) {
			after := repair(t, []byte(`{"messages":[`+messages+`]}`), chat.HistoryOptions{})
			if err := strict(after, chat.HistoryOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
}

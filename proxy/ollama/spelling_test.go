package ollama_test

import (
	"strings"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/ollama"
)

func messagesOf(t *testing.T, body []byte) []byte {
	t.Helper()
	r, e := parseChat(body)
	if e != nil {
		t.Fatal(e)
	}
	var out jsonedit.Object
	_, e = r.Completion(&out, ollama.Target{Model: "m", Kind: "openai", Host: "127.0.0.1"})
	if e != nil {
		t.Fatal(e)
	}
	messages, _ := out.Get("messages")
	return messages
}

// TestAHistoryOfTextsIsNotCopied: what a chat completion has the same lies where it came.
func TestAHistoryOfTextsIsNotCopied(t *testing.T) {
	history := `[{"role":"system","content":"s"},{"role":"user","content":"` + strings.Repeat(`gr\u00fc\u00df \"x\"\n`, 300) + `"}]`
	body := []byte(`{"model":"m","messages":` + history + `}`)
	got := messagesOf(t, body)
	if string(got) != history || &got[0] != &body[len(`{"model":"m","messages":`)] {
		t.Errorf("became %.200s", got)
	}
}

// TestHistoriesAreSpelledAsChatCompletions: whatever is not as it should be is written anew, the rest as it came.
func TestHistoriesAreSpelledAsChatCompletions(t *testing.T) {
	for history, want := range map[string]string{
		`[{"role":"user","content":"\u00e9\/"}]`:                                  `[{"role":"user","content":"\u00e9\/"}]`,
		`[{"role":"user","content":"\u00e9\ud800x"},{"role":"a","content":"\/"}]`: `[{"role":"user","content":"é�x"},{"role":"a","content":"/"}]`,
		`[{"role":"user","content":"\ud83d\ude00"}]`:                              `[{"role":"user","content":"😀"}]`,
		`[{"role":"USER","content":"x"}]`:                                         `[{"role":"user","content":"x"}]`,
		`[{"role":"us\u0065r","content":"x"}]`:                                    `[{"role":"user","content":"x"}]`,
		`[{"role":"","content":"x"}]`:                                             `[{"role":"user","content":"x"}]`,
		`[{"role":"user","Content":"x"}]`:                                         `[{"role":"user","content":"x"}]`,
		`[{"content":"x","role":"user"}]`:                                         `[{"role":"user","content":"x"}]`,
		`[{"role":"user","content":"x"} ]`:                                        `[{"role":"user","content":"x"}]`,
		`[{"role":"user","content":null}]`:                                        `[{"role":"user","content":""}]`,
		`[{"role":"user","content":"x","y":1}]`:                                   `[{"role":"user","content":"x"}]`,
		`[{"role":"user","role":"user","content":"x"}]`:                           `[{"role":"user","content":"x"}]`,
		`[null]`: `[{"role":"user","content":""}]`,
	} {
		if got := messagesOf(t, []byte(`{"model":"m","messages":`+history+`}`)); string(got) != want {
			t.Errorf("%s became %s, want %s", history, got, want)
		}
	}
}

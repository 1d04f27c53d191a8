package chat

import (
	"bytes"
	"testing"

	"keyport/proxy/jsonedit"
	"keyport/proxy/think"
)

// FuzzPasses holds the verdict that an answer needs no look against the look.
func FuzzPasses(f *testing.F) {
	for _, content := range []string{`Yes.`, `a < b`, `\u003cthink>x</think>y`, `\u003Cthink>x`, ` \n lead`, `caf\u00e9`, `[T]x[/T]`, "`<think>`", `\u005bT]x`} {
		f.Add([]byte(`{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"`+content+`"},"finish_reason":"stop"}],"usage":null}`), "[T]", "[/T]")
		f.Add([]byte(`{"choices":[{"text":"`+content+`"},{"message":{"content":null,"reasoning":"<x"}}]}`), "<think>", "</think>")
	}
	f.Fuzz(func(t *testing.T, body []byte, start, end string) {
		if jsonedit.Check(body, 100) != nil {
			return
		}
		for _, o := range []Options{
			{},
			{Think: think.Options{Mode: think.Reasoning}},
			{Think: think.Options{Tags: []think.Tag{{Start: start, End: end}}}},
			{Think: think.Options{Mode: think.Keep}},
			{Think: think.Options{StartsInThought: true}},
			{Cursor: true},
			{Repair: true},
		} {
			if o.passes(body) && !bytes.Equal(edited(body, o), body) {
				t.Fatalf("%+v: %s became %s", o, body, edited(body, o))
			}
		}
	})
}

func TestOrdinaryAnswersPass(t *testing.T) {
	body := []byte(`{"choices":[{"message":{"content":"Yes, caf\u00e9.\n\"So\""}}]}`)
	if !(Options{}).passes(body) {
		t.Error("it is looked into")
	}
	if n := testing.AllocsPerRun(10, func() { Body(body, Options{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

package chat

import (
	"strings"
	"testing"

	"keyport/proxy/sse"
	"keyport/proxy/think"
)

// sides are choices as gateways send them, in which a text stands in another
// place than delta.content, or in a second one. PIECE is what came last, ALL is
// everything so far.
var sides = map[string]string{
	"the usual":                       `{"index":0,"delta":{"content":"PIECE"}}`,
	"an empty text in front":          `{"index":0,"text":"","delta":{"content":"PIECE"}}`,
	"an empty text behind":            `{"index":0,"delta":{"content":"PIECE"},"text":""}`,
	"no text":                         `{"index":0,"text":null,"delta":{"content":"PIECE"}}`,
	"both texts":                      `{"index":0,"text":"PIECE","delta":{"content":"PIECE","token_id":7}}`, // Together's
	"both texts, the delta first":     `{"index":0,"delta":{"role":"assistant","content":"PIECE"},"text":"PIECE"}`,
	"a text beside an empty delta":    `{"index":0,"text":"PIECE","delta":{"role":"assistant","content":""}}`,
	"a legacy completion":             `{"index":0,"text":"PIECE"}`,
	"a legacy completion and no more": `{"index":0,"text":"PIECE","delta":null,"message":null}`,
	"a message too":                   `{"index":0,"message":{"content":"PIECE"},"delta":{"content":"PIECE"}}`,
	"a message of all so far":         `{"index":0,"message":{"content":"ALL"},"delta":{"content":"PIECE"}}`, // Perplexity's
	"a message beside nothing":        `{"index":0,"message":{"content":"ALL"},"delta":{}}`,
	"a piece beside nothing":          `{"index":0,"message":{"content":"PIECE"},"delta":{"content":""}}`,
	"a message alone":                 `{"index":0,"message":{"content":"PIECE"}}`,
	"a message and no delta":          `{"index":0,"delta":null,"message":{"content":"PIECE"}}`,
	"all three":                       `{"index":0,"text":"PIECE","message":{"content":"ALL"},"delta":{"content":"PIECE"}}`,
	"two contents":                    `{"index":0,"delta":{"content":"","content":"PIECE"}}`,
	"two contents, the first counts":  `{"index":0,"delta":{"content":"PIECE","content":""}}`,
	"two contents, one escaped":       `{"index":0,"delta":{"content":"x","c\u006fntent":"PIECE"}}`,
	"two deltas":                      `{"index":0,"delta":{"content":"x"},"delta":{"content":"PIECE"}}`,
	"two deltas, the first counts":    `{"index":0,"delta":{"content":"PIECE"},"delta":{}}`,
	"two texts":                       `{"index":0,"text":"","text":"PIECE"}`,
	"two texts, one beside a delta":   `{"index":0,"text":"","text":"PIECE","delta":{}}`,
	"two messages":                    `{"index":0,"delta":{},"message":{},"message":{"content":"PIECE","content":"PIECE"}}`,
	"two indexes":                     `{"index":0,"index":1,"delta":{"content":"PIECE"}}`,
	"no index":                        `{"delta":{"content":"PIECE"}}`,
	"behind another choice":           `{"index":1,"delta":{"content":"x"}},{"index":0,"delta":{"content":"PIECE"}}`,
	"two choices at once":             `{"index":0,"delta":{"content":"PIECE"}},{"index":1,"text":"","delta":{"content":"PIECE"}}`,
	"behind what is no choice":        `null,{"index":0,"delta":{"content":"PIECE"}}`,
}

// unread are those of sides in which what is read says nothing.
var unread = map[string]bool{
	"a message beside nothing": true, "a piece beside nothing": true, "two messages": true,
	"two contents, the first counts": true, "two deltas, the first counts": true,
}

// eachSide calls test with every shape and every way to edit it.
func eachSide(t *testing.T, test func(t *testing.T, choices string, o Options, read bool)) {
	for name, choices := range sides {
		for way, o := range map[string]Options{"password": {}, "private": {Repair: true}, "cursor": {Cursor: true}, "starts in thought": {Think: think.Options{StartsInThought: true}}} {
			t.Run(name+", "+way, func(t *testing.T) { test(t, choices, o, !unread[name]) })
		}
	}
}

func TestThoughtsComeThroughNoOtherMemberOfAStream(t *testing.T) {
	eachSide(t, func(t *testing.T, choices string, o Options, read bool) {
		for _, twice := range []bool{false, true} { // the list of choices, the second one counting
			s, all, out := NewStream(o), "", ""
			for _, piece := range []string{"<think>", "CANARY one", " CANARY two", "</think>", "shown", " too"} {
				all += piece
				list := strings.NewReplacer("PIECE", piece, "ALL", all).Replace(choices)
				members := `"choices":[` + list + `]`
				if twice {
					members = `"choices":[{"index":0,"delta":{}}],` + members
				}
				out += string(s.Event(nil, []byte(`data: {"id":"c",`+members+"}\n\n")))
			}
			out += string(s.Event(nil, []byte(sse.Done)))
			if strings.Contains(out, "CANARY") || read && (!strings.Contains(out, "shown") || !strings.Contains(out, " too")) {
				t.Errorf("%s", out)
			}
		}
	})
}

func TestThoughtsComeThroughNoOtherMemberOfAWholeAnswer(t *testing.T) {
	eachSide(t, func(t *testing.T, choices string, o Options, read bool) {
		swap := strings.NewReplacer("PIECE", "<think>CANARY</think>shown", "ALL", "<think>CANARY</think>shown", `"delta"`, `"message"`, `"message"`, `"delta"`)
		for _, before := range []string{"", `"choices":[],`, `"choices":[{"message":{"content":"<think>CANARY"}}],`} {
			out := string(Body([]byte(`{"id":"c",`+before+`"choices":[`+swap.Replace(choices)+`]}`), o))
			if strings.Contains(out, "CANARY") || read && !strings.Contains(out, "shown") {
				t.Errorf("%s", out)
			}
		}
	})
}

func TestChoicesOfAWholeAnswerHaveNothingToDoWithEachOther(t *testing.T) {
	for _, index := range []string{"", `"index":0,`} {
		body := `{"choices":[{` + index + `"message":{"content":"<think>never closed"}},{` + index + `"message":{"content":" shown"}}]}`
		want := `{"choices":[{` + index + `"message":{"content":""}},{` + index + `"message":{"content":" shown"}}]}`
		if out := string(Body([]byte(body), Options{})); out != want {
			t.Errorf("%s", out)
		}
	}
}

// Members beside the usual one stay as they are where there is nothing to hide.
func TestOtherMembersStayWhereThereIsNoThought(t *testing.T) {
	for name, choices := range sides {
		if strings.HasPrefix(name, "two ") {
			continue
		}
		s, all := NewStream(Options{}), ""
		for _, piece := range []string{"Yes", ", that", " is", " so."} {
			all += piece
			e := `data: {"id":"c","choices":[` + strings.NewReplacer("PIECE", piece, "ALL", all).Replace(choices) + "]}\n\n"
			if out := string(s.Event(nil, []byte(e))); out != e {
				t.Errorf("%s: %s became %s", name, e, out)
			}
		}
	}
}

// The record tells how much was thought, however often the answer repeats it.
func TestThoughtsThatAreRepeatedCountOnce(t *testing.T) {
	for name, choice := range map[string]string{
		"alone":               `{"index":0,"delta":{"content":"PIECE"}}`,
		"a completion":        `{"index":0,"text":"PIECE"}`,
		"with all so far":     `{"index":0,"delta":{"content":"PIECE"},"message":{"content":"ALL"}}`, // Perplexity's
		"in two ways":         `{"index":0,"delta":{"content":"PIECE"},"text":"PIECE"}`,              // Together's
		"in two other ways":   `{"index":0,"text":"PIECE","message":{"content":"PIECE"}}`,
		"a completion beside": `{"index":0,"text":"PIECE","delta":null}`,
	} {
		t.Run(name, func(t *testing.T) {
			var n int64
			s, all := NewStream(Options{Think: think.Options{Count: &n}}), ""
			for _, piece := range []string{"<think>", "abc", "def</think>yes"} {
				all += piece
				s.Event(nil, []byte(`data: {"choices":[`+strings.NewReplacer("PIECE", piece, "ALL", all).Replace(choice)+"]}\n\n"))
			}
			if n != int64(len("abcdef")) {
				t.Errorf("%d characters", n)
			}
		})
	}
}

package chat

import "testing"

// A read ends where the network wants, and half a number is another number.
func TestUsageThatDidNotComeWholeIsNotKnown(t *testing.T) {
	const all = `"usage": {"prompt_tokens":12345,"completion_tokens":678,"details":{"cached_tokens":2}}`
	for n := range len(all) + 1 {
		var u Usage
		u.Last([]byte(`{"data":[],"usage":1,` + all[:n]))
		if whole := n == len(all); whole != (u != Usage{}) {
			t.Errorf("%q: %+v", all[:n], u)
		}
	}
}

func TestUsageAtTheEnd(t *testing.T) {
	for tail, want := range map[string]Usage{
		`x","usage":{"prompt_tokens":7,"completion_tokens":8}}`:            {7, 8},
		`"usage":{"prompt_tokens":7}},"usage":{"input_tokens":9}} ` + "\n": {9, 0},
		`{"usage":{"prompt_tokens":-7,"completion_tokens":1e400}}`:         {},
		`{"usage":{"prompt_tokens":99999999999999999999}}`:                 {},
		`{"usage":null}`:                  {},
		`{"usage":[7]}`:                   {},
		`"usage":`:                        {},
		`{"text":"\"usage\":{\"prompt_t"`: {},
	} {
		var u Usage
		if u.Last([]byte(tail)); u != want {
			t.Errorf("%s: %+v", tail, u)
		}
	}
}

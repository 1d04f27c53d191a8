package chat

import (
	"encoding/json"
	"strings"
	"testing"

	"keyport/proxy/sse"
)

// Some gateways send every call whole, without an id and always under index 0.
func TestWholeCallsWithoutIDsStayApart(t *testing.T) {
	one := `{"index":0,"type":"function","function":{"name":"a","arguments":"{\"x\":1}"}}`
	two := `{"index":0,"id":"","type":"function","function":{"name":"b","arguments":"{}"}}`
	wrap := func(calls string) string {
		return `data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[` + calls + `]},"finish_reason":null}]}` + "\n\n"
	}
	for name, events := range map[string][]string{
		"two events": {wrap(one), wrap(two)},
		"one event":  {wrap(one + "," + two)},
	} {
		t.Run(name, func(t *testing.T) {
			out, _ := run(Options{Repair: true}, append(events, stop, sse.Done)...)
			if calls := callsOf(t, out); len(calls) != 2 || calls[0] != `a{"x":1}` || calls[1] != "b{}" {
				t.Errorf("%q of %q", calls, out)
			}
		})
	}
}

// A name that is repeated with every fragment begins no call of its own.
func TestFragmentsThatRepeatTheNameStayTogether(t *testing.T) {
	part := func(args string) string {
		b, _ := json.Marshal(args)
		return `data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"a","arguments":` + string(b) + `}}]},"finish_reason":null}]}` + "\n\n"
	}
	out, _ := run(Options{Repair: true}, part(""), part(`{"x":`), part(`1}`), stop, sse.Done)
	if calls := callsOf(t, out); len(calls) != 1 || strings.ReplaceAll(calls[0], "a", "") != `{"x":1}` {
		t.Errorf("%q of %q", calls, out)
	}
}

// callsOf groups fragments by id alone, as Copilot does.
func callsOf(t *testing.T, stream string) (calls []string) {
	t.Helper()
	at, current := map[string]int{}, ""
	for line := range strings.SplitSeq(stream, "\n") {
		data, ok := strings.CutPrefix(line, "data: {")
		if !ok {
			continue
		}
		var e struct {
			Choices []struct {
				Delta struct {
					ToolCalls []struct {
						ID       string
						Function struct{ Name, Arguments string }
					} `json:"tool_calls"`
				}
			}
		}
		if err := json.Unmarshal([]byte("{"+data), &e); err != nil {
			t.Fatal(err)
		}
		for _, choice := range e.Choices {
			for _, c := range choice.Delta.ToolCalls {
				if c.ID != "" {
					current = c.ID
				}
				if current == "" {
					t.Error("a call without id")
				}
				if _, known := at[current]; !known {
					at[current], calls = len(calls), append(calls, "")
				}
				calls[at[current]] += c.Function.Name + c.Function.Arguments
			}
		}
	}
	return calls
}

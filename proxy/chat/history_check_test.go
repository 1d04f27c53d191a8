package chat_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"keyport/proxy/chat"
	"keyport/proxy/jsonedit"
)

// message is a message as a strict upstream reads it.
type message struct {
	Role       string          `json:"role"`
	Content    json.RawMessage `json:"content"`
	ToolCallID *string         `json:"tool_call_id"`
	ToolName   json.RawMessage `json:"tool_name"`
	ToolCalls  json.RawMessage `json:"tool_calls"`
}

type toolCall struct {
	ID       *string `json:"id"`
	Type     *string `json:"type"`
	Function struct {
		Arguments json.RawMessage `json:"arguments"`
	} `json:"function"`
}

var (
	plainID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
	shortID = regexp.MustCompile(`^[A-Za-z0-9]{9}$`)
)

// strict is the judge that the repair has to satisfy: what OpenAI, Anthropic
// and (with the options) Mistral refuse. It reads with encoding/json, not with
// the package that made the text.
func strict(body []byte, o chat.HistoryOptions) error {
	var b struct {
		Messages []message `json:"messages"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return err
	}
	ids := map[string]bool{}
	open := map[string]bool{}
	for i, m := range b.Messages {
		fault := func(format string, args ...any) error {
			return fmt.Errorf("messages[%d]: %s", i, fmt.Sprintf(format, args...))
		}
		if m.Role == "tool" {
			if m.ToolCallID == nil || !open[*m.ToolCallID] {
				return fault("a tool message without an open call")
			}
			delete(open, *m.ToolCallID)
			if m.ToolName != nil {
				return fault("tool_name")
			}
		} else if len(open) > 0 {
			return fault("%s in front of the results of %v", m.Role, open)
		}
		if o.Bridge && i > 0 && b.Messages[i-1].Role == "tool" && m.Role != "tool" && m.Role != "assistant" {
			return fault("Unexpected role %s after role tool", m.Role)
		}
		calls, err := callsOf(m)
		if err != nil {
			return fault("%v", err)
		}
		if empty := m.Content == nil || string(m.Content) == "null"; empty && len(calls) == 0 && slices.Contains([]string{"user", "system", "tool"}, m.Role) {
			return fault("no content")
		}
		for _, c := range calls {
			pattern := plainID
			if o.ShortIDs {
				pattern = shortID
			}
			if c.ID == nil || !pattern.MatchString(*c.ID) || ids[*c.ID] {
				return fault("a call's id is absent, wrong or used twice")
			}
			if c.Type == nil {
				return fault("a call without type")
			}
			if a := c.Function.Arguments; len(a) == 0 || a[0] != '"' {
				return fault("arguments are no text: %s", a)
			}
			ids[*c.ID], open[*c.ID] = true, true
		}
	}
	if n := len(b.Messages); len(open) > 0 {
		last, err := callsOf(b.Messages[n-1])
		if err != nil || b.Messages[n-1].Role != "assistant" || len(last) != len(open) {
			return fmt.Errorf("no result for %v", open)
		}
	}
	return nil
}

func callsOf(m message) ([]toolCall, error) {
	if m.Role != "assistant" || m.ToolCalls == nil {
		return nil, nil
	}
	var calls []toolCall
	if err := json.Unmarshal(m.ToolCalls, &calls); err != nil {
		return nil, err
	}
	if len(calls) == 0 {
		return nil, fmt.Errorf("empty tool_calls")
	}
	return calls, nil
}

// repair runs the repair on a body and holds what is always true of it.
func repair(t *testing.T, body []byte, o chat.HistoryOptions) []byte {
	t.Helper()
	obj := parse(t, body)
	changed, strange := chat.RepairHistory(obj, o)
	after := obj.Bytes()
	same := len(after) == len(body) && (len(body) == 0 || &after[0] == &body[0])
	if changed == same {
		t.Fatalf("changed is %v, the same slice: %v", changed, same)
	}
	if err := jsonedit.Check(after, 1000); err != nil {
		t.Fatalf("%s: %v", after, err)
	}
	if changed {
		again := parse(t, after)
		if twice, _ := chat.RepairHistory(again, o); twice {
			t.Fatalf("repaired twice:\n%s\n%s\n%s", body, after, again.Bytes())
		}
	}
	stripped := parse(t, after)
	if chat.StripMessages(stripped, o.Strict); stripped.Changed() && !strange {
		t.Fatalf("nothing strange was seen in\n%s\nof which is left\n%s", after, stripped.Bytes())
	}
	return after
}

func parse(t *testing.T, body []byte) *jsonedit.Object {
	t.Helper()
	obj, err := jsonedit.ParseObject(body)
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

package responses

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"keyport/proxy/sse"
)

// tracked is an item as the checker has seen it.
type tracked struct {
	item      wireItem
	raw       json.RawMessage // as it was when done
	done      bool
	text      string // of the open part, of the summary, or of the arguments
	partOpen  bool
	textDone  bool
	parts     []wirePart
	finalText string
}

// checker is the state machine of a stream of the Responses API.
type checker struct {
	outcome
	id    string
	items []*tracked
}

// check reads a whole stream and gives its outcome, or the first thing that is wrong.
func check(stream []byte) (*outcome, error) {
	c := &checker{}
	s := sse.NewSplitter(64 << 20)
	err := s.Feed(stream, func(raw []byte) error {
		data, _ := sse.Data(raw)
		var ev wireEvent
		if err := json.Unmarshal(data, &ev); err != nil {
			return fmt.Errorf("event %q: %w", raw, err)
		}
		if err := c.take(string(sse.Field(raw, "event")), ev); err != nil {
			return fmt.Errorf("event %d: %w\n%s", len(c.events), err, raw)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if rest := s.Rest(); len(bytes.TrimSpace(rest)) > 0 {
		return nil, fmt.Errorf("left over: %q", rest)
	}
	if c.terminal == "" {
		return nil, fmt.Errorf("no last event")
	}
	for _, it := range c.items {
		switch it.item.Type {
		case "reasoning", "message":
		default:
			c.arguments = append(c.arguments, it.finalText)
			c.calls = append(c.calls, it.item)
		}
	}
	return &c.outcome, nil
}

func (c *checker) take(name string, ev wireEvent) error {
	if ev.Type != name {
		return fmt.Errorf("named %q but of type %q", name, ev.Type)
	}
	if ev.Sequence == nil || *ev.Sequence != len(c.events) {
		return fmt.Errorf("sequence number is not %d", len(c.events))
	}
	if c.terminal != "" {
		return fmt.Errorf("behind the last event")
	}
	c.events = append(c.events, name)
	want := map[int]string{1: "response.created", 2: "response.in_progress"}[len(c.events)]
	if want != "" && name != want {
		return fmt.Errorf("not %s", want)
	}
	switch name {
	case "response.created", "response.in_progress":
		if len(c.events) > 2 {
			return fmt.Errorf("again")
		}
		return c.state(ev, "in_progress")
	case "response.completed", "response.incomplete", "response.failed":
		c.terminal = name
		return c.state(ev, strings.TrimPrefix(name, "response."))
	case "response.output_item.added":
		return c.added(ev)
	}
	it, err := c.open(ev)
	if err != nil {
		return err
	}
	if name == "response.output_item.done" {
		return c.done(it, ev)
	}
	if ev.ItemID != it.item.ID {
		return fmt.Errorf("item id is not %q", it.item.ID)
	}
	switch it.item.Type {
	case "reasoning":
		return c.reasoning(it, ev)
	case "message":
		return c.message(it, ev)
	}
	return c.call(it, ev)
}

func (c *checker) state(ev wireEvent, status string) error {
	if err := json.Unmarshal(ev.Response, &c.response); err != nil {
		return err
	}
	r := c.response
	switch {
	case r.Status != status:
		return fmt.Errorf("status is %q", r.Status)
	case r.ID == "" || c.id != "" && r.ID != c.id:
		return fmt.Errorf("id %q, was %q", r.ID, c.id)
	case r.Output == nil:
		return fmt.Errorf("no list of output")
	case (status == "failed") != (r.Error != nil):
		return fmt.Errorf("error and status differ")
	case (status == "incomplete") != (r.Incomplete != nil):
		return fmt.Errorf("reason and status differ")
	case status == "completed" && r.Usage == nil:
		return fmt.Errorf("no usage")
	}
	c.id = r.ID
	done := 0
	for _, it := range c.items {
		if !it.done {
			if status != "failed" {
				return fmt.Errorf("item %s is still open", it.item.ID)
			}
			continue
		}
		if done >= len(r.Output) || !bytes.Equal(r.Output[done], it.raw) {
			return fmt.Errorf("output %d is not the item that was done: %s", done, it.raw)
		}
		done++
	}
	if done != len(r.Output) {
		return fmt.Errorf("%d items in the output, %d were done", len(r.Output), done)
	}
	return nil
}

func (c *checker) added(ev wireEvent) error {
	it := &tracked{}
	if err := json.Unmarshal(ev.Item, &it.item); err != nil {
		return err
	}
	if ev.Output == nil || *ev.Output != len(c.items) {
		return fmt.Errorf("output index is not %d", len(c.items))
	}
	for _, other := range c.items {
		if other.item.ID == it.item.ID {
			return fmt.Errorf("id %q twice", it.item.ID)
		}
		if it.item.CallID != "" && other.item.CallID == it.item.CallID {
			return fmt.Errorf("call id %q twice", it.item.CallID)
		}
		if speaks := other.item.Type == "reasoning" || other.item.Type == "message"; speaks && !other.done {
			return fmt.Errorf("while %s is open", other.item.ID)
		}
	}
	if it.item.ID == "" || it.item.Type != "reasoning" && it.item.Status != "in_progress" {
		return fmt.Errorf("id %q, status %q", it.item.ID, it.item.Status)
	}
	c.items = append(c.items, it)
	return nil
}

func (c *checker) open(ev wireEvent) (*tracked, error) {
	if ev.Output == nil || *ev.Output < 0 || *ev.Output >= len(c.items) {
		return nil, fmt.Errorf("no such item")
	}
	it := c.items[*ev.Output]
	if it.done {
		return nil, fmt.Errorf("item %s is done", it.item.ID)
	}
	return it, nil
}

func (c *checker) done(it *tracked, ev wireEvent) error {
	was := it.item
	if err := json.Unmarshal(ev.Item, &it.item); err != nil {
		return err
	}
	it.done, it.raw = true, ev.Item
	if it.item.ID != was.ID || it.item.Type != was.Type || it.item.CallID != was.CallID {
		return fmt.Errorf("not the item that was added")
	}
	if it.partOpen {
		return fmt.Errorf("with an open part")
	}
	switch it.item.Type {
	case "reasoning":
		if !it.textDone || len(it.item.Summary) != 1 || it.item.Summary[0].Text != it.finalText {
			return fmt.Errorf("summary differs from %q", it.finalText)
		}
	case "message":
		if len(it.parts) == 0 || fmt.Sprint(it.item.Content) != fmt.Sprint(it.parts) {
			return fmt.Errorf("content differs from %q", it.parts)
		}
	case "function_call":
		var s string
		if err := json.Unmarshal(it.item.Arguments, &s); err != nil || !it.textDone || s != it.finalText {
			return fmt.Errorf("arguments differ from %q", it.finalText)
		}
	case "custom_tool_call":
		if !it.textDone || it.item.Input != it.finalText {
			return fmt.Errorf("input differs from %q", it.finalText)
		}
	}
	return nil
}

func (c *checker) reasoning(it *tracked, ev wireEvent) error {
	if ev.Summary == nil || *ev.Summary != 0 {
		return fmt.Errorf("summary index is not 0")
	}
	switch step := strings.TrimPrefix(ev.Type, "response.reasoning_summary_"); {
	case step == "part.added" && !it.partOpen && !it.textDone:
		it.partOpen = true
	case step == "text.delta" && it.partOpen && !it.textDone && *ev.Delta != "":
		it.text += *ev.Delta
		c.thought += *ev.Delta
	case step == "text.done" && it.partOpen && !it.textDone && it.text == ev.Text && it.text != "":
		it.textDone, it.finalText = true, it.text
	case step == "part.done" && it.partOpen && it.textDone && ev.Part.Text == it.finalText:
		it.partOpen = false
	default:
		return fmt.Errorf("not now")
	}
	return nil
}

func (c *checker) message(it *tracked, ev wireEvent) error {
	index := len(it.parts)
	if ev.Content == nil || *ev.Content != index {
		return fmt.Errorf("content index is not %d", index)
	}
	if ev.Type == "response.content_part.added" {
		if it.partOpen || ev.Part.Text != "" || ev.Part.Refusal != "" {
			return fmt.Errorf("not now")
		}
		it.partOpen, it.textDone, it.text, it.item.Role = true, false, "", ev.Part.Type
		return nil
	}
	if !it.partOpen {
		return fmt.Errorf("without a part")
	}
	switch kind := it.item.Role; {
	case ev.Type == "response.output_text.delta" && kind == "output_text" && !it.textDone && *ev.Delta != "":
		it.text += *ev.Delta
		c.text += *ev.Delta
	case ev.Type == "response.refusal.delta" && kind == "refusal" && !it.textDone && *ev.Delta != "":
		it.text += *ev.Delta
		c.refusal += *ev.Delta
	case ev.Type == "response.output_text.done" && kind == "output_text" && !it.textDone && ev.Text == it.text && it.text != "",
		ev.Type == "response.refusal.done" && kind == "refusal" && !it.textDone && ev.Refusal == it.text && it.text != "":
		it.textDone = true
	case ev.Type == "response.content_part.done" && it.textDone && ev.Part.Type == kind && ev.Part.Text+ev.Part.Refusal == it.text:
		it.partOpen = false
		it.parts = append(it.parts, *ev.Part)
	default:
		return fmt.Errorf("not now")
	}
	return nil
}

func (c *checker) call(it *tracked, ev wireEvent) error {
	typ := it.item.Type
	switch {
	case it.textDone:
		return fmt.Errorf("behind the end of the arguments")
	case typ == "function_call" && ev.Type == "response.function_call_arguments.delta",
		typ == "custom_tool_call" && ev.Type == "response.custom_tool_call_input.delta":
		if *ev.Delta == "" {
			return fmt.Errorf("nothing new")
		}
		it.text += *ev.Delta
	case typ == "function_call" && ev.Type == "response.function_call_arguments.done" && ev.Args == it.text,
		typ == "custom_tool_call" && ev.Type == "response.custom_tool_call_input.done" && ev.Input == it.text:
		it.textDone, it.finalText = true, it.text
	default:
		return fmt.Errorf("not of a %s, or %q is not what was sent", typ, it.text)
	}
	return nil
}

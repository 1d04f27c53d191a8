package connect

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"keyport/assets"
)

// answer is what a chat stream brought.
type answer struct {
	first  time.Duration // until the first event
	text   bool          // text or a tool call
	finish string
}

// goodFinish are the finish reasons with which Copilot shows an answer; "length" becomes "Response too long."
var goodFinish = []string{"stop", "tool_calls", "function_call", "length"}

// readStream reads the server-sent events of chat completions: comments are
// skipped, and only an answer with a finish reason counts. strict holds it to
// Copilot's rules: of every line the first five characters are cut and the rest
// is JSON, so that lines of another kind break it.
func readStream(body io.Reader, start time.Time, strict bool) (answer, error) {
	var a answer
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, ":") {
			continue
		}
		data, ok := strings.CutPrefix(line, "data:")
		switch {
		case !ok && strict:
			return a, problem(assets.T("check.stream.line"))
		case !ok:
			continue
		}
		if data = strings.TrimSpace(data); data == "[DONE]" {
			break
		}
		if a.first == 0 {
			a.first = time.Since(start)
		}
		if err := a.event([]byte(data)); err != nil {
			return a, err
		}
	}
	switch err := lines.Err(); {
	case err != nil:
		return a, err
	case a.finish == "":
		return a, problem(assets.T("check.stream.no_finish"))
	case !slices.Contains(goodFinish, a.finish):
		return a, problem(assets.T("check.stream.finish", "reason", cut(a.finish)))
	case !a.text && a.finish != "length":
		return a, problem(assets.T("check.stream.nothing"))
	}
	return a, nil
}

func (a *answer) event(data []byte) error {
	var e struct {
		Choices []struct {
			Finish string `json:"finish_reason"`
			Delta  struct {
				Content   string            `json:"content"`
				ToolCalls []json.RawMessage `json:"tool_calls"`
			} `json:"delta"`
		} `json:"choices"`
	}
	if json.Unmarshal(data, &e) != nil {
		return problem(assets.T("check.stream.no_json"))
	}
	if e.Choices == nil {
		if said, _ := errorMessage(data); said != "" {
			return problem(assets.T("check.stream.said", "said", said))
		}
		return problem(assets.T("check.stream.no_choices"))
	}
	for _, c := range e.Choices {
		a.text = a.text || c.Delta.Content != "" || len(c.Delta.ToolCalls) > 0
		if c.Finish != "" {
			a.finish = c.Finish
		}
	}
	return nil
}

// readEvents reads a stream in which every event says its type. take gets them
// in order and says when the answer is whole.
func readEvents(body io.Reader, start time.Time, first *time.Duration, take func(kind string, data []byte) (whole bool, err error)) error {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok || strings.TrimSpace(data) == "[DONE]" {
			continue // event lines repeat the type, comments say nothing
		}
		var e struct {
			Type string `json:"type"`
		}
		if json.Unmarshal([]byte(data), &e) != nil {
			return problem(assets.T("check.stream.no_json"))
		}
		if *first == 0 {
			*first = time.Since(start)
		}
		if whole, err := take(e.Type, []byte(data)); whole || err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return problem(assets.T("check.stream.no_end"))
}

// responsesEvent waits for response.completed, without which Codex starts over.
func responsesEvent(kind string, data []byte) (bool, error) {
	switch kind {
	case "response.completed", "response.incomplete":
		return true, nil
	case "error", "response.failed":
		return false, problem(assets.T("check.stream.said", "said", eventError(data)))
	}
	return false, nil
}

// messagesEvent checks the order that Anthropic's clients rely on.
func messagesEvent() func(kind string, data []byte) (bool, error) {
	begun, said := false, false
	return func(kind string, data []byte) (bool, error) {
		switch kind {
		case "ping":
		case "error":
			return false, problem(assets.T("check.stream.said", "said", eventError(data)))
		case "message_start":
			begun = true
		case "content_block_delta":
			said = true
		case "message_stop":
			if !said {
				return false, problem(assets.T("check.stream.nothing"))
			}
			return true, nil
		}
		if !begun && kind != "ping" {
			return false, problem(assets.T("check.stream.order"))
		}
		return false, nil
	}
}

// eventError reads an error event; a failed response holds its error one level deeper.
func eventError(data []byte) string {
	var e struct {
		Message  string          `json:"message"`
		Response json.RawMessage `json:"response"`
	}
	if said, _ := errorMessage(data); said != "" {
		return said
	}
	_ = json.Unmarshal(data, &e)
	if said, _ := errorMessage(e.Response); said != "" {
		return said
	}
	return cut(e.Message)
}

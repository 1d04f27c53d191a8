package connect

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
)

// answer is what a chat stream brought.
type answer struct {
	first  time.Duration // until the first event
	text   bool          // text or a tool call
	finish string
}

// goodFinish are the finish reasons with which Copilot shows an answer; "length" becomes "Response too long."
var goodFinish = []string{"stop", "tool_calls", "function_call", "length"}

// readStream reads server-sent events by Copilot's rules: lines end with \n,
// comments are skipped, of other lines the first five characters are cut and
// the rest is JSON, and only an answer with a finish reason counts.
func readStream(body io.Reader, start time.Time) (answer, error) {
	var a answer
	lines := bufio.NewScanner(io.LimitReader(body, maxAnswer))
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, ":") {
			continue
		}
		data, ok := strings.CutPrefix(line, "data:")
		if !ok {
			return a, problem("The stream holds a line that Copilot does not understand.")
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
		return a, problem("The answer ended without a finish reason, so Copilot would show an error.")
	case !slices.Contains(goodFinish, a.finish):
		return a, problem("The answer ended with the finish reason " + cut(a.finish) + ".")
	case !a.text && a.finish != "length":
		return a, problem("The model answered with nothing.")
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
		return problem("The stream holds an event that is not JSON.")
	}
	if e.Choices == nil {
		if said := errorMessage(data); said != "" {
			return problem(said)
		}
		return problem("The stream holds an event without choices.")
	}
	for _, c := range e.Choices {
		a.text = a.text || c.Delta.Content != "" || len(c.Delta.ToolCalls) > 0
		if c.Finish != "" {
			a.finish = c.Finish
		}
	}
	return nil
}

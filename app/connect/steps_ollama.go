package connect

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyport/assets"
)

// oldestOllama is the version below which Copilot refuses an Ollama server.
var oldestOllama = []int{0, 6, 4}

func (c *check) version(ctx context.Context) (string, error) {
	var answer struct {
		Version string `json:"version"`
	}
	if err := c.json(ctx, http.MethodGet, "/api/version", "", &answer); err != nil {
		return "", err
	}
	if !recent(answer.Version) {
		return "", problem(assets.T("check.version.old", "version", strconv.Quote(cut(answer.Version)), "app", c.app))
	}
	return assets.T("check.version.good", "version", cut(answer.Version)), nil
}

// recent compares part by part with parseInt, as Copilot does; 0.0.0 is let through.
func recent(version string) bool {
	if version == "0.0.0" {
		return true
	}
	parts := strings.Split(version, ".")
	for i, least := range oldestOllama {
		if i >= len(parts) {
			return false
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil {
			return false
		}
		if n != least {
			return n > least
		}
	}
	return true
}

// tags reads the list. Copilot takes a model's name from model, Zed and the extension of Ollama from name.
func (c *check) tags(ctx context.Context) (string, error) {
	var answer struct {
		Models []struct {
			Model string `json:"model"`
			Name  string `json:"name"`
		} `json:"models"`
	}
	if err := c.json(ctx, http.MethodGet, "/api/tags", "", &answer); err != nil {
		return "", err
	}
	for _, m := range answer.Models {
		if m.Model == "" || !c.address && m.Name == "" {
			return "", problem(assets.T("check.tags.nameless"))
		}
		c.listed = append(c.listed, m.Model)
	}
	return c.count()
}

// count words the length of the list; the first model is the one to talk to, unless one was named.
func (c *check) count() (string, error) {
	switch len(c.listed) {
	case 0:
		return "", problem(assets.T("check.tags.empty"))
	case 1:
		c.choose()
		return assets.T("check.tags.one"), nil
	}
	c.choose()
	return assets.T("check.tags.many", "count", len(c.listed)), nil
}

func (c *check) choose() {
	if c.model == "" {
		c.model = c.listed[0]
	}
}

func (c *check) show(ctx context.Context) (string, error) {
	body, _ := json.Marshal(map[string]string{"model": c.model})
	var answer struct {
		Capabilities []string                   `json:"capabilities"`
		Info         map[string]json.RawMessage `json:"model_info"`
	}
	if err := c.json(ctx, http.MethodPost, "/api/show", string(body), &answer); err != nil {
		return "", err
	}
	if answer.Capabilities == nil {
		return "", problem(assets.T("check.show.capabilities", "model", cut(c.model), "app", c.app))
	}
	var family string
	_ = json.Unmarshal(answer.Info["general.architecture"], &family)
	var context float64 // a string here breaks Copilot's arithmetic
	if err := json.Unmarshal(answer.Info[family+".context_length"], &context); err != nil || context <= 0 {
		return "", problem(assets.T("check.show.context", "model", cut(c.model)))
	}
	if slices.Contains(answer.Capabilities, "tools") {
		return assets.T("check.show.tools", "model", cut(c.model), "tokens", grouped(int64(context))), nil
	}
	return assets.T("check.show.no_tools", "model", cut(c.model), "tokens", grouped(int64(context))), nil
}

// native is a chat in Ollama's own form, a line of JSON for every piece.
func (c *check) native(ctx context.Context) (string, error) {
	if c.model == "" {
		return "", problem(assets.T("check.no_model"))
	}
	start, first := time.Now(), time.Duration(0)
	body := map[string]any{"model": c.model, "messages": question, "stream": true, "tools": tools}
	err := c.stream(ctx, "/api/chat", body, nil, func(r io.Reader) (err error) {
		first, err = readLines(r, start)
		return err
	})
	return c.answered(first, err)
}

// readLines reads Ollama's stream as its Go client and ollama-js do: an empty
// line ends it for the one, an error key for both, and only done counts as an end.
func readLines(body io.Reader, start time.Time) (first time.Duration, err error) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxAnswer)
	said := false
	for lines.Scan() {
		var line struct {
			Error   json.RawMessage `json:"error"`
			Done    bool            `json:"done"`
			Message struct {
				Content  string            `json:"content"`
				Thinking string            `json:"thinking"`
				Calls    []json.RawMessage `json:"tool_calls"`
			} `json:"message"`
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			return first, problem(assets.T("check.stream.no_json"))
		}
		if first == 0 {
			first = time.Since(start)
		}
		if line.Error != nil {
			text, _ := errorMessage(lines.Bytes())
			return first, problem(assets.T("check.stream.said", "said", text))
		}
		said = said || line.Message.Content != "" || line.Message.Thinking != "" || len(line.Message.Calls) > 0
		if line.Done {
			if !said {
				return first, problem(assets.T("check.stream.nothing"))
			}
			return first, nil
		}
	}
	if err := lines.Err(); err != nil {
		return first, err
	}
	return first, problem(assets.T("check.stream.no_end"))
}

package connect

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldestOllama is the version below which Copilot refuses an Ollama server.
var oldestOllama = []int{0, 6, 4}

func (c *check) version(ctx context.Context) (string, error) {
	var answer struct {
		Version string `json:"version"`
	}
	if err := c.json(ctx, http.MethodGet, c.target.Address+"/api/version", "", nil, &answer); err != nil {
		return "", err
	}
	if !recent(answer.Version) {
		return "", problem(fmt.Sprintf("The version %q is too old for Copilot, which needs 0.6.4.", cut(answer.Version)))
	}
	return "Answers as Ollama " + cut(answer.Version) + ".", nil
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

func (c *check) tags(ctx context.Context) (string, error) {
	var answer struct {
		Models []struct {
			Model string `json:"model"`
		} `json:"models"`
	}
	if err := c.json(ctx, http.MethodGet, c.target.Address+"/api/tags", "", nil, &answer); err != nil {
		return "", err
	}
	for _, m := range answer.Models {
		if m.Model == "" {
			return "", problem("A model in the list has no name.")
		}
		c.listed = append(c.listed, m.Model)
	}
	if len(c.listed) == 0 {
		return "", problem("The model list is empty. Add an API key and check it.")
	}
	if len(c.listed) == 1 {
		return "1 model.", nil
	}
	return fmt.Sprintf("%d models.", len(c.listed)), nil
}

func (c *check) show(ctx context.Context) (string, error) {
	if c.model = c.target.Model; c.model == "" {
		c.model = c.listed[0]
	}
	body, _ := json.Marshal(map[string]string{"model": c.model})
	var answer struct {
		Capabilities []string                   `json:"capabilities"`
		Info         map[string]json.RawMessage `json:"model_info"`
	}
	if err := c.json(ctx, http.MethodPost, c.target.Address+"/api/show", string(body), nil, &answer); err != nil {
		return "", err
	}
	if answer.Capabilities == nil {
		return "", problem("The details of " + cut(c.model) + " hold no capabilities, so Copilot would skip it.")
	}
	var family string
	_ = json.Unmarshal(answer.Info["general.architecture"], &family)
	var context float64 // a string here breaks Copilot's arithmetic
	if err := json.Unmarshal(answer.Info[family+".context_length"], &context); err != nil || context <= 0 {
		return "", problem("The details of " + cut(c.model) + " hold no context length.")
	}
	what := fmt.Sprintf("%s: %d tokens of context", cut(c.model), int64(context))
	if slices.Contains(answer.Capabilities, "tools") {
		return what + ", works in agent mode.", nil
	}
	return what + ", no tools: not shown in agent mode.", nil
}

func (c *check) chat(ctx context.Context) (string, error) {
	ctx, done := context.WithTimeout(ctx, answerTime)
	defer done()
	body, _ := json.Marshal(map[string]any{
		"model":       c.model,
		"messages":    []map[string]string{{"role": "user", "content": "Reply with the word ready."}},
		"temperature": 0.1, "top_p": 1, "n": 1,
		"stream":         true,
		"stream_options": map[string]bool{"include_usage": true},
	})
	start := time.Now()
	resp, err := c.do(ctx, http.MethodPost, c.target.Address+"/v1/chat/completions", string(body), map[string]string{
		"Authorization":        "Bearer ", // Copilot sends the scheme with an empty key
		"X-Request-Id":         "keyport-check",
		"X-Interaction-Id":     "keyport-check",
		"X-Interaction-Type":   "conversation-agent",
		"X-Initiator":          "user",
		"OpenAI-Intent":        "conversation-agent",
		"X-GitHub-Api-Version": "2025-05-01",
		"X-Agent-Task-Id":      "keyport-check",
	})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", refusal(resp)
	}
	answer, err := readStream(resp.Body, start)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s answered, first event after %s.", cut(c.model), max(answer.first.Round(time.Millisecond), time.Millisecond)), nil
}

func (c *check) models(ctx context.Context) (string, error) {
	var answer struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	err := c.json(ctx, http.MethodGet, c.target.Base+"/v1/models", "", map[string]string{"Authorization": "Bearer " + c.target.Password}, &answer)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("The password is accepted at %s/v1.", c.target.Base), nil
}

// json makes a request and decodes the answer. Copilot does not look at the
// status of these steps, only at the JSON; a person is better served by the status.
func (c *check) json(ctx context.Context, method, url, body string, header map[string]string, into any) error {
	ctx, done := context.WithTimeout(ctx, answerTime)
	defer done()
	resp, err := c.do(ctx, method, url, body, header)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	if json.Unmarshal(text, into) != nil {
		return problem("The answer is not the JSON that was expected. Does another program hold the port?")
	}
	return nil
}

// refusal makes a sentence of an error answer, in Keyport's own words where it gave some.
func refusal(resp *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if said := errorMessage(text); said != "" {
		return problem(fmt.Sprintf("%s (status %d)", said, resp.StatusCode))
	}
	return problem(fmt.Sprintf("Refused with status %d.", resp.StatusCode))
}

// errorMessage reads {"error":{"message":…}} and Ollama's {"error":"…"}.
func errorMessage(text []byte) string {
	var shaped struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(text, &shaped) != nil || shaped.Error == nil {
		return ""
	}
	var said string
	if json.Unmarshal(shaped.Error, &said) == nil {
		return cut(said)
	}
	var object struct {
		Message string `json:"message"`
	}
	_ = json.Unmarshal(shaped.Error, &object)
	return cut(object.Message)
}

// cut keeps text from outside short, on one line and printable.
func cut(text string) string {
	text = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return text
}

// Package connect is the wiring test: it does over the real port what an app
// does, so that a person knows which link is missing. It replays GitHub
// Copilot's built-in Ollama provider (microsoft/vscode-copilot-chat), the
// client with the most to trip over, and then one call with the password. It
// knows nothing of how Keyport works inside, and shows no secret.
package connect

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"keyport/app/control"
)

// Target is where a client connects. An empty Address or Password leaves its steps out.
type Target struct {
	Base     string // http://127.0.0.1:PORT{prefix}
	Address  string // the private address, used verbatim, as Copilot does
	Password string
	Model    string // the model to talk to; "" is the first that can be used in agent mode
}

// answerTime is how long Copilot waits for the first byte of a chat answer.
const answerTime = 120 * time.Second

// maxAnswer bounds what is read of one answer.
const maxAnswer = 8 << 20

// Check runs the steps in order and stops at the first that fails: the ones
// behind it could only fail for the same reason.
func Check(ctx context.Context, t Target) []control.Step {
	c := &check{target: t, http: &http.Client{
		Transport: &http.Transport{DisableKeepAlives: true}, // no proxy: this is loopback
		// Copilot's fetcher does not follow redirects either.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if t.Address != "" {
		c.run(ctx, "Version", c.version)
		c.run(ctx, "Model list", c.tags)
		c.run(ctx, "Model details", c.show)
		c.run(ctx, "Chat", c.chat)
	}
	if t.Password != "" {
		c.failed = false // another way in: it may work although the first did not
		c.run(ctx, "Password", c.models)
	}
	return c.steps
}

type check struct {
	target Target
	http   *http.Client
	steps  []control.Step
	failed bool
	model  string
	listed []string
}

// problem is an error whose text is a sentence for the person.
type problem string

func (p problem) Error() string { return string(p) }

func (c *check) run(ctx context.Context, name string, step func(context.Context) (string, error)) {
	if c.failed {
		return
	}
	start := time.Now()
	detail, err := step(ctx)
	if err != nil {
		c.failed, detail = true, sentence(err)
	}
	c.steps = append(c.steps, control.Step{Name: name, OK: err == nil, Detail: detail, Took: time.Since(start)})
}

// sentence never shows a library's error: it would quote the address, and with it the secret.
func sentence(err error) string {
	var p problem
	var op *net.OpError
	switch {
	case errors.As(err, &p):
		return string(p)
	case errors.Is(err, context.Canceled):
		return "The test was stopped."
	case errors.Is(err, context.DeadlineExceeded):
		return "No answer came in time. Test the API key, and look whether the provider is reachable."
	case errors.As(err, &op) && op.Op == "dial":
		return "Nothing answers on Keyport's port. Is Keyport running?"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "The connection broke in the middle of the answer."
	}
	return "The connection failed."
}

// do makes one request like Copilot's and gives the answer.
func (c *check) do(ctx context.Context, method, url, body string, header map[string]string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return nil, problem("The address of this app cannot be used. Make a new one.")
	}
	req.Header.Set("User-Agent", "GitHubCopilotChat/0.42.0")
	req.Header.Set("X-VSCode-User-Agent-Library-Version", "node-fetch")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, problem("Something between the app and Keyport answered with a redirect.")
	}
	return resp, nil
}

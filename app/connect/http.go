package connect

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"keyport/assets"
)

// spoken is an error whose text is a sentence for the person.
type spoken interface {
	error
	spoken()
}

// problem says what is wrong and what to do.
type problem string

func (p problem) Error() string { return string(p) }
func (problem) spoken()         {}

// sentence never shows a library's error: it would quote the address, and with it the secret.
func sentence(err error) string {
	var said spoken
	var op *net.OpError
	switch {
	case errors.As(err, &said):
		return said.Error()
	case errors.Is(err, context.Canceled):
		return assets.T("check.stopped")
	case errors.Is(err, context.DeadlineExceeded):
		return assets.T("check.timeout")
	case errors.As(err, &op) && op.Op == "dial":
		return assets.T("check.nobody")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return assets.T("check.broke")
	}
	return assets.T("check.failed")
}

// do makes one request as the program does and gives the answer.
func (c *check) do(ctx context.Context, method, path, body string, header map[string]string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.root+path, strings.NewReader(body))
	if err != nil {
		return nil, problem(assets.T("check.address"))
	}
	req.Header.Set("User-Agent", c.agent)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	switch {
	case c.address:
	case c.key != "":
		req.Header.Set(c.key, c.target.Password)
	default:
		req.Header.Set("Authorization", "Bearer "+c.target.Password)
	}
	for _, more := range []map[string]string{c.header, header} {
		for name, value := range more {
			req.Header.Set(name, value)
		}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, problem(assets.T("check.redirect"))
	}
	return resp, nil
}

// json makes a request and decodes the answer. Some programs do not look at the
// status of their discovery, only at the JSON; a person is better served by the status.
func (c *check) json(ctx context.Context, method, path, body string, into any) error {
	ctx, done := context.WithTimeout(ctx, answerTime)
	defer done()
	resp, err := c.do(ctx, method, path, body, nil)
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
		return problem(assets.T("check.not_json"))
	}
	return nil
}

// stream makes a chat request and gives the body of a good answer to read.
func (c *check) stream(ctx context.Context, path string, body any, header map[string]string, read func(io.Reader) error) error {
	ctx, done := context.WithTimeout(ctx, answerTime)
	defer done()
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	resp, err := c.do(ctx, http.MethodPost, path, string(text), header)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	return read(io.LimitReader(resp.Body, maxAnswer))
}

// refused is an error answer: what it says, and whether it says that nobody serves such requests.
type refused struct {
	text    string
	nowhere bool
}

func (r refused) Error() string { return r.text }
func (refused) spoken()         {}

// told are the codes of Keyport's own answers with a sentence in the person's language.
var told = []string{
	"password_required", "no_key", "key_elsewhere", "upstream_key_rejected", "upstream_payment_required", "upstream_rate_limited",
	"upstream_dns", "upstream_tls", "upstream_timeout", "upstream_unreachable", "upstream_proxy", "model_not_found", "no_upstream",
}

// refusal makes a sentence of an error answer, in Keyport's own words where it gave some.
func refusal(resp *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	said, code := errorMessage(text)
	nowhere := code == "messages_not_supported" ||
		slices.Contains([]int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented}, resp.StatusCode) && code != "model_not_found"
	switch {
	case slices.Contains(told, code):
		return refused{assets.T("check.code." + code), nowhere}
	case said != "":
		return refused{assets.T("check.said", "said", said, "status", resp.StatusCode), nowhere}
	}
	return refused{assets.T("check.refused", "status", resp.StatusCode), nowhere}
}

// errorMessage reads {"error":{"message":…,"code":…}}, which OpenAI and Anthropic
// share, and Ollama's {"error":"…"}.
func errorMessage(text []byte) (message, code string) {
	var shaped struct {
		Error json.RawMessage `json:"error"`
		Code  string          `json:"code"`
	}
	if json.Unmarshal(text, &shaped) != nil || shaped.Error == nil {
		return "", ""
	}
	var said string
	if json.Unmarshal(shaped.Error, &said) == nil {
		return cut(said), shaped.Code
	}
	var object struct {
		Message string          `json:"message"`
		Code    json.RawMessage `json:"code"` // some providers give a number
	}
	_ = json.Unmarshal(shaped.Error, &object)
	_ = json.Unmarshal(object.Code, &code)
	return cut(object.Message), code
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

package clienttest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// strictUpstream is a provider that refuses what strict providers refuse, and
// remembers it: a client may hide a refusal, the test must not.
type strictUpstream struct {
	*httptest.Server
	mu         sync.Mutex
	complaints []string
}

func newStrictUpstream(t *testing.T) *strictUpstream {
	u := &strictUpstream{}
	u.Server = httptest.NewServer(u)
	t.Cleanup(u.Close)
	return u
}

const models = `{"object":"list","data":[{"id":"gpt-4o","object":"model","created":1715367049,"owned_by":"openai"},` +
	`{"id":"qwen3-8b","object":"model"},{"id":"text-embedding-3-small","object":"model"}]}`

func (u *strictUpstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.URL.Path {
	case "/v1/models":
		answer(w, 200, models)
	case "/v1/embeddings":
		u.embed(w, body)
	case "/v1/chat/completions":
		u.chat(r.Context(), w, body)
	default:
		answer(w, 404, `{"error":{"message":"Not Found"}}`)
	}
}

func (u *strictUpstream) refuse(w http.ResponseWriter, why string, body []byte) {
	u.mu.Lock()
	u.complaints = append(u.complaints, fmt.Sprintf("%s: %.2000s", why, body))
	u.mu.Unlock()
	quoted, _ := json.Marshal(why)
	answer(w, 400, `{"error":{"message":`+string(quoted)+`,"type":"invalid_request_error"}}`)
}

// Complaints are the refusals since the last call.
func (u *strictUpstream) Complaints() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := u.complaints
	u.complaints = nil
	return all
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

type call struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string          `json:"name"`
		Arguments json.RawMessage `json:"arguments"`
	} `json:"function"`
}

type message struct {
	Role       string          `json:"role"`
	Content    json.RawMessage `json:"content"`
	Name       string          `json:"name"`
	ToolCalls  []call          `json:"tool_calls"`
	ToolCallID string          `json:"tool_call_id"`
}

type request struct {
	Model    string    `json:"model"`
	Messages []message `json:"messages"`
	Stream   bool      `json:"stream"`
	Options  struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	Tools []struct {
		Type     string `json:"type"`
		Function struct {
			Name        string          `json:"name"`
			Description string          `json:"description"`
			Strict      *bool           `json:"strict"`
			Parameters  json.RawMessage `json:"parameters"`
		} `json:"function"`
	} `json:"tools"`
	ToolChoice json.RawMessage `json:"tool_choice"`
	Format     *struct {
		Type   string          `json:"type"`
		Schema json.RawMessage `json:"json_schema"`
	} `json:"response_format"`
	Temperature *float64 `json:"temperature"`
	TopP        *float64 `json:"top_p"`
	MaxTokens   *int     `json:"max_tokens"`
	Seed        *int     `json:"seed"`
	Stop        []string `json:"stop"`
	Frequency   *float64 `json:"frequency_penalty"`
	Presence    *float64 `json:"presence_penalty"`
	Effort      string   `json:"reasoning_effort"`
	TopK        *int     `json:"top_k"`
	MinP        *float64 `json:"min_p"`
	Repetition  *float64 `json:"repetition_penalty"`
}

var callID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// check says what a strict provider would refuse in a history, "" when nothing.
func (r *request) check() string {
	var open []string
	for i, m := range r.Messages {
		if len(open) > 0 && m.Role != "tool" {
			return fmt.Sprintf("message %d: tool calls %v have no answer", i, open)
		}
		if m.Role != "assistant" || len(m.ToolCalls) == 0 {
			if _, _, e := m.parts(); e != "" {
				return fmt.Sprintf("message %d: %s", i, e)
			}
		}
		switch m.Role {
		case "system", "user":
		case "tool":
			before := len(open)
			for k, id := range open {
				if id == m.ToolCallID {
					open = append(open[:k:k], open[k+1:]...)
					break
				}
			}
			if len(open) == before {
				return fmt.Sprintf("message %d: no tool call %q is open", i, m.ToolCallID)
			}
		case "assistant":
			for _, c := range m.ToolCalls {
				var arguments string
				var object map[string]any
				if !callID.MatchString(c.ID) || c.Type != "function" || c.Function.Name == "" ||
					json.Unmarshal(c.Function.Arguments, &arguments) != nil || json.Unmarshal([]byte(arguments), &object) != nil {
					return fmt.Sprintf("message %d: bad tool call", i)
				}
				open = append(open, c.ID)
			}
		default:
			return fmt.Sprintf("message %d: role %q", i, m.Role)
		}
	}
	if len(open) > 0 {
		return "the last tool calls have no answer"
	}
	for _, t := range r.Tools {
		if t.Type != "function" || t.Function.Name == "" || schemaOf(t.Function.Parameters).Type != "object" {
			return "bad tool"
		}
	}
	return ""
}

type schema struct {
	Type       string
	Properties map[string]any
}

func schemaOf(raw json.RawMessage) (s schema) {
	_ = json.Unmarshal(raw, &s)
	return s
}

// parts gives the text and the image types of a message.
func (m *message) parts() (text string, images []string, e string) {
	if json.Unmarshal(m.Content, &text) == nil {
		return text, nil, ""
	}
	var parts []struct {
		Type  string
		Text  string
		Image struct{ URL string } `json:"image_url"`
	}
	if err := json.Unmarshal(m.Content, &parts); err != nil || m.Role == "tool" {
		return "", nil, "content is neither text nor parts"
	}
	for _, p := range parts {
		switch kind, _, ok := strings.Cut(strings.TrimPrefix(p.Image.URL, "data:"), ";base64,iVBOR"); {
		case p.Type == "text":
			text += p.Text
		case p.Type == "image_url" && ok:
			images = append(images, kind)
		default:
			return "", nil, "bad part"
		}
	}
	return text, images, ""
}

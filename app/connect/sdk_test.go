package connect

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"sync"
	"testing"

	"github.com/ollama/ollama/api"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"keyport/app/settings"
)

// sent is one request as it arrived.
type sent struct {
	Line, Authorization, ContentType string
	Body                             map[string]any
}

// listener answers like Keyport and keeps what it was sent.
type listener struct {
	*httptest.Server
	mu   sync.Mutex
	seen []sent
}

func listen(t *testing.T) *listener {
	t.Helper()
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := sent{Line: r.Method + " " + r.URL.RequestURI(), Authorization: r.Header.Get("Authorization"), ContentType: r.Header.Get("Content-Type")}
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &s.Body)
		l.mu.Lock()
		l.seen = append(l.seen, s)
		l.mu.Unlock()
		if answer, ok := good()["/s3cret"+r.URL.Path]; ok {
			_, _ = io.WriteString(w, answer)
		} else if r.URL.Path == "/api/chat" {
			_, _ = io.WriteString(w, `{"model":"m1","message":{"role":"assistant","content":"ready"},"done":false}`+"\n"+`{"model":"m1","message":{"role":"assistant","content":""},"done":true}`+"\n")
		} else {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, good()[r.URL.Path])
		}
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *listener) take() []sent {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := l.seen
	l.seen = nil
	return seen
}

// alike fails where the replay sends other requests than the program's library.
// Of the bodies, what both name must be the same, and the replay must name
// nothing that the library does not.
func alike(t *testing.T, library, replay []sent, authorization bool) {
	t.Helper()
	if len(library) != len(replay) {
		t.Fatalf("the library sent %d requests, the replay %d", len(library), len(replay))
	}
	for i, want := range library {
		got := replay[i]
		if got.Line != want.Line || authorization && got.Authorization != want.Authorization || got.ContentType != want.ContentType && len(want.Body) > 0 {
			t.Errorf("sent %s %q %q, the library %s %q %q", got.Line, got.Authorization, got.ContentType, want.Line, want.Authorization, want.ContentType)
		}
		for name, value := range got.Body {
			other, named := want.Body[name]
			if !named {
				t.Errorf("%s: the library does not send %s", got.Line, name)
			} else if !reflect.DeepEqual(value, other) {
				t.Errorf("%s: %s is %v, the library says %v", got.Line, name, value, other)
			}
		}
	}
}

// parameters is the schema of the tool that is offered.
const parameters = `{"type":"object","required":["path"],"properties":{"path":{"type":"string"}}}`

func TestOpenAISDKSendsWhatIsReplayed(t *testing.T) {
	l := listen(t)
	client := openai.NewClient(option.WithBaseURL(l.URL+"/v1"), option.WithAPIKey(testPassword), option.WithMaxRetries(0))
	if _, err := client.Models.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	var schema openai.FunctionParameters
	if err := json.Unmarshal([]byte(parameters), &schema); err != nil {
		t.Fatal(err)
	}
	stream := client.Chat.Completions.NewStreaming(t.Context(), openai.ChatCompletionNewParams{
		Model:         "m1",
		Messages:      []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question[0]["content"])},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
		Tools: []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{
			Name: "read_file", Description: openai.String("Read a file."), Parameters: schema,
		})},
	})
	for stream.Next() {
	}
	_ = stream.Close()
	library := l.take()
	for _, s := range ended(t.Context(), settings.KindOpenAISDK, Target{Base: l.URL, Password: testPassword}) {
		if s.Name == "Model list" && !s.OK {
			t.Errorf("%+v", s)
		}
	}
	alike(t, library, l.take(), true)
}

func TestOllamaClientSendsWhatIsReplayed(t *testing.T) {
	l := listen(t)
	base, err := url.Parse(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, ctx := api.NewClient(base, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}), context.Background()
	if _, err := client.List(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Show(ctx, &api.ShowRequest{Model: "m1"}); err != nil {
		t.Fatal(err)
	}
	var offered api.Tools
	text, _ := json.Marshal(tools)
	if err := json.Unmarshal(text, &offered); err != nil {
		t.Fatal(err)
	}
	yes := true
	err = client.Chat(ctx, &api.ChatRequest{
		Model: "m1", Stream: &yes, Tools: offered, Messages: []api.Message{{Role: "user", Content: question[0]["content"]}},
	}, func(api.ChatResponse) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	library := l.take()
	steps := ended(t.Context(), settings.KindZed, Target{Base: l.URL, Password: testPassword})
	for _, s := range steps {
		if !s.OK {
			t.Errorf("%+v", s)
		}
	}
	alike(t, library, l.take(), false) // Zed sends its key, this client has none
}

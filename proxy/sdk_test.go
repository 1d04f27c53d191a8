package proxy

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ollama/ollama/api"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"keyport/proxy/upstream"
)

// answerAll is an upstream that answers each kind of call.
func answerAll(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1/chat/completions":
		var body struct{ Stream bool }
		_ = json.NewDecoder(r.Body).Decode(&body)
		if body.Stream {
			sseAnswer(roleChunk, chunk("<thi"), chunk("nk>hidden</th"), chunk("ink>\n\nHello "), chunk("there"), stopChunk, `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}`+"\n\n", doneChunk)(w, r)
			return
		}
		jsonAnswer(200, `{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<think>hidden</think>\n\nHello there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}`)(w, r)
	case "/v1/embeddings":
		jsonAnswer(200, `{"object":"list","model":"e","data":[{"object":"embedding","index":0,"embedding":[0.25,-1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}`)(w, r)
	case "/v1/audio/transcriptions":
		if err := r.ParseMultipartForm(1 << 20); err != nil || r.FormValue("model") != "whisper-1" {
			jsonAnswer(400, `{"error":{"message":"bad form"}}`)(w, r)
			return
		}
		f, _, err := r.FormFile("file")
		if err != nil {
			jsonAnswer(400, `{"error":{"message":"no file"}}`)(w, r)
			return
		}
		var b bytes.Buffer
		_, _ = b.ReadFrom(f)
		answer, _ := json.Marshal(map[string]string{"text": b.String()})
		jsonAnswer(200, string(answer))(w, r)
	default:
		jsonAnswer(404, `{"error":{"message":"not here"}}`)(w, r)
	}
}

func TestOpenAISDK(t *testing.T) {
	up := newUpstream(t, answerAll)
	s := serve(t, up.config())
	for name, base := range map[string]string{"password": s.URL + "/v1", "trailing slash": s.URL + "/v1/", "private address": s.private + "/v1/"} {
		t.Run(name, func(t *testing.T) {
			client := openai.NewClient(option.WithBaseURL(base), option.WithAPIKey(testPassword), option.WithMaxRetries(0))
			ask := openai.ChatCompletionNewParams{Model: "gpt-4o", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hi")}}
			plain, err := client.Chat.Completions.New(t.Context(), ask)
			if err != nil || plain.Choices[0].Message.Content != "Hello there" || plain.Usage.TotalTokens != 7 {
				t.Errorf("plain: %v %+v", err, plain)
			}
			stream := client.Chat.Completions.NewStreaming(t.Context(), ask)
			var acc openai.ChatCompletionAccumulator
			for stream.Next() {
				acc.AddChunk(stream.Current())
			}
			if err := stream.Err(); err != nil || acc.Choices[0].Message.Content != "Hello there" || acc.Choices[0].FinishReason != "stop" {
				t.Errorf("stream: %v %+v", err, acc.ChatCompletion)
			}
			vector, err := client.Embeddings.New(t.Context(), openai.EmbeddingNewParams{Model: "e", Input: openai.EmbeddingNewParamsInputUnion{OfString: openai.String("x")}})
			if err != nil || len(vector.Data) != 1 || vector.Data[0].Embedding[1] != -1 {
				t.Errorf("embedding: %v %+v", err, vector)
			}
			words, err := client.Audio.Transcriptions.New(t.Context(), openai.AudioTranscriptionNewParams{Model: "whisper-1", File: openai.File(strings.NewReader("spoken"), "a.wav", "audio/wav")})
			if err != nil || words.Text != "spoken" {
				t.Errorf("transcription: %v %+v", err, words)
			}
			models, err := client.Models.List(t.Context())
			if err != nil || len(models.Data) < 3 {
				t.Errorf("models: %v %+v", err, models)
			}
			one, err := client.Models.Get(t.Context(), "deepseek/deepseek-r1:free")
			if err != nil || one.ID != "deepseek/deepseek-r1:free" {
				t.Errorf("model: %v %+v", err, one)
			}
		})
	}
}

func TestOpenAISDKSeesABrokenStream(t *testing.T) {
	up := newUpstream(t, broken["connection reset"])
	s := serve(t, up.config())
	client := openai.NewClient(option.WithBaseURL(s.URL+"/v1"), option.WithAPIKey(testPassword), option.WithMaxRetries(0))
	stream := client.Chat.Completions.NewStreaming(t.Context(), openai.ChatCompletionNewParams{Model: "gpt-4o", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hi")}})
	for stream.Next() {
	}
	if stream.Err() == nil {
		t.Error("the SDK took a cut stream for a whole one")
	}
}

func TestOllamaGoClient(t *testing.T) {
	up := newUpstream(t, answerAll)
	s := serve(t, up.config())
	for _, slash := range []string{"", "/"} {
		base, err := url.Parse(s.private + slash)
		if err != nil {
			t.Fatal(err)
		}
		client := api.NewClient(base, http.DefaultClient)
		if err := client.Heartbeat(t.Context()); err != nil {
			t.Error(err)
		}
		if v, err := client.Version(t.Context()); err != nil || v == "" {
			t.Error(v, err)
		}
		list, err := client.List(t.Context())
		if err != nil || len(list.Models) != 3 || list.Models[0].Digest == "" || list.Models[0].ModifiedAt.IsZero() {
			t.Fatalf("%v %+v", err, list)
		}
		for _, m := range list.Models {
			show, err := client.Show(t.Context(), &api.ShowRequest{Model: m.Name})
			if err != nil || show.ModelInfo["general.basename"] != m.Name || len(show.Capabilities) < 2 || show.Details.Family == "" {
				t.Errorf("%s: %v %+v", m.Name, err, show)
			}
		}
		if _, err := client.Show(t.Context(), &api.ShowRequest{Model: "nope"}); err == nil || !strings.Contains(err.Error(), "model 'nope' not found") {
			t.Errorf("unknown model: %v", err)
		}
		if _, err := client.ListRunning(t.Context()); err != nil {
			t.Error(err)
		}
		if err := client.Pull(t.Context(), &api.PullRequest{Model: "gpt-4o"}, func(api.ProgressResponse) error { return nil }); err != nil {
			t.Error(err)
		}
		if err := client.Delete(t.Context(), &api.DeleteRequest{Model: "gpt-4o"}); err == nil || !strings.Contains(err.Error(), "models come from the upstream") {
			t.Errorf("delete: %v", err)
		}
	}
	if n := len(up.requests()); n != 0 {
		t.Errorf("discovery called the upstream %d times", n)
	}
}

func TestDemoUpstream(t *testing.T) {
	cfg := (&fakeUpstream{Server: newUpstream(t, nil).Server}).config()
	cfg.Upstreams = []upstream.Config{{Name: "demo", Kind: upstream.KindDemo, Models: []string{"*"}}}
	s := serve(t, cfg)
	c := copilot{t, s, s.private}
	if models := c.discover(); len(models) != 1 || models["keyport-demo"] == nil {
		t.Errorf("models %v", models)
	}
	a := c.ask(`{"model":"keyport-demo","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}`)
	if !strings.HasPrefix(a.text, "Hello!") || strings.Contains(a.text, "think") || a.finish != "stop" {
		t.Errorf("%+v", a)
	}
	a = c.ask(`{"model":"keyport-demo","stream":true,"messages":[{"role":"user","content":"call a tool"}],"tools":[{"type":"function","function":{"name":"read","parameters":{"type":"object","required":["path"],"properties":{"path":{"type":"string"}}}}}]}`)
	if a.finish != "tool_calls" || len(a.order) != 1 || a.calls[a.order[0]] != `read{"path":"demo"}` {
		t.Errorf("%+v", a)
	}
	plain := text(t, call(t, "POST", s.URL+"/v1/chat/completions", `{"model":"keyport-demo","messages":[{"role":"user","content":"hello"}]}`, bearer()...))
	if !strings.Contains(plain, `"content":"Hello!`) {
		t.Errorf("plain %s", plain)
	}
}

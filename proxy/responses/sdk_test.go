package responses

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	sdk "github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"

	"keyport/proxy/jsonedit"
	"keyport/proxy/sse"
)

// weatherman is an upstream that only knows chat completions. It thinks, asks
// for the weather of two towns, and tells what it was told.
func weatherman(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		checkCompletion(t, body)
		var ask struct {
			Stream  bool
			Options struct {
				Usage bool `json:"include_usage"`
			} `json:"stream_options"`
			Messages []struct{ Role, Content string }
			Tools    []struct{ Function struct{ Name string } }
		}
		if err := json.Unmarshal(body, &ask); err != nil || r.URL.Path != "/v1/chat/completions" || ask.Stream != ask.Options.Usage {
			t.Errorf("%v: %s %s", err, r.URL.Path, body)
		}
		const usage = `"usage":{"prompt_tokens":10,"completion_tokens":6,"total_tokens":16,"completion_tokens_details":{"reasoning_tokens":2}}`
		var told []string
		for _, m := range ask.Messages {
			if m.Role == "tool" {
				told = append(told, m.Content)
			}
		}
		deltas := []string{`{"role":"assistant","content":""}`, `{"reasoning_content":"Let me "}`, `{"reasoning_content":"see."}`}
		finish := "stop"
		if len(told) > 0 || len(ask.Tools) == 0 {
			deltas = append(deltas, `{"content":"It is "}`, `{"content":`+string(jsonedit.Quote(strings.Join(told, " and ")))+`}`)
		} else {
			finish = "tool_calls"
			deltas = append(deltas, `{"content":"I ask."}`,
				`{"tool_calls":[{"index":0,"id":"w1","type":"function","function":{"name":"weather","arguments":"{\"town\":"}}]}`,
				`{"tool_calls":[{"index":0,"function":{"arguments":"\"Ulm\"}"}}]}`,
				`{"tool_calls":[{"index":1,"id":"w2","type":"function","function":{"name":"weather","arguments":"{\"town\":\"Bonn\"}"}}]}`)
		}
		if !ask.Stream {
			message := `{"role":"assistant","reasoning_content":"Let me see.","content":` + string(jsonedit.Quote("It is "+strings.Join(told, " and ")))
			if finish == "tool_calls" {
				message = `{"role":"assistant","reasoning_content":"Let me see.","content":"I ask.","tool_calls":[{"id":"w1","type":"function","function":{"name":"weather","arguments":"{\"town\":\"Ulm\"}"}},{"id":"w2","type":"function","function":{"name":"weather","arguments":"{\"town\":\"Bonn\"}"}}]`
			}
			_, _ = fmt.Fprintf(w, `{"id":"chatcmpl-1","object":"chat.completion","created":1700000001,"choices":[{"index":0,"message":%s},"finish_reason":%q}],%s}`, message, finish, usage)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for _, delta := range deltas {
			_, _ = fmt.Fprintf(w, "data: {\"id\":\"chatcmpl-1\",\"created\":1700000001,\"choices\":[{\"index\":0,\"delta\":%s}]}\n\n", delta)
		}
		_, _ = fmt.Fprintf(w, "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":%q}]}\n\n", finish)
		_, _ = fmt.Fprintf(w, "data: {\"id\":\"chatcmpl-1\",\"choices\":[],%s}\n\ndata: [DONE]\n\n", usage)
	}
}

// translating is a server of the Responses API in front of an upstream that only
// knows chat completions.
func translating(t *testing.T, upstream http.Handler) *httptest.Server {
	up := httptest.NewServer(upstream)
	t.Cleanup(up.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := jsonedit.Check(body, maxNesting); err != nil || r.URL.Path != "/v1/responses" {
			t.Errorf("%v: %s", err, r.URL.Path)
		}
		req, e := Parse(body)
		var completion []byte
		if e == nil {
			completion, e = req.Completion("up-" + req.Model)
		}
		if e != nil {
			e.Write(w, "openai")
			return
		}
		resp, err := http.Post(up.URL+"/v1/chat/completions", "application/json", bytes.NewReader(completion))
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Error(err)
		}
		enc := req.Encoder(req.Model, time.Now)
		if !req.Stream {
			w.Header().Set("Content-Type", "application/json")
			out, e := enc.Plain(answer)
			if e != nil {
				e.Write(w, "openai")
				return
			}
			_, _ = w.Write(out)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		var events []byte
		_ = sse.NewSplitter(0).Feed(answer, func(raw []byte) error {
			data, _ := sse.Data(raw)
			events = enc.Event(events, data)
			return nil
		})
		events = enc.End(events)
		if _, err := check(events); err != nil {
			t.Error(err)
		}
		_, _ = w.Write(events)
	}))
	t.Cleanup(server.Close)
	return server
}

func question() sdk.ResponseNewParams {
	return sdk.ResponseNewParams{
		Model:        "m",
		Instructions: openai.String("Be brief"),
		Input:        sdk.ResponseNewParamsInputUnion{OfInputItemList: sdk.ResponseInputParam{sdk.ResponseInputItemParamOfMessage("How is the weather?", "user")}},
		Reasoning:    shared.ReasoningParam{Effort: "low", Summary: "auto"},
		Tools: []sdk.ToolUnionParam{{OfFunction: &sdk.FunctionToolParam{
			Name: "weather", Parameters: map[string]any{"type": "object", "properties": map[string]any{"town": map[string]any{"type": "string"}}},
		}}},
	}
}

// TestOpenAISDK has the official client hold a conversation of two turns with a
// tool, streamed and not.
func TestOpenAISDK(t *testing.T) {
	server := translating(t, weatherman(t))
	client := openai.NewClient(option.WithBaseURL(server.URL+"/v1"), option.WithAPIKey("none"), option.WithMaxRetries(0))
	for _, streamed := range []bool{false, true} {
		t.Run(fmt.Sprintf("streamed %v", streamed), func(t *testing.T) {
			ask := func(params sdk.ResponseNewParams) *sdk.Response {
				t.Helper()
				if streamed {
					return readStream(t, client, params)
				}
				response, err := client.Responses.New(t.Context(), params)
				if err != nil {
					t.Fatal(err)
				}
				return response
			}
			params := question()
			first := ask(params)
			if first.Status != "completed" || first.Model != "m" || first.OutputText() != "I ask." || first.Usage.TotalTokens != 16 || first.Usage.OutputTokensDetails.ReasoningTokens != 2 {
				t.Errorf("first: %s", first.RawJSON())
			}
			items := params.Input.OfInputItemList
			var towns []string
			for _, out := range first.Output {
				switch v := out.AsAny().(type) {
				case sdk.ResponseReasoningItem:
					if v.Summary[0].Text != "Let me see." {
						t.Errorf("summary %q", v.Summary[0].Text)
					}
					again := v.ToParam()
					items = append(items, sdk.ResponseInputItemUnionParam{OfReasoning: &again})
				case sdk.ResponseOutputMessage:
					again := v.ToParam()
					items = append(items, sdk.ResponseInputItemUnionParam{OfOutputMessage: &again})
				case sdk.ResponseFunctionToolCall:
					var args struct{ Town string }
					if err := json.Unmarshal([]byte(v.Arguments), &args); err != nil || v.Name != "weather" {
						t.Errorf("%v: %s", err, v.RawJSON())
					}
					towns = append(towns, args.Town)
					again := v.ToParam()
					items = append(items, sdk.ResponseInputItemUnionParam{OfFunctionCall: &again}, sdk.ResponseInputItemUnionParam{OfFunctionCallOutput: &sdk.ResponseInputItemFunctionCallOutputParam{
						CallID: openai.String(v.CallID), Output: sdk.ResponseInputItemFunctionCallOutputOutputUnionParam{OfString: openai.String("sunny in " + args.Town)},
					}})
				default:
					t.Errorf("a %T", v)
				}
			}
			if fmt.Sprint(towns) != "[Ulm Bonn]" {
				t.Errorf("towns %v", towns)
			}
			params.Input.OfInputItemList = items
			if second := ask(params); second.OutputText() != "It is sunny in Ulm and sunny in Bonn" {
				t.Errorf("second: %s", second.RawJSON())
			}
		})
	}
}

// readStream reads a stream as the official client does, and gives the response
// of its last event. What the deltas said must be in it.
func readStream(t *testing.T, client openai.Client, params sdk.ResponseNewParams) *sdk.Response {
	t.Helper()
	stream := client.Responses.NewStreaming(t.Context(), params)
	var text, summary strings.Builder
	var response *sdk.Response
	arguments := map[string]string{}
	for stream.Next() {
		switch v := stream.Current().AsAny().(type) {
		case sdk.ResponseTextDeltaEvent:
			text.WriteString(v.Delta)
		case sdk.ResponseReasoningSummaryTextDeltaEvent:
			summary.WriteString(v.Delta)
		case sdk.ResponseFunctionCallArgumentsDeltaEvent:
			arguments[v.ItemID] += v.Delta
		case sdk.ResponseCompletedEvent:
			response = &v.Response
		}
	}
	if err := stream.Err(); err != nil || response == nil {
		t.Fatalf("%v, %v", err, response)
	}
	if text.String() != response.OutputText() || summary.String() != "Let me see." {
		t.Errorf("text %q, summary %q: %s", text.String(), summary.String(), response.RawJSON())
	}
	for _, out := range response.Output {
		if out.Type == "function_call" && arguments[out.ID] != out.AsFunctionCall().Arguments {
			t.Errorf("deltas %q: %s", arguments[out.ID], out.RawJSON())
		}
	}
	return response
}

func TestOpenAISDKIsToldWhatCannotBeDone(t *testing.T) {
	server := translating(t, http.NotFoundHandler())
	client := openai.NewClient(option.WithBaseURL(server.URL+"/v1"), option.WithAPIKey("none"), option.WithMaxRetries(0))
	params := question()
	params.PreviousResponseID = openai.String("resp_1")
	_, err := client.Responses.New(t.Context(), params)
	var refused *openai.Error
	if !errors.As(err, &refused) || refused.Code != "previous_response_not_supported" || !strings.Contains(refused.Message, "Send the whole conversation as input.") {
		t.Errorf("got %v", err)
	}
}

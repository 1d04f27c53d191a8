package refused_test

import (
	"strings"
	"testing"
	"time"

	"keyport/proxy/jsonedit"
	"keyport/proxy/refused"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// asked is a request of an Ollama client, with everything that upstreams dislike.
const asked = `{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"q","cache_control":{"type":"ephemeral"}}],"cot_id":"1"},{"role":"assistant","content":"a","reasoning_content":"r"},{"role":"user","content":"x","name":"n"}],` +
	`"temperature":0.1,"top_p":1,"n":1,"frequency_penalty":0,"presence_penalty":0,"logprobs":true,"top_logprobs":2,"logit_bias":{},"max_tokens":100,"stop":["x"],"seed":7,"user":"u","store":false,"reasoning":{"effort":"low"},` +
	`"stream":true,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":"required","parallel_tool_calls":true,"reasoning_effort":"minimal",` +
	`"response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object"}}}}`

const (
	sampling = "temperature top_p n frequency_penalty presence_penalty"
	logs     = "logprobs top_logprobs logit_bias"
	renamed  = "max_tokens→max_completion_tokens"
	schema   = "response_format json_schema→json_object"
)

// TestRealTexts holds answers as upstreams give them, and what is done about
// each. Their sources are issue threads of the clients that met them.
func TestRealTexts(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string // what the next Adapt does, in the order of the request; "" is no refusal
	}{
		{"OpenAI, parameter", 400, `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}`, renamed},
		{"OpenAI, value", 400, `{"error":{"message":"Unsupported value: 'temperature' does not support 0.1 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}`, sampling},
		{"OpenAI, effort", 400, `{"error":{"message":"Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low', 'medium', and 'high'.","type":"invalid_request_error","param":"reasoning_effort","code":"unsupported_value"}}`, "reasoning_effort"},
		{"OpenAI, tools only without thinking", 400, `{"error":{"message":"Function tools with reasoning_effort are not supported for gpt-5.6-luna in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.","type":"invalid_request_error","param":"reasoning_effort","code":null}}`, "reasoning_effort=none"},
		{"OpenAI, unknown", 400, `{"error":{"message":"Unknown parameter: 'store'.","type":"invalid_request_error","param":"store","code":"unknown_parameter"}}`, "store"},
		{"OpenAI, schema", 400, `{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide: https://platform.openai.com/docs/guides/structured-outputs","type":"invalid_request_error","param":null,"code":null}}`, schema},
		{"OpenAI, key of a message", 400, `{"error":{"message":"Additional properties are not allowed ('cot_id' was unexpected) - 'messages.1'","type":"invalid_request_error","param":null,"code":null}}`, "messages[].cot_id"},
		{"OpenAI, key of a message with param", 400, `{"error":{"message":"Unknown parameter: 'messages[1].cot_id'.","type":"invalid_request_error","param":"messages[1].cot_id","code":"unknown_parameter"}}`, "messages[].cot_id"},
		{"OpenAI, both limits", 400, `{"error":{"message":"Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.","type":"invalid_request_error","param":"max_tokens","code":"invalid_parameter_combination"}}`, renamed},
		{"OpenAI, logprobs", 403, `{"error":{"message":"You are not allowed to request logprobs from this model","type":"invalid_request_error","param":null,"code":null}}`, ""},
		{"OpenAI, logprobs as 400", 400, `{"error":{"message":"You are not allowed to request logprobs from this model","type":"invalid_request_error","param":null,"code":null}}`, logs},
		{"Azure", 400, `{"error":{"message":"Unrecognized request argument supplied: parallel_tool_calls","type":"invalid_request_error","param":null,"code":null}}`, "parallel_tool_calls"},
		{"Azure, several", 400, `{"error":{"message":"Unrecognized request arguments supplied: parallel_tool_calls, seed","type":"invalid_request_error","param":null,"code":null}}`, "seed parallel_tool_calls"},
		{"Azure, behind a gateway", 400, `{"error":{"message":"Unrecognized request argument supplied: stream_options. Please contact us through an Azure support request at: https://go.microsoft.com/fwlink/?linkid=2213926 for further questions.  (request id: 2024)","type":"invalid_request_error","param":"","code":null}}`, "stream_options"},
		{"Groq, parameter", 400, `{"error":{"message":"property 'store' is unsupported, did you mean 'stop'?","type":"invalid_request_error"}}`, "store"},
		{"Groq, English word", 400, `{"error":{"message":"property 'reasoning' is unsupported","type":"invalid_request_error"}}`, "reasoning"},
		{"Groq, logprobs", 400, `{"error":{"message":"'logprobs' : property 'logprobs' is unsupported","type":"invalid_request_error"}}`, logs},
		{"Groq, message", 400, `{"error":{"message":"'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]","type":"invalid_request_error"}}`, "messages[].reasoning_content"},
		{"Groq, message by path", 400, `{"error":{"message":"messages[2].reasoning_content: reasoning_content is not supported with this model","type":"invalid_request_error"}}`, "messages[].reasoning_content"},
		{"Groq, schema", 400, "{\"error\":{\"message\":\"This model does not support response format `json_schema`. See supported models at https://console.groq.com/docs/structured-outputs#supported-models\",\"type\":\"invalid_request_error\",\"param\":\"response_format\"}}", schema},
		{"Mistral", 422, `{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"],"msg":"Extra inputs are not permitted","input":true,"url":"https://errors.pydantic.dev/2.10/v/extra_forbidden"}]},"type":"invalid_request_error","param":null,"code":null}`, "stream_options"},
		{"Mistral, of old", 422, `{"object":"error","message":"{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"frequency_penalty\"],\"msg\":\"Extra inputs are not permitted\",\"input\":0.0}]}","type":"internal_error_proxy","param":null,"code":"1000"}`, sampling},
		{"Mistral, several", 422, `{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"Extra inputs are not permitted","input":false},{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":8192}]}`, "seed store"},
		{"Mistral, message", 422, `{"object":"Error","detail":[],"message":[{"type":"extra_forbidden","loc":["body","messages",2,"assistant","reasoning_content"],"msg":"Extra inputs are not permitted","input":"r"},{"type":"extra_forbidden","loc":["body","messages",3,"user","name"],"msg":"Extra inputs are not permitted","input":""}],"type":"invalid_request_error","code":3001}`, "messages[].reasoning_content messages[].name"},
		{"Mistral, order of roles", 400, `{"object":"error","message":"Unexpected role 'user' after role 'tool'","type":"invalid_request_message_order","param":null,"code":"3230"}`, ""},
		{"Mistral, tools", 422, `{"detail":[{"type":"extra_forbidden","loc":["body","tools"],"msg":"Extra inputs are not permitted","input":[]}]}`, ""},
		{"DeepSeek", 400, `{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`, schema},
		{"DeepSeek, of old", 422, "{\"error\":{\"message\":\"Failed to deserialize the JSON body into the target type: response_format: response_format.type `json_schema` is unavailable now at line 1 column 12440\"}}", schema},
		{"DeepSeek, forced tool", 400, `{"error":{"message":"deepseek-reasoner does not support this tool_choice","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`, "tool_choice"},
		{"Anthropic", 400, `{"type":"error","error":{"type":"invalid_request_error","message":"seed: Extra inputs are not permitted"},"request_id":"req_1"}`, "seed"},
		{"Anthropic, deprecated", 400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"`temperature` is deprecated for this model.\"}}", sampling},
		{"Anthropic, one of two", 400, "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"`temperature` and `top_p` cannot both be specified for this model. Please use only one.\"}}", sampling},
		{"Anthropic, part of a message", 400, `{"type":"error","error":{"type":"invalid_request_error","message":"messages.1.content.0.text.cache_control: Extra inputs are not permitted"}}`, "messages[].cache_control"},
		{"Anthropic, mandatory", 400, `{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: Field required"}}`, ""},
		{"Bedrock behind LiteLLM", 400, "{\"error\":{\"message\":\"litellm.BadRequestError: BedrockException - {\\\"message\\\":\\\"The model returned the following errors: {\\\\\\\"type\\\\\\\":\\\\\\\"error\\\\\\\",\\\\\\\"error\\\\\\\":{\\\\\\\"type\\\\\\\":\\\\\\\"invalid_request_error\\\\\\\",\\\\\\\"message\\\\\\\":\\\\\\\"`temperature` is deprecated for this model.\\\\\\\"}}\\\"}\",\"type\":null,\"param\":null,\"code\":\"400\"}}", sampling},
		{"LiteLLM", 400, "{\"error\":{\"message\":\"litellm.UnsupportedParamsError: openai does not support parameters: ['user', 'parallel_tool_calls'], for model=o1-mini. To drop these, set `litellm.drop_params=True` or for proxy:\\n\\n`litellm_settings:\\n drop_params: true`\\n. \\n If you want to use these params dynamically send allowed_openai_params=['user'] in your request.\",\"type\":\"None\",\"param\":null,\"code\":\"400\"}}", "user parallel_tool_calls"},
		{"Gemini", 400, `[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"reasoning\": Cannot find field.\nInvalid JSON payload received. Unknown name \"seed\": Cannot find field.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"description":"Invalid JSON payload received. Unknown name \"reasoning\": Cannot find field."}]}]}}]`, "seed reasoning"},
		{"Gemini, message", 400, `[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"reasoning_content\" at 'messages[2]': Cannot find field.","status":"INVALID_ARGUMENT"}}]`, "messages[].reasoning_content"},
		{"Gemini, a tool's schema", 400, `[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"n\" at 'tools[0].function_declarations[5].parameters.properties[8].value.any_of[0]': Cannot find field.","status":"INVALID_ARGUMENT"}}]`, ""},
		{"Gemini, penalty", 400, `[{"error":{"code":400,"message":"Penalty is not enabled for this model","status":"INVALID_ARGUMENT"}}]`, sampling},
		{"Gemini, logprobs", 400, `[{"error":{"code":400,"message":"Logprobs is not enabled for models/gemini-2.5-flash","status":"INVALID_ARGUMENT"}}]`, logs},
		{"xAI", 400, `{"code":"Client specified an invalid argument","error":"Argument not supported on this model: presencePenalty"}`, sampling},
		{"xAI, newer", 400, `{"code":"Client specified an invalid argument","error":"Model grok-4-1-fast-reasoning does not support parameter reasoningEffort."}`, "reasoning_effort"},
		{"xAI, stop", 400, `{"code":"Client specified an invalid argument","error":"Model grok-4 does not support parameter stop."}`, "stop"},
		{"OpenRouter", 400, `{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\n  \"error\": {\n    \"message\": \"Unsupported parameter: 'parallel_tool_calls' is not supported with this model.\",\n    \"type\": \"invalid_request_error\",\n    \"param\": \"parallel_tool_calls\",\n    \"code\": \"unsupported_parameter\"\n  }\n}","provider_name":"OpenAI"}},"user_id":"u"}`, "parallel_tool_calls"},
		{"vLLM", 400, `{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted', 'input': 1}]","type":"BadRequestError","param":null,"code":400}`, "seed"},
		{"vLLM, newer", 400, `{"error":{"message":"[{'type': 'extra_forbidden', 'loc': ('body', 'store'), 'msg': 'Extra inputs are not permitted', 'input': False}]","type":"Bad Request","param":null,"code":400}}`, "store"},
		{"vLLM, needs a flag", 400, `{"error":{"message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","type":"BadRequestError","param":null,"code":400}}`, ""},
		{"llama.cpp", 400, `{"error":{"code":400,"message":"Unsupported param: n","type":"invalid_request_error"}}`, sampling},
		{"llama.cpp, tools", 400, `{"error":{"code":400,"message":"Unsupported param: tools","type":"invalid_request_error"}}`, ""},
		{"Rust servers", 422, "{\"error\":{\"message\":\"unknown field `store`, expected one of `model`, `messages`, `temperature`, `stop`\"}}", "store"},
		{"Python servers", 400, `{"error":"create() got an unexpected keyword argument 'seed'"}`, "seed"},
		{"a bare text", 400, `{"detail":"Unsupported parameter: seed"}`, "seed"},

		{"too large a value", 400, `{"error":{"message":"max_tokens is too large: 999999. This model supports at most 16384 completion tokens, whereas you provided 999999.","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}}`, ""},
		{"Groq's limit", 400, "{\"error\":{\"message\":\"`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the `context_window` for this model\",\"type\":\"invalid_request_error\"}}", ""},
		{"out of range", 400, `{"error":{"message":"Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.","type":"invalid_request_error","param":"temperature","code":"decimal_above_max_value"}}`, ""},
		{"too long", 400, `{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`, ""},
		{"a role", 400, `{"error":{"message":"Unsupported value: 'messages[0].role' does not support 'user' with this model.","type":"invalid_request_error","param":"messages[0].role","code":"unsupported_value"}}`, ""},
		{"the model", 400, `{"error":{"message":"Unknown model 'm' for parameter: model","type":"invalid_request_error","param":"model","code":"unknown_model"}}`, ""},
		{"English words", 400, `{"error":{"message":"The user is unknown, seed money is not supported, stop that reasoning"}}`, ""},
		{"not sent", 400, `{"error":{"message":"Unsupported parameter: 'top_k'","param":"top_k","code":"unsupported_parameter"}}`, ""},
		{"stream", 400, `{"error":{"message":"Unsupported parameter: 'stream'","param":"stream","code":"unsupported_parameter"}}`, ""},
		{"names nothing", 400, `{"error":{"message":"Bad request","type":"invalid_request_error"}}`, ""},
		{"no JSON", 400, `Unsupported parameter: 'temperature'`, ""},
		{"a web page", 400, `<html>temperature is not supported</html>`, ""},
		{"nothing", 400, ``, ""},
		{"another status", 500, `{"error":{"message":"Unsupported parameter: 'seed'","param":"seed"}}`, ""},
		{"rate limit", 429, `{"error":{"message":"Unsupported parameter: 'seed'","param":"seed"}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m refused.Memory
			sent := object(t, asked)
			learned := m.Learn("u", "m", c.status, []byte(c.body), noon, sent)
			if learned != (c.want != "") {
				t.Fatalf("learned: %v", learned)
			}
			again := object(t, asked)
			did := m.Adapt(again, "u", "m", noon)
			if !sameWords(did, c.want) {
				t.Fatalf("did %q, want %q", did, c.want)
			}
			if len(did) == 0 && string(again.Bytes()) != asked {
				t.Error("changed without saying so")
			}
			if err := jsonedit.Check(again.Bytes(), 100); err != nil {
				t.Error(err)
			}
			if c.want != schema && m.Learn("u", "m", c.status, []byte(c.body), noon, again) { // json_object may be refused next
				t.Error("the same answer to the request without it asks for one more")
			}
		})
	}
}

// sameWords compares lists, whatever their order.
func sameWords(did []string, want string) bool {
	left := " " + want + " "
	for _, d := range did {
		if !strings.Contains(left, " "+d+" ") {
			return false
		}
		left = strings.Replace(left, " "+d+" ", " ", 1)
	}
	return strings.TrimSpace(left) == ""
}

func object(t testing.TB, text string) *jsonedit.Object {
	t.Helper()
	obj, err := jsonedit.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

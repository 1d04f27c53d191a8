package catalog

import "strings"

// DefaultContext stands for a model that nobody describes: large enough for
// editors, small enough for today's hosted models.
const DefaultContext = 128000

// known is the built-in table of well-known models by the beginning of their
// name, the longest match first. Source: the providers' model pages as of
// autumn 2026; numbers are rounded down, because too large a context makes
// editors overflow the upstream and too small a one only trims earlier.
var known = []struct {
	prefix           string
	context          int
	vision, thinking bool
}{
	{"gpt-5", 272000, true, true},
	{"gpt-4.1", 1000000, true, false},
	{"gpt-4o", 128000, true, false},
	{"gpt-4-turbo", 128000, true, false},
	{"gpt-4-32k", 32768, false, false},
	{"gpt-4", 8192, false, false},
	{"gpt-3.5-turbo", 16385, false, false},
	{"gpt-oss", 131072, false, true},
	{"chatgpt-4o", 128000, true, false},
	{"o1-mini", 128000, false, true},
	{"o1", 200000, true, true},
	{"o3", 200000, true, true},
	{"o4", 200000, true, true},
	{"claude-3", 200000, true, false},
	{"claude", 200000, true, true},
	{"gemini-1.5", 1000000, true, false},
	{"gemini", 1000000, true, true},
	{"gemma-3", 128000, true, false},
	{"deepseek-reasoner", 128000, false, true},
	{"deepseek-r1", 64000, false, true},
	{"deepseek", 128000, false, false},
	{"mistral-large", 128000, false, false},
	{"mistral-small", 128000, true, false},
	{"magistral", 40000, false, true},
	{"codestral", 256000, false, false},
	{"devstral", 128000, false, false},
	{"pixtral", 128000, true, false},
	{"ministral", 128000, false, false},
	{"grok-4", 256000, true, true},
	{"grok", 131072, false, false},
	{"llama-4", 131072, true, false},
	{"llama-3.2-90b-vision", 128000, true, false},
	{"llama-3.2-11b-vision", 128000, true, false},
	{"llama-3", 128000, false, false},
	{"qwen3-vl", 131072, true, false},
	{"qwen3", 32768, false, true},
	{"qwen2.5-vl", 32768, true, false},
	{"qwen2.5", 32768, false, false},
	{"qwq", 32768, false, true},
	{"kimi", 128000, false, false},
	{"glm-4", 128000, false, true},
	{"minimax", 200000, false, true},
	{"keyport-demo", 32768, false, true},
}

// notChat are words in the names of models that answer no chat completions.
var notChat = []string{
	"whisper", "tts", "dall-e", "moderation", "realtime", "transcribe", "-audio", "gpt-image", "chatgpt-image", "sora",
	"babbage", "davinci", "-instruct-0914", "gpt-3.5-turbo-instruct", "rerank", "imagen", "veo", "aqa", "computer-use", "guard", "-ocr", "deep-research", "codex-mini-latest",
}

// Known gives what the built-in table says of a model, by its name alone.
func Known(id string) Model {
	name := strings.ToLower(id)
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:] // "deepseek/deepseek-r1:free"
	}
	m := Model{ID: id, Context: DefaultContext, Chat: true, Tools: true}
	if strings.Contains(name, "embed") || strings.HasPrefix(name, "bge-") {
		m.Chat, m.Tools, m.Embed = false, false, true
		m.Context = 8192
		return m
	}
	for _, word := range notChat {
		if strings.Contains(name, word) {
			m.Chat, m.Tools = false, false
			return m
		}
	}
	best := ""
	for _, k := range known {
		if strings.HasPrefix(name, k.prefix) && len(k.prefix) > len(best) {
			best, m.Context, m.Vision, m.Thinking = k.prefix, k.context, k.vision, k.thinking
		}
	}
	return m
}

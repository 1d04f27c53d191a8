package catalog

// DefaultContext stands for a model that nobody describes: large enough for
// editors, small enough for today's hosted models.
const DefaultContext = 128000

// tableDate names the state of the table below. What was stored under another
// one is asked for anew.
const tableDate = "2026-10"

// What a row of the table says of a model, beside that it chats and takes tools.
const (
	sees    = 1 << iota // takes images
	thinks              // reasons before it answers
	noTools             // takes no tools
)

// known is the built-in table of well-known models by the beginnings of their
// names; the longest match counts. It is what is left when the upstream tells
// nothing: OpenAI, DeepSeek and xAI list bare names.
//
// Source: the providers' model pages, and the public catalogue models.dev where
// those could not be read, as of October 2026. Numbers are limits of the input
// where one is published, and rounded down: too large a context makes editors
// overflow the upstream, too small a one only makes them trim earlier.
var known = []struct {
	names   []string
	context int
	can     int
}{
	// OpenAI. The window of 1 050 000 holds at most 922 000 of input, that of 400 000 at most 272 000.
	{[]string{"gpt-6", "gpt-5.5", "gpt-5.6"}, 922000, sees | thinks},
	{[]string{"gpt-5"}, 272000, sees | thinks},
	{[]string{"gpt-5.3-codex-spark"}, 96000, sees | thinks},
	{[]string{"gpt-5-chat", "gpt-5.1-chat", "gpt-5.2-chat", "gpt-5.3-chat"}, 128000, sees},
	{[]string{"gpt-4.1"}, 1000000, sees},
	{[]string{"gpt-4.5", "gpt-4o", "gpt-4-turbo"}, 128000, sees},
	{[]string{"chatgpt-4o", "gpt-4-vision"}, 128000, sees | noTools},
	{[]string{"gpt-4o-search", "gpt-4o-mini-search"}, 128000, noTools},
	{[]string{"gpt-4-0125", "gpt-4-1106"}, 128000, 0},
	{[]string{"gpt-4-32k"}, 32000, 0},
	{[]string{"gpt-4"}, 8192, 0},
	{[]string{"gpt-3.5-turbo", "gpt-35-turbo"}, 16000, 0},
	{[]string{"gpt-oss"}, 131072, thinks},
	{[]string{"o1-mini", "o1-preview"}, 128000, thinks | noTools},
	{[]string{"o1", "o3", "o4"}, 200000, sees | thinks},
	{[]string{"o3-mini"}, 200000, thinks},

	// Anthropic.
	{[]string{"claude-2", "claude-v2", "claude-instant"}, 100000, noTools},
	{[]string{"claude-3"}, 200000, sees},
	{[]string{"claude", "claude-3-7", "claude-3.7"}, 200000, sees | thinks},
	{[]string{
		"claude-opus-4-6", "claude-opus-4.6", "claude-opus-4-7", "claude-opus-4.7", "claude-opus-4-8", "claude-opus-4.8", "claude-opus-5",
		"claude-sonnet-4-6", "claude-sonnet-4.6", "claude-sonnet-5", "claude-fable-5",
	}, 1000000, sees | thinks},

	// Google.
	{[]string{"gemini-1.5", "gemini-2.0"}, 1000000, sees},
	{[]string{"gemini", "gemini-2.0-flash-thinking"}, 1000000, sees | thinks},
	{[]string{"gemini-1.0", "gemini-pro-vision"}, 30000, noTools},
	{[]string{"gemma-4", "gemma4"}, 128000, sees | thinks},
	{[]string{"gemma-4-26b", "gemma-4-31b", "gemma4:26b", "gemma4:31b"}, 256000, sees | thinks},
	{[]string{"gemma-3", "gemma3"}, 128000, sees},
	{[]string{"gemma-3-1b", "gemma-3-270m", "gemma3:1b", "gemma3:270m", "gemma-3n", "gemma3n"}, 32000, 0},
	{[]string{"gemma", "codegemma"}, 8192, noTools},

	// xAI.
	{[]string{"grok-4.5", "grok-4.6", "grok-4.7"}, 500000, sees | thinks},
	{[]string{"grok-4.3", "grok-4.20"}, 1000000, sees | thinks},
	{[]string{"grok-4-fast", "grok-4.1-fast", "grok-4-1-fast"}, 2000000, sees | thinks},
	{[]string{"grok-4"}, 256000, sees | thinks},
	{[]string{"grok-code", "grok-build"}, 256000, thinks},
	{[]string{"grok-3-mini"}, 131072, thinks},
	{[]string{"grok"}, 131072, 0},
	{[]string{"grok-2-vision", "grok-vision"}, 8192, sees},

	// Mistral. Its own list tells all this; others that host the models do not.
	{[]string{"mistral-large-4", "mistral-medium-3.5", "mistral-medium-3-5"}, 256000, sees | thinks},
	{[]string{"mistral-large", "mistral-large-2512", "mistral-large-latest", "mistral-large-3"}, 256000, sees},
	{[]string{"mistral-large-2402", "mistral-large-2407", "mistral-large-2411", "mistral-large-2"}, 128000, 0},
	{[]string{"mistral-medium", "mistral-small", "pixtral"}, 128000, sees},
	{[]string{"mistral", "mathstral"}, 32000, 0},
	{[]string{"mistral-nemo", "open-mistral-nemo"}, 128000, 0},
	{[]string{"open-mistral-7b", "mistral-7b", "mistral:7b"}, 8000, 0},
	{[]string{"open-mixtral-8x7b", "mixtral-8x7b", "mixtral"}, 32000, 0},
	{[]string{"open-mixtral-8x22b", "mixtral-8x22b"}, 64000, 0},
	{[]string{"ministral"}, 128000, 0},
	{[]string{"ministral-3b-2512", "ministral-8b-2512", "ministral-14b", "ministral-3-"}, 256000, sees},
	{[]string{"magistral"}, 128000, thinks},
	{[]string{"codestral", "devstral-2512", "devstral-2", "devstral-medium-2512", "devstral-small-2512", "labs-devstral", "mistral-code"}, 256000, 0},
	{[]string{"devstral"}, 128000, 0},
	{[]string{"voxtral"}, 32000, 0},

	// DeepSeek.
	{[]string{"deepseek", "deepseek-chat", "deepseek-v3"}, 128000, 0},
	{[]string{"deepseek-reasoner", "deepseek-v3.1-terminus", "deepseek-v3.2-speciale"}, 128000, thinks},
	{[]string{"deepseek-v4", "deepseek-flash"}, 1000000, thinks},
	{[]string{"deepseek-v4-flash-vision"}, 1000000, sees | thinks},
	{[]string{"deepseek-r1"}, 64000, thinks},
	{[]string{"deepseek-coder"}, 16000, 0},
	{[]string{"deepseek-coder-v2"}, 128000, 0},

	// Alibaba.
	{[]string{"qwen3"}, 32768, thinks},
	{[]string{"qwen3.5", "qwen3.6", "qwen3.7", "qwen3.8", "qwen3-5", "qwen3-6", "qwen3-7", "qwen3-8-"}, 256000, sees | thinks},
	{[]string{"qwen3-coder", "qwen3-max", "qwen3-next", "qwen3-30b-a3b-instruct-2507", "qwen3-235b-a22b-instruct-2507", "qwen3-4b-instruct-2507"}, 256000, 0},
	{[]string{"qwen3-max-thinking", "qwen3-30b-a3b-thinking-2507", "qwen3-235b-a22b-thinking-2507", "qwen3-4b-thinking-2507"}, 256000, thinks},
	{[]string{"qwen3-vl"}, 131072, sees},
	{[]string{"qwen3-omni"}, 64000, sees},
	{[]string{"qwen-max", "qwen2", "qwen2.5", "qwen2-5", "qwen-2.5", "qwen1.5", "qwen"}, 32768, 0},
	{[]string{"qwen2-vl", "qwen2.5-vl", "qwen2.5vl", "qwen2-5-vl", "qwen-2.5-vl"}, 32768, sees},
	{[]string{"qwen-vl"}, 128000, sees},
	{[]string{"qwen-plus", "qwen-flash", "qwen-turbo"}, 128000, thinks},
	{[]string{"qwq"}, 32768, thinks},
	{[]string{"qvq"}, 32768, sees | thinks},

	// Moonshot, Z.ai, MiniMax and other makers of open models.
	{[]string{"kimi", "moonshot"}, 128000, 0},
	{[]string{"moonshot-v1-8k"}, 8000, 0},
	{[]string{"moonshot-v1-32k"}, 32000, 0},
	{[]string{"kimi-k2-0905", "kimi-k2-turbo"}, 256000, 0},
	{[]string{"kimi-k2-thinking"}, 256000, thinks},
	{[]string{"kimi-k2.", "kimi-k2-5", "kimi-k2-6"}, 256000, sees | thinks},
	{[]string{"kimi-k3"}, 1000000, sees | thinks},
	{[]string{"kimi-vl"}, 128000, sees},
	{[]string{"glm", "glm-4.5"}, 128000, thinks},
	{[]string{"glm-4.5v", "glm-4.1v"}, 64000, sees | thinks},
	{[]string{"glm-4.6v"}, 128000, sees | thinks},
	{[]string{"glm-4.6", "glm-4.7", "glm-5"}, 200000, thinks},
	{[]string{"glm-5v"}, 200000, sees | thinks},
	{[]string{"minimax", "minimax-m2"}, 196000, thinks},
	{[]string{"minimax-m1", "minimax-m3", "minimax-text"}, 1000000, thinks},
	{[]string{"step-3", "mimo"}, 64000, thinks},
	{[]string{"seed-oss", "doubao-seed"}, 256000, thinks},
	{[]string{"hunyuan"}, 32000, 0},

	// Meta.
	{[]string{"llama-4", "llama4"}, 131072, sees},
	{[]string{"llama-3", "llama3"}, 128000, 0},
	{[]string{"llama-3.2-11b-vision", "llama-3.2-90b-vision", "llama3.2-vision", "llama-3.2-vision", "llama3-2-11b", "llama3-2-90b"}, 128000, sees},
	{[]string{"llama-3-8b", "llama-3-70b", "llama3-8b", "llama3-70b", "llama3:"}, 8192, noTools},
	{[]string{"llama-2", "llama2"}, 4096, noTools},
	{[]string{"codellama"}, 16000, noTools},
	{[]string{"llava", "bakllava", "moondream"}, 4096, sees | noTools},

	// Others.
	{[]string{"command-a"}, 256000, 0},
	{[]string{"command-a-reasoning"}, 256000, thinks},
	{[]string{"command-a-vision"}, 128000, sees | noTools},
	{[]string{"command-r", "command"}, 128000, 0},
	{[]string{"aya-", "aya:", "c4ai-aya"}, 8192, noTools},
	{[]string{"nova-micro"}, 128000, 0},
	{[]string{"nova-lite", "nova-pro"}, 300000, sees},
	{[]string{"nova-premier", "nova-2"}, 1000000, sees},
	{[]string{"phi-4", "phi4"}, 16000, noTools},
	{[]string{"phi-4-mini", "phi4-mini"}, 128000, 0},
	{[]string{"phi-4-reasoning", "phi4-reasoning"}, 32000, thinks | noTools},
	{[]string{"phi-4-multimodal"}, 128000, sees},
	{[]string{"phi-3", "phi3", "phi-2", "phi:"}, 4096, noTools},
	{[]string{"phi-3.5", "phi3.5"}, 128000, noTools},
	{[]string{"granite"}, 128000, 0},
	{[]string{"nemotron", "llama-3.1-nemotron", "llama-3.3-nemotron"}, 128000, thinks},
	{[]string{"jamba"}, 256000, 0},
	{[]string{"sonar"}, 127000, sees | noTools},
	{[]string{"sonar-pro"}, 200000, sees | noTools},
	{[]string{"sonar-reasoning"}, 127000, sees | thinks | noTools},
	{[]string{"hermes"}, 64000, 0},
	{[]string{"smollm", "tinyllama", "stablelm"}, 2048, noTools},
	{[]string{"olmo"}, 4096, noTools},
	{[]string{"olmo-3", "olmo3"}, 64000, thinks},
	{[]string{"keyport-demo"}, 32768, thinks},
}

// embeddings are the windows of embedding models, in tokens, by the beginnings
// of their names; same source.
var embeddings = []struct {
	names   []string
	context int
}{
	{[]string{"text-embedding-3", "text-embedding-ada", "bge-m3", "jina-embeddings-v3", "mistral-embed", "codestral-embed", "snowflake-arctic-embed2"}, 8191},
	{[]string{"qwen3-embedding", "voyage"}, 32000},
	{[]string{"gemini-embedding", "text-embedding-004", "text-embedding-005", "nomic-embed", "text-embedding-nomic", "embeddinggemma"}, 2048},
	{[]string{"gemini-embedding-2"}, 8192},
	{[]string{"bge-", "e5-", "gte-", "multilingual-e5", "mxbai-embed", "snowflake-arctic-embed", "embed-english", "embed-multilingual", "cohere-embed", "granite-embedding"}, 512},
	{[]string{"all-minilm", "paraphrase-"}, 256},
	{[]string{"embed-v4"}, 128000},
}

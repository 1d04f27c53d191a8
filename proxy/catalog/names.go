package catalog

import "strings"

// notChat are words that stand in the names of models that answer no chat
// completions: as a whole word, with or without a number behind it.
var notChat = words(
	"whisper tts asr stt ocr speech transcribe transcription audio realtime live voice parakeet orpheus playai kokoro chirp translate livetranslate " +
		"image imagen imagine diffusion sdxl flux dalle kling seedream seedance hailuo recraft ideogram veo sora wan lyria video t2v i2v r2v happyhorse " +
		"moderation moderations guard safeguard shieldgemma rerank reranker aqa clip",
)

// notChatPhrases are what takes more than one word to tell.
var notChatPhrases = []string{
	"dall-e", "stable-diffusion", "nano-banana", "deep-research", "computer-use", "codex-mini", "native-audio",
	"babbage", "davinci", "gpt-3.5-turbo-instruct", "-instruct-0914", "prompt-guard", "colbert",
}

// embedding are beginnings of names of embedding models that do not say "embed".
var embedding = []string{"bge-", "e5-", "multilingual-e5", "gte-", "all-minilm", "all-mpnet", "paraphrase-", "text-similarity-", "voyage-"}

// makers are what routers and clouds put in front of a name with a dot or a
// dash ("us.anthropic.claude-…", "meta-llama-3.1-…").
var makers = []string{
	"us.", "eu.", "apac.", "jp.", "au.", "ca.", "us-gov.", "global.", "anthropic.", "meta.", "amazon.", "mistral.", "deepseek.", "openai.", "qwen.", "cohere.", "ai21.",
	"minimax.", "moonshot.", "moonshotai.", "zai.", "google.", "nvidia.", "writer.", "databricks-", "meta-", "azure-", "ft:",
}

// plainName takes off a name what says who serves it: "deepseek/deepseek-r1:free",
// "accounts/fireworks/models/…", "us.anthropic.claude-…", "ft:gpt-4o:org::id".
func plainName(id string) string {
	name := strings.ToLower(id)
	name = name[strings.LastIndexByte(name, '/')+1:]
	for again := true; again; {
		again = false
		for _, maker := range makers {
			if rest, ok := strings.CutPrefix(name, maker); ok && rest != "" {
				name, again = rest, true
			}
		}
	}
	return name
}

// Known gives what the built-in table says of a model, by its name alone.
func Known(id string) Model {
	name := plainName(id)
	m := Model{ID: id, Context: DefaultContext, Chat: true, Tools: true}
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-_.:@ ", r) })
	if isEmbedding(name) {
		m.Chat, m.Tools, m.Embed, m.Context = false, false, true, 8192
		best := ""
		for _, row := range embeddings {
			if begin := longest(row.names, name); len(begin) >= len(best) && begin != "" {
				best, m.Context = begin, row.context
			}
		}
		return m
	}
	if !isChat(name, parts) {
		m.Chat, m.Tools = false, false
		return m
	}
	best, can := "", 0
	for _, row := range known {
		if begin := longest(row.names, name); len(begin) >= len(best) && begin != "" {
			best, can, m.Context = begin, row.can, row.context
		}
	}
	m.Vision, m.Thinking, m.Tools = can&sees != 0, can&thinks != 0, can&noTools == 0
	switch { // families that come in both kinds say which in the name
	case strings.Contains(name, "non-reasoning"), strings.HasPrefix(name, "qwen3") && strings.Contains(name, "-instruct"):
		m.Thinking = false
	case strings.Contains(name, "-thinking"), strings.HasSuffix(name, "-reasoning"):
		m.Thinking = true
	}
	if responsesOnly(id, name, parts) {
		m.Chat, m.Tools = false, false
	}
	return m
}

func isEmbedding(name string) bool {
	return strings.Contains(name, "embed") || longest(embedding, name) != ""
}

func isChat(name string, parts []string) bool {
	for _, part := range parts {
		if notChat[strings.TrimRight(part, "0123456789")] {
			return false
		}
	}
	for _, phrase := range notChatPhrases {
		if strings.Contains(name, phrase) {
			return false
		}
	}
	return true
}

// responsesOnly knows the models that OpenAI itself serves under responses
// alone. Routers, who write the maker in front, translate.
func responsesOnly(id, name string, parts []string) bool {
	if strings.ContainsRune(id, '/') || longest([]string{"gpt-5", "gpt-6", "o1", "o3", "o4"}, name) == "" {
		return false
	}
	for _, part := range parts {
		if part == "pro" || part == "codex" {
			return true
		}
	}
	return false
}

// longest gives the longest of the beginnings that name has, or "". What ends in
// a digit is not the beginning of another number ("gpt-4" of "gpt-41"), and what
// is as short as "o1" not of a word.
func longest(beginnings []string, name string) string {
	best := ""
	for _, b := range beginnings {
		if len(b) <= len(best) || !strings.HasPrefix(name, b) {
			continue
		}
		if rest := name[len(b):]; rest != "" && digit(b[len(b)-1]) && (digit(rest[0]) || len(b) < 3 && letter(rest[0])) {
			continue
		}
		best = b
	}
	return best
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'a' && c <= 'z' }

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

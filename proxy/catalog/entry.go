package catalog

import (
	"math"
	"slices"
	"time"
)

// Where upstreams write what a model can do. Of each list the first that is
// there counts. What is in use stands before what would be possible, and a limit
// of the input before one of input and output together.
var (
	contextAt = [...]string{
		"loaded_context_length",          // LM Studio, of a loaded model
		"context_length",                 // OpenRouter, Together, Moonshot, Fireworks, Keyport
		"context_window",                 // Groq, Vercel
		"max_context_length",             // Mistral, LM Studio
		"max_model_len",                  // vLLM, SGLang
		"max_input_tokens",               // Anthropic
		"inputTokenLimit",                // Gemini
		"top_provider.context_length",    // OpenRouter
		"meta.n_ctx", "meta.n_ctx_train", // llama.cpp
		"details.context_length",                        // Ollama
		"model_info.max_input_tokens",                   // LiteLLM
		"limits.max_input_tokens",                       // GitHub Models
		"capabilities.limits.max_prompt_tokens",         // GitHub Copilot
		"metadata.context_length",                       // DeepInfra
		"context_size",                                  // Novita
		"max_prompt_length",                             // xAI
		"capabilities.limits.max_context_window_tokens", // GitHub Copilot
		"max_seq_length",                                // further local servers
	}
	visionAt = [...]string{
		"capabilities.vision", "capabilities.image_input.supported", "capabilities.supports.vision",
		"supports_vision", "supports_image_input", "supports_image_in", "model_info.supports_vision",
	}
	toolsAt = [...]string{
		"capabilities.function_calling", "capabilities.supports.tool_calls", "supports_tools", "supports_function_calling",
		"model_info.supports_function_calling",
	}
	thinkingAt = [...]string{
		"capabilities.thinking.supported", "capabilities.reasoning", "thinking", "supports_reasoning", "model_info.supports_reasoning",
	}
	chatAt = [...]string{"capabilities.completion_chat", "capabilities.chat_completion", "supports_chat"}

	inputAt  = [...]string{"architecture.input_modalities", "input_modalities", "supported_input_modalities", "modalities.input"}
	outputAt = [...]string{"architecture.output_modalities", "output_modalities", "supported_output_modalities", "modalities.output"}
	wordsAt  = [...]string{"capabilities", "features", "tags", "metadata.tags"}
)

// read takes from an entry what it says.
func read(e map[string]any) Facts {
	f := Facts{Owner: text(e, "owned_by"), Created: unixTime(e["created"]), Revision: text(e, "digest")}
	for _, key := range [...]string{"created_at", "modified_at"} { // Anthropic, Ollama
		if t, err := time.Parse(time.RFC3339, text(e, key)); err == nil && f.Created.IsZero() && t.Unix() > 0 && t.Unix() < math.MaxInt32 {
			f.Created = t.UTC().Truncate(time.Second)
		}
	}
	for _, path := range contextAt {
		if f.Context = tokens(at(e, path)); f.Context > 0 {
			break
		}
	}
	f.Vision, f.Tools = flag(e, visionAt[:]), flag(e, toolsAt[:])
	f.Thinking, f.Chat = flag(e, thinkingAt[:]), flag(e, chatAt[:])
	if words := wordsIn(e, inputAt[:]); words != nil {
		f.Vision = yes(slices.Contains(words, "image"))
	}
	if words := wordsIn(e, outputAt[:]); words != nil && !slices.Contains(words, "text") {
		f.Chat = yes(false)
		f.Embed = yes(slices.Contains(words, "embeddings"))
	}
	if words := wordsIn(e, []string{"supported_parameters"}); words != nil { // OpenRouter
		f.Tools = yes(slices.Contains(words, "tools"))
		f.Thinking = yes(slices.Contains(words, "reasoning") || slices.Contains(words, "include_reasoning"))
	}
	for _, path := range wordsAt {
		f.words(wordsIn(e, []string{path}))
	}
	f.kind(e)
	return f
}

// words reads a list of abilities. Ollama's is complete, so what it leaves out
// is not there; elsewhere silence says nothing.
func (f *Facts) words(words []string) {
	if len(words) == 0 {
		return
	}
	complete := slices.Contains(words, "completion") || slices.Contains(words, "embedding")
	find := func(to **bool, names ...string) {
		if found := slices.ContainsFunc(names, func(n string) bool { return slices.Contains(words, n) }); found || complete {
			*to = yes(found)
		}
	}
	find(&f.Tools, "tools", "tool_use", "tool-use", "tool-calling", "function-calling", "function_calling")
	find(&f.Vision, "vision", "image-input", "multimodal")
	find(&f.Thinking, "thinking", "reasoning")
	if complete {
		f.Chat = yes(slices.Contains(words, "completion"))
		f.Embed = yes(!*f.Chat)
	}
}

// kind reads the word that says what a model is for.
func (f *Facts) kind(e map[string]any) {
	if methods := wordsIn(e, []string{"supportedGenerationMethods"}); methods != nil && !slices.Contains(methods, "generateContent") { // Gemini
		f.Chat, f.Embed = yes(false), yes(slices.Contains(methods, "embedContent"))
	}
	if b, ok := at(e, "capabilities.embeddings").(bool); ok && b && (f.Chat == nil || !*f.Chat) { // Azure
		f.Embed = yes(true)
	}
	mode, _ := at(e, "model_info.mode").(string) // LiteLLM
	for _, word := range [...]string{text(e, "type"), mode} {
		switch word {
		case "vlm": // LM Studio
			f.Vision = yes(true)
		case "embeddings", "embedding":
			f.Embed = yes(true)
		case "chat", "responses": // LiteLLM answers chat for what its upstream serves under responses alone
			f.Chat = yes(true)
		case "image", "video", "audio", "rerank", "moderation", "transcription", "speech",
			"completion", "image_generation", "image_edit", "video_generation", "audio_transcription", "audio_speech", "realtime", "ocr":
			f.Chat = yes(false)
		}
	}
}

func yes(b bool) *bool { return &b }

func flag(e map[string]any, paths []string) *bool {
	for _, path := range paths {
		if b, ok := at(e, path).(bool); ok {
			return &b
		}
	}
	return nil
}

// wordsIn gives the words of the first path that holds any, or nil.
func wordsIn(e map[string]any, paths []string) []string {
	for _, path := range paths {
		values, _ := at(e, path).([]any)
		var words []string
		for _, v := range values {
			if s, ok := v.(string); ok {
				words = append(words, s)
			}
		}
		if words != nil {
			return words
		}
	}
	return nil
}

package catalog

import (
	"encoding/json"
	"strconv"
	"strings"
)

// What servers tell of one model outside of any list.

// ParseShow reads the answer of another Ollama to POST /api/show. ok is false
// when it tells nothing.
func ParseShow(body []byte) (f Facts, ok bool) {
	var e map[string]any
	if json.Unmarshal(body, &e) != nil {
		return f, false
	}
	info, _ := e["model_info"].(map[string]any)
	for key, v := range info {
		// A vision model may have one for each part; the smallest always fits.
		if n := tokens(v); n > 0 && strings.HasSuffix(key, ".context_length") && (f.Context == 0 || n < f.Context) {
			f.Context = n
		}
	}
	// What the model file sets is what the server really uses.
	for line := range strings.Lines(text(e, "parameters")) {
		if words := strings.Fields(line); len(words) == 2 && words[0] == "num_ctx" {
			if n, err := strconv.Atoi(words[1]); err == nil && n > 0 && (f.Context == 0 || n < f.Context) {
				f.Context = n
			}
		}
	}
	f.words(wordsIn(e, []string{"capabilities"}))
	return f, f.Context > 0 || f.Chat != nil
}

// ParseProps reads the answer of llama.cpp's server to GET /props, which is
// about the one model that it runs: the window in use, which is often smaller
// than the one that the model was trained with. ok is false when it tells nothing.
func ParseProps(body []byte) (f Facts, ok bool) {
	var e map[string]any
	if json.Unmarshal(body, &e) != nil {
		return f, false
	}
	f.Context = tokens(at(e, "default_generation_settings.n_ctx"))
	f.Vision = flag(e, []string{"modalities.vision"})
	f.Tools = flag(e, []string{"chat_template_caps.supports_tools", "chat_template_caps.supports_tool_calls"})
	return f, f.Context > 0
}

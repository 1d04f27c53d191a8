// Package ollama is Ollama's dialect: what its clients ask to find out which
// models there are, answered from the catalogue, and chat, generate and embed,
// translated into OpenAI's chat completions, completions and embeddings and
// back. Where Ollama's documentation is silent it does what the real server
// does. It opens no connection and holds no key: it turns bytes into bytes. A
// description never calls an upstream (Copilot asks for each model, one after
// another), and what an upstream refuses or a history lacks is repaired elsewhere.
package ollama

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"keyport/proxy/catalog"
	"keyport/proxy/dialect"
)

// Version is the Ollama version that Keyport is taken for: digits only, and at
// least what clients ask for (Copilot 0.6.4, Codex 0.13.4, the VS Code extension 0.17.6).
const Version = "0.21.0"

// Running is the answer to GET / that every Ollama client knows.
const Running = "Ollama is running"

// architecture is the one word under which model_info is keyed.
const architecture = "gpt"

// undated is the modification time of models whose age nobody tells; clients want a date, not an empty string.
var undated = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// Details are in every description of a model; Roo Code and Zed demand each as a string.
type Details struct {
	ParentModel       string   `json:"parent_model"`
	Format            string   `json:"format"`
	Family            string   `json:"family"`
	Families          []string `json:"families"`
	ParameterSize     string   `json:"parameter_size"`
	QuantizationLevel string   `json:"quantization_level"`
	ContextLength     int      `json:"context_length"`
}

// Tag is one entry of GET /api/tags.
type Tag struct {
	Name         string    `json:"name"`
	Model        string    `json:"model"`
	ModifiedAt   time.Time `json:"modified_at"`
	Size         int       `json:"size"`
	Digest       string    `json:"digest"`
	Details      Details   `json:"details"`
	Capabilities []string  `json:"capabilities"`
	RemoteModel  string    `json:"remote_model"`
	RemoteHost   string    `json:"remote_host"`
}

// Show is the answer to POST /api/show.
type Show struct {
	License      string         `json:"license"`
	Modelfile    string         `json:"modelfile"`
	Parameters   string         `json:"parameters"`
	Template     string         `json:"template"`
	Details      Details        `json:"details"`
	ModelInfo    map[string]any `json:"model_info"`
	Capabilities []string       `json:"capabilities"`
	ModifiedAt   time.Time      `json:"modified_at"`
	RemoteModel  string         `json:"remote_model"`
	RemoteHost   string         `json:"remote_host"`
}

// Process is one entry of GET /api/ps.
type Process struct {
	Name          string    `json:"name"`
	Model         string    `json:"model"`
	Size          int       `json:"size"`
	Digest        string    `json:"digest"`
	Details       Details   `json:"details"`
	ExpiresAt     time.Time `json:"expires_at"`
	SizeVRAM      int       `json:"size_vram"`
	ContextLength int       `json:"context_length"`
}

// Loaded describes a model that was used of late as one that is in memory until
// expires. It takes no memory here, so its sizes are zero.
func Loaded(m catalog.Model, expires time.Time) Process {
	return Process{
		Name: m.ID, Model: m.ID, Digest: digest(m), Details: details(m),
		ExpiresAt: expires.Round(0), ContextLength: m.Context,
	}
}

// Tags lists the models that Ollama clients may see; host names where an upstream stands.
func Tags(models []catalog.Model, host func(upstream string) string) []Tag {
	tags := []Tag{} // never null
	for _, m := range models {
		if !m.Listed() {
			continue
		}
		tags = append(tags, Tag{
			Name: m.ID, Model: m.ID, ModifiedAt: modified(m), Digest: digest(m),
			Details: details(m), Capabilities: capabilities(m), RemoteModel: target(m), RemoteHost: host(m.Upstream),
		})
	}
	return tags
}

// Describe answers POST /api/show for one model.
func Describe(m catalog.Model, host string) Show {
	n := strconv.Itoa(m.Context)
	template := "{{ .System }}{{ .Prompt }}"
	if m.Tools { // LiteLLM takes the word "tools" in the template for tool support
		template = "{{ .System }}{{ if .Tools }}tools: {{ .Tools }}{{ end }}{{ .Prompt }}"
	}
	return Show{
		Modelfile:  "# Served by Keyport\nFROM " + m.ID,
		Parameters: "num_ctx " + n,
		Template:   template,
		Details:    details(m),
		ModelInfo: map[string]any{
			"general.architecture": architecture,
			// The name in Copilot's picker.
			"general.basename": m.ID,
			// ollama 0.6.5 panics in "show" where one of these is no number.
			"general.parameter_count":          0,
			architecture + ".context_length":   m.Context,
			architecture + ".embedding_length": 0,
		},
		Capabilities: capabilities(m), ModifiedAt: modified(m), RemoteModel: target(m), RemoteHost: host,
	}
}

// digest stands for a file that does not exist: the ollama command prints its first 12 characters.
func digest(m catalog.Model) string {
	sum := sha256.Sum256([]byte(m.ID))
	return hex.EncodeToString(sum[:])
}

func details(m catalog.Model) Details {
	return Details{Format: "gguf", Family: architecture, Families: []string{architecture}, ContextLength: m.Context}
}

func capabilities(m catalog.Model) []string {
	if m.Embed {
		return []string{"embedding"}
	}
	c := []string{"completion"}
	if m.Tools {
		c = append(c, "tools")
	}
	if m.Vision {
		c = append(c, "vision")
	}
	if m.Thinking {
		c = append(c, "thinking")
	}
	return c
}

func modified(m catalog.Model) time.Time {
	if m.Created.IsZero() {
		return undated
	}
	return m.Created
}

func target(m catalog.Model) string {
	if m.Target != "" {
		return m.Target
	}
	return m.ID
}

// ModelName reads the model that a request names: "model", or "name" as older clients call it.
func ModelName(body io.Reader) (string, *dialect.Error) {
	var req struct{ Model, Name string }
	dec := json.NewDecoder(io.LimitReader(body, 1<<20))
	if err := dec.Decode(&req); err != nil {
		message := "The request is not valid JSON."
		if err == io.EOF {
			message = "missing request body"
		}
		return "", &dialect.Error{Status: http.StatusBadRequest, Code: "bad_json", Message: message}
	}
	if req.Model == "" {
		req.Model = req.Name
	}
	if req.Model == "" {
		return "", &dialect.Error{Status: http.StatusBadRequest, Code: "model_required", Message: "model is required"}
	}
	return req.Model, nil
}

// NotFound is the refusal of a name that the catalogue does not hold, in Ollama's own words.
func NotFound(name string) *dialect.Error {
	if r := []rune(name); len(r) > 200 {
		name = string(r[:200])
	}
	return &dialect.Error{Status: http.StatusNotFound, Code: "model_not_found", Message: "model '" + name + "' not found"}
}

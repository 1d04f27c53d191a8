// Package catalog knows which models exist and what they can do: the
// upstream's list, a built-in table, and the person's own entries on top. It
// knows no dialect; proxy/ollama and proxy dress its models for their clients.
// It opens no connection either: a Source brings the list.
package catalog

import "time"

// Model is one model that a client may ask for.
type Model struct {
	ID       string    `json:"id"`
	Upstream string    `json:"-"`
	Target   string    `json:"-"` // for an alias: the real model, else ""
	Owner    string    `json:"owner,omitempty"`
	Created  time.Time `json:"created,omitzero"` // zero when unknown
	Context  int       `json:"context"`          // tokens
	Tools    bool      `json:"tools,omitempty"`
	Vision   bool      `json:"vision,omitempty"`
	Thinking bool      `json:"thinking,omitempty"`
	Embed    bool      `json:"embed,omitempty"` // an embedding model
	Chat     bool      `json:"chat,omitempty"`  // answers chat completions
	Hidden   bool      `json:"-"`               // by the person's wish
	Shown    bool      `json:"-"`               // by the person's wish, although it is no chat model
	// Revision is what the upstream calls this state of the model; what is known
	// of a model need not be asked again while it stays. "" when it has none.
	Revision string `json:"revision,omitempty"`
}

// Override is what the person says about the models that match Name (a glob). Nil says nothing.
type Override struct {
	Name    string
	Context *int
	Tools   *bool
	Vision  *bool
	Hidden  *bool
}

// Listed reports whether the model appears in the lists of Ollama clients:
// models that answer no chat are hidden unless the person wants them shown,
// and stay usable by name.
func (m Model) Listed() bool { return !m.Hidden && (m.Chat || m.Shown) }

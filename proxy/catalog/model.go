// Package catalog knows which models exist and what they can do: the
// upstream's list, a built-in table, and the person's own entries on top. It
// knows no dialect; proxy/ollama and proxy dress its models for their clients.
package catalog

import "time"

// Model is one model that a client may ask for.
type Model struct {
	ID       string
	Upstream string
	Target   string // for an alias: the real model, else ""
	Owner    string
	Created  time.Time // zero when unknown
	Context  int       // tokens
	Tools    bool
	Vision   bool
	Thinking bool
	Embed    bool // an embedding model
	Chat     bool // answers chat completions
	Hidden   bool // by the person's wish
	Shown    bool // by the person's wish, although it is no chat model
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

package app

import (
	"context"
	"maps"
	"slices"

	"keyport/app/control"
	"keyport/assets"
	"keyport/proxy/secret"
)

// keyVars are the variables that other programs read their key from, and whose
// key it is: the names in the providers' own documentation.
var keyVars = map[string]string{
	"OPENAI_API_KEY":     "openai",
	"ANTHROPIC_API_KEY":  "anthropic",
	"OPENROUTER_API_KEY": "openrouter",
	"GROQ_API_KEY":       "groq",
	"MISTRAL_API_KEY":    "mistral",
	"DEEPSEEK_API_KEY":   "deepseek",
	"GEMINI_API_KEY":     "gemini",
}

// note keeps the key of a variable to be offered. One that counts in this run
// anyway, and one that is no key, is not offered.
func (e *Environment) note(name, value string, serving bool) {
	if keyVars[name] == "" || serving && name == "OPENAI_API_KEY" {
		return
	}
	key, err := cleanKey(secret.New(value))
	if err != nil {
		return
	}
	if e.found == nil {
		e.found = map[string]secret.Secret{}
	}
	e.found[name] = key
}

// FoundKeys implements control.API.
func (k *Keyport) FoundKeys(context.Context) ([]control.FoundKey, error) {
	var all []control.FoundKey
	for _, name := range slices.Sorted(maps.Keys(k.opts.Environment.found)) {
		all = append(all, control.FoundKey{Variable: name, Provider: keyVars[name], End: keyEnd(k.opts.Environment.found[name].Reveal())})
	}
	return all, nil
}

// UseFoundKey implements control.API.
func (k *Keyport) UseFoundKey(ctx context.Context, variable, upstream string) error {
	key, ok := k.opts.Environment.found[variable]
	if !ok {
		return &control.Error{Code: control.CodeNotFound, Message: assets.T("found.gone", "variable", variable)}
	}
	return k.SetKey(ctx, upstream, key)
}

// FoundKeys implements control.API: a command line keeps no variables.
func (o *Offline) FoundKeys(context.Context) ([]control.FoundKey, error) { return nil, notRunning() }

// UseFoundKey implements control.API.
func (o *Offline) UseFoundKey(context.Context, string, string) error { return notRunning() }

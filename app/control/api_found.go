package control

import "context"

// FoundAPI offers the keys that a person has at hand already: in variables that
// other programs read. None of them is used until the person says so.
type FoundAPI interface {
	// FoundKeys lists them, none when Keyport was started without any.
	FoundKeys(ctx context.Context) ([]FoundKey, error)
	// UseFoundKey stores the key of a variable for an upstream, like SetKey. The key itself stays
	// where it is: it does not travel over the socket.
	UseFoundKey(ctx context.Context, variable, upstream string) error
}

// FoundKey is a key in a variable.
type FoundKey struct {
	Variable string `json:"variable"` // "OPENAI_API_KEY"
	Provider string `json:"provider"` // whose it is: openai, anthropic, openrouter, groq, mistral, deepseek, gemini
	End      string `json:"end"`      // its last 4 characters, "" for short keys
}

package control

import (
	"context"
	"time"
)

// ModelsAPI is about the lists of models.
type ModelsAPI interface {
	// ModelLists tells of every account how its list of models stands, in the order of the settings.
	ModelLists(ctx context.Context) ([]ModelList, error)
	// RefreshModels fetches all lists anew, waits for them, and tells how it went. A list
	// that could not be fetched is no error: its ModelList says so.
	RefreshModels(ctx context.Context) ([]ModelList, error)
}

// ModelList is how the list of models of one account stands.
type ModelList struct {
	Upstream string     `json:"upstream"`
	Kind     string     `json:"kind"`              // of the account
	Models   int        `json:"models"`            // entries, hidden ones included
	Fetched  *time.Time `json:"fetched,omitempty"` // when it came from the provider; nil: never
	Stored   bool       `json:"stored,omitempty"`  // it is from before the last start, and not confirmed since
	Code     string     `json:"code,omitempty"`    // of the last failure: no_key, upstream_key_rejected, upstream_dns ...; "" when the last fetch went well
	Error    string     `json:"error,omitempty"`   // the same as a sentence
	Failed   *time.Time `json:"failed,omitempty"`  // since when fetches fail
}

// Source is who says something of a model.
type Source string

// The sources of what is known of a model.
const (
	SourceProvider Source = "provider" // the provider says so
	SourceBuiltIn  Source = "built_in" // Keyport's own table says so, and the provider nothing else
	SourceEntry    Source = "entry"    // the person's own [[model]] entry says so
)

// ModelSources tells of each fact of a model who says it.
type ModelSources struct {
	Context  Source `json:"context"`
	Tools    Source `json:"tools"`
	Vision   Source `json:"vision"`
	Thinking Source `json:"thinking"`
}

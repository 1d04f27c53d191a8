package control

import "context"

// TryAPI shows what rules and thought tags do before they count. It takes drafts,
// saves nothing, sends nothing, and works without a running Keyport too: it is
// made of the same parts that requests go through.
type TryAPI interface {
	// TryRules gives what an app's request becomes under some rules. A body that is no
	// request is no error: the answer says what is wrong with it.
	TryRules(ctx context.Context, try TryRules) (TriedRules, error)
	// TryThink gives what an app gets of an answer that comes in pieces.
	TryThink(ctx context.Context, try TryThink) (TriedThink, error)
}

// The bounds of a trial. What is above them fails with CodeTooBig.
const (
	MaxTryBody   = 1 << 20   // bytes
	MaxTrySample = 256 << 10 // bytes
	MaxTryPieces = 5000
	MaxTryRules  = 200
)

// TryRules is a request to be tried.
type TryRules struct {
	Rules []Rule `json:"rules"` // a draft; nil: those that are saved
	Model string `json:"model"` // the app asks for it; "": for the one that stands in Body
	Call  string `json:"call"`  // chat/completions (also for ""), completions, responses, messages
	Body  string `json:"body"`  // JSON text
}

// TriedRules is what became of it.
type TriedRules struct {
	Before   string       `json:"before"` // the body of the app, byte for byte
	After    string       `json:"after"`  // what the provider gets, byte for byte
	Lines    []Line       `json:"lines"`  // both for reading, changed lines marked
	Changes  []Change     `json:"changes"`
	Warnings []Warning    `json:"warnings,omitempty"`
	Problems []FieldError `json:"problems,omitempty"` // of the draft: "rule[1].force.temperature"
	Error    string       `json:"error,omitempty"`    // what is wrong with the body: a sentence
}

// What happened to a parameter.
const (
	ChangeForced    = "forced"
	ChangeDefaulted = "defaulted" // the app had not set it
	ChangeRemoved   = "removed"
	ChangeAppended  = "appended" // text was added to the last message
	ChangeAlias     = "alias"    // the real name of the model took the place of an invented one
)

// Change is what one rule did to one parameter.
type Change struct {
	Parameter string `json:"parameter"`
	What      string `json:"what"`
	Rule      int    `json:"rule"`          // counted from 1; 0 for an alias
	Was       string `json:"was,omitempty"` // another name that the parameter had before: max_tokens
	Old       string `json:"old,omitempty"` // JSON, cut when it is long; "" when there was none
	New       string `json:"new,omitempty"` // the same; for ChangeAppended the text
	Sentence  string `json:"sentence"`      // all of this for the person
}

// The marks of a Line.
const (
	LineSame  = ""
	LineGone  = "-"
	LineAdded = "+"
)

// Line is one line of a request, written for reading.
type Line struct {
	Text string `json:"text"` // cut when it is long
	Mark string `json:"mark,omitempty"`
	Rule int    `json:"rule,omitempty"` // the rule that changed it last, counted from 1
}

// Warning is about rules that are allowed and do something else than they seem to.
type Warning struct {
	Rule      int    `json:"rule,omitempty"` // the rule that it is about, counted from 1; 0: none of them
	Parameter string `json:"parameter,omitempty"`
	Sentence  string `json:"sentence"`
}

// TryThink is an answer to be tried.
type TryThink struct {
	Think  *Think `json:"think"` // a draft of what counts for all models; nil: what is saved
	Rules  []Rule `json:"rules"` // a draft, of which only Think counts; nil: those that are saved
	Model  string `json:"model"` // the app asked for it
	Sample string `json:"sample"`
	Split  int    `json:"split"` // characters in a piece; 0: all in one
}

// Piece is one piece of an answer, and what came of it.
type Piece struct {
	In       string `json:"in"` // "" for the end of the answer
	Answer   string `json:"answer,omitempty"`
	Thinking string `json:"thinking,omitempty"`
}

// TriedThink is what became of an answer.
type TriedThink struct {
	Mode     string       `json:"mode"` // what counts for the model: strip, keep or reasoning
	Pieces   []Piece      `json:"pieces"`
	Answer   string       `json:"answer"`   // what the app gets as the answer
	Thinking string       `json:"thinking"` // the thoughts: the app gets them only with the mode reasoning
	Unclosed bool         `json:"unclosed"` // the sample ends inside a thought
	Warnings []Warning    `json:"warnings,omitempty"`
	Problems []FieldError `json:"problems,omitempty"` // of the draft: "think.tags"; nothing is tried then
}

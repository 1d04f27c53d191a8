// Package params changes the parameters of a request body. It edits the JSON
// text in place: unknown members, key order and number spelling stay as they
// were. It knows no HTTP and no upstream.
package params

import "encoding/json"

// Rule is what to change. Within one rule Force comes first, then Default, then Remove.
type Rule struct {
	Force   []Param
	Default []Param  // only where the app did not set the member
	Remove  []string // the member is gone, not null
	Append  string   // text added to the last user message
	Number  int      // where it stands among the person's rules, for Change; 0 is nowhere
}

// Param is a parameter with its JSON value.
type Param struct {
	Name  string
	Value json.RawMessage
}

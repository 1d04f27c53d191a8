// Package licences holds the licence of Keyport and those of what is built into
// its two programs. The texts are gathered by assets/gen/licences from the
// modules themselves; a test there compares them with what is committed.
package licences

import (
	_ "embed"
	"strings"
)

//go:generate go run ../gen/licences

//go:embed keyport.txt
var own string

//go:embed fonts.txt
var fonts string

//go:embed modules.txt
var modules string

// Own is the licence of Keyport.
func Own() string { return own }

// ThirdParty is what the window is drawn with and both programs are made of:
// names, versions and licences, one after the other.
func ThirdParty() string { return modules + Rule + fonts }

// Rule is the line between two licences of ThirdParty.
const Rule = "------------------------------------------------------------\n"

// Parts are the licences of ThirdParty one by one: a long text takes a window long to lay out.
func Parts() []Part {
	var all []Part
	for text := range strings.SplitSeq(ThirdParty(), Rule) {
		names, licence, _ := strings.Cut(text, "\n\n")
		all = append(all, Part{strings.Split(names, "\n"), strings.TrimSpace(licence)})
	}
	return all
}

// Part is one licence with all that stands under it: "fyne.io/fyne/v2 v2.8.1".
type Part struct {
	Names []string
	Text  string
}

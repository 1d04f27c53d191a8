package think_test

import (
	"strings"
	"testing"

	"keyport/proxy/think"
)

func TestBeginsNamesWhatATagStartsWith(t *testing.T) {
	pair := func(start, end string) think.Tag { return think.Tag{Start: start, End: end} }
	for name, c := range map[string]struct {
		o     think.Options
		first string
		ok    bool
	}{
		"default":            {think.Options{}, "<", true},
		"reasoning":          {think.Options{Mode: think.Reasoning}, "<", true},
		"keep":               {think.Options{Mode: think.Keep, Tags: []think.Tag{pair("x", "y")}}, "", true},
		"starts in thought":  {think.Options{StartsInThought: true}, "", false},
		"two":                {think.Options{Tags: []think.Tag{pair("[THINK]", "[/THINK]"), pair("<think>", "</think>"), pair("[x", "]")}}, "[<", true},
		"a letter":           {think.Options{Tags: []think.Tag{pair("Thought:", "Answer:")}}, "", false},
		"white space":        {think.Options{Tags: []think.Tag{pair("\n<t>", "</t>")}}, "", false},
		"not ASCII":          {think.Options{Tags: []think.Tag{pair("◁think▷", "◁/think▷")}}, "", false},
		"unusable":           {think.Options{Tags: []think.Tag{pair("[a", " "), pair("", "]")}}, "<", true},
		"one of two is none": {think.Options{Tags: []think.Tag{pair("{a", ""), pair("[a", "]")}}, "[", true},
	} {
		if first, ok := c.o.Begins(); first != c.first || ok != c.ok {
			t.Errorf("%s: %q %v, want %q %v", name, first, ok, c.first, c.ok)
		}
	}
}

// FuzzBegins holds what Begins promises against the filter itself.
func FuzzBegins(f *testing.F) {
	f.Add("a < b", "<think>", "</think>")
	f.Add(" \n text ", "[T]", "[/T]")
	f.Add("`x`", "", "")
	f.Fuzz(func(t *testing.T, s, start, end string) {
		for _, o := range []think.Options{
			{Tags: []think.Tag{{Start: start, End: end}}}, {Mode: think.Reasoning, Tags: []think.Tag{{Start: start, End: end}}}, {Mode: think.Keep},
		} {
			first, ok := o.Begins()
			if !ok || strings.ContainsAny(s, first) {
				continue
			}
			if text, thought := think.Apply(o, s); text != s || thought != "" {
				t.Fatalf("%+v changed %q to %q and %q", o, s, text, thought)
			}
		}
	})
}

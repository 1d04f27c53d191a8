package think

import "testing"

func TestClean(t *testing.T) {
	after := func(o Options, s ...string) *Filter {
		f := NewFilter(o)
		for _, s := range s {
			f.Write(s)
		}
		return f
	}
	for _, c := range []struct {
		name string
		f    *Filter
		s    string
		want bool
	}{
		{"plain text", after(Options{}, "x"), " hello ", true},
		{"empty", after(Options{}, "x"), "", true},
		{"before visible text", after(Options{}), "x", false},
		{"behind a leading block", after(Options{}, "<think>p</think>"), "x", false},
		{"behind a middle block", after(Options{}, "x<think>p</think>"), "y", true},
		{"inside", after(Options{}, "<think>p"), "x", false},
		{"prefix held", after(Options{}, "x <th"), "y", false},
		{"prefix let go", after(Options{}, "x <th", "e"), "y", true},
		{"with a less-than", after(Options{}, "x"), "a < b", false},
		{"with a closing bracket", after(Options{}, "x"), "a > b", true},
		{"backtick at the end", after(Options{}, "x"), "see `", false},
		{"behind a backtick", after(Options{}, "see `"), "x", false},
		{"optional white space awaited", after(Options{Tags: []Tag{{"<t>", "</t>\n"}}}, "x<t>p</t>"), "y", false},
		{"optional white space not there", after(Options{Tags: []Tag{{"<t>", "</t>\n"}}}, "x<t>p</t>", "y"), "y", true},
		{"keep", after(Options{Mode: Keep}), "<think>", true},
		{"starts in thought", after(Options{StartsInThought: true}), "x", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.f.Clean(c.s); got != c.want {
				t.Errorf("Clean(%q) = %v", c.s, got)
			}
		})
	}
}

func TestHotPathAllocatesNothing(t *testing.T) {
	f := NewFilter(Options{})
	f.Write("x")
	inside := NewFilter(Options{Mode: Reasoning})
	inside.Write("<think>x")
	for name, call := range map[string]func(){
		"clean":        func() { f.Clean(" hello") },
		"write":        func() { f.Write(" hello") },
		"less-than":    func() { f.Write(" a < b") },
		"inside":       func() { inside.Write(" hello") },
		"inside, less": func() { inside.Write(" a < b") },
	} {
		if n := testing.AllocsPerRun(100, call); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

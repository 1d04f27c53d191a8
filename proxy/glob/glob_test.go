package glob

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		patterns, name string
		want           bool
	}{
		{"*", "", true},
		{"*", "deepseek/deepseek-r1:free", true},
		{"qwen3*", "qwen3-8b", true},
		{"qwen3*", "Qwen3-8b", false},
		{"gpt-?o", "gpt-4o", true},
		{"gpt-?o", "gpt-4.1o", false},
		{"*r1*", "deepseek/deepseek-r1:free", true},
		{"a*b*c", "aXbXbc", true},
		{"a*b*c", "aXcXb", false},
		{"", "", true},
		{"", "x", false},
		{"* !gpt-*", "gpt-4o", false},
		{"* !gpt-*", "llama", true},
		{"!gpt-* *", "gpt-4o", false},
		{"!gpt-*", "llama", false},
	} {
		if got := Match(strings.Split(c.patterns, " "), c.name); got != c.want {
			t.Errorf("Match(%q, %q) = %v", c.patterns, c.name, got)
		}
	}
	if Match(nil, "x") {
		t.Error("no pattern matches nothing")
	}
}

func TestManyStarsStayLinear(t *testing.T) {
	if Match([]string{strings.Repeat("*a", 40) + "b"}, strings.Repeat("a", 5000)) {
		t.Error("matched")
	}
}

package settings

import "testing"

// What is said while a value is entered is what is said when it is saved.
func TestSingleValuesAreJudgedAsInAWholeFile(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{ParameterProblem("temperature", 9.0), "temperature must be between 0 and 2."},
		{ParameterProblem("temperature", 1.0), ""},
		{ParameterProblem("model", "x"), fixedRule()},
		{ParameterProblem("a b", "x"), "A parameter name is made of letters, digits, _ and -."},
		{ParameterProblem("x", nil), "There is no empty value; to leave a parameter out, remove it."},
		{ParameterNameProblem("stream"), fixedRule()},
		{ParameterNameProblem("top_k"), ""},
		{ModelNameProblem("my model"), nameRule()},
		{ModelNameProblem("a/b:c@d-e_f.1"), ""},
		{ModelNameProblem(""), nameRule()},
		{PatternProblem("*-preview"), ""},
		{PatternProblem("!gpt*"), ""},
		{PatternProblem("a b"), globRule()},
		{TagsProblem([]string{"<a>", "<A>"}), "Start and end tag must differ."},
		{TagsProblem([]string{"<a>", "</a>"}), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

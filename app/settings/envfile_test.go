package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestDotEnv(t *testing.T) {
	const text = "\ufeff# comment\r\n" +
		"A=1\r\n" +
		"export B = two words # said\n" +
		"exported=x\n" +
		"C='single # \\n ${X}'   # behind\n" +
		"D=\"double \\\"x\\\" \\n \\, \\u003c \\\\\"\n" +
		"E=a#b\n" +
		"F=\n" +
		"G=#only a comment\n" +
		"  H=\"over \nlines\"\n" +
		"I=https://x.example/?a=b&c=d\n" +
		"J='it''\n"
	got, warnings := ParseDotEnv(text)
	want := map[string]string{
		"A": "1", "B": "two words", "exported": "x", "C": "single # \\n ${X}", "D": "double \"x\" \n \\, \\u003c \\", "E": "a#b",
		"F": "", "G": "", "H": "over \nlines", "I": "https://x.example/?a=b&c=d", "J": "it",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v", got)
	}
	if want := []string{"Line 5 refers to another variable; C is taken as it is written."}; !reflect.DeepEqual(warnings, want) {
		t.Errorf("warnings %q", warnings)
	}
}

func TestDotEnvNamesLinesNotValues(t *testing.T) {
	got, warnings := ParseDotEnv("A=1\nsk-CANARY\nA=2\nB: 3\n1C=4\nD=\"CANARY\nE=5\nF=a\x00b")
	want := []string{
		"Line 2 is not NAME=value and is left out.",
		"Line 3 sets A again; this value counts.",
		"Line 4 is not NAME=value and is left out.",
		"Line 5 is not NAME=value and is left out.",
		"Line 6 has a quote that is not closed; D is left out.",
		"Line 8 holds a NUL character; F is left out.",
	}
	if !reflect.DeepEqual(warnings, want) || !reflect.DeepEqual(got, map[string]string{"A": "2", "E": "5"}) {
		t.Errorf("got %v\n%s", got, strings.Join(warnings, "\n"))
	}
}

func FuzzDotEnv(f *testing.F) {
	f.Add("A=1\nexport B='x\ny'\nC=\"\\n\\\"\" # c\r\n=\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		checkEnv(t, text)
		values, _ := ParseDotEnv(text)
		for name := range values {
			if !variableName(name) {
				t.Fatalf("variable %q", name)
			}
		}
		next, _, _, _ := Import(values, Default())
		if errs, _ := next.Validate(); len(errs) > 0 {
			t.Fatalf("%q gives %v", text, errs)
		}
	})
}

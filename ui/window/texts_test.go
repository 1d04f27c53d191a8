package window

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// keysInSource gives the texts that the source names, and the beginnings of those it puts together.
func keysInSource(t *testing.T) (whole map[string]bool, begun []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	whole = map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if fn, ok := call.Fun.(*ast.Ident); !ok || fn.Name != "T" {
				return true
			}
			switch arg := call.Args[0].(type) {
			case *ast.BasicLit:
				key, _ := strconv.Unquote(arg.Value)
				whole[key] = true
			case *ast.BinaryExpr:
				if lit, ok := arg.X.(*ast.BasicLit); ok {
					key, _ := strconv.Unquote(lit.Value)
					begun = append(begun, key)
				}
			}
			return true
		})
	}
	return whole, begun
}

func TestEveryTextIsThereAndUsed(t *testing.T) {
	whole, begun := keysInSource(t)
	for key := range whole {
		if _, ok := texts[key]; !ok {
			t.Errorf("the source asks for %q, which en.json does not have", key)
		}
	}
	for key := range texts {
		used := whole[key]
		for _, b := range begun {
			used = used || strings.HasPrefix(key, b)
		}
		if !used {
			t.Errorf("nothing asks for %q", key)
		}
	}
}

func TestTextsAreForPeople(t *testing.T) {
	data, err := os.ReadFile("texts/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]string
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	jargon := regexp.MustCompile(`(?i)\b(upstream|bearer|loopback|client|token|endpoint|regex|glob)s?\b`)
	for key, text := range all {
		if word := jargon.FindString(text); word != "" {
			t.Errorf("%s says %q", key, word)
		}
		if strings.Contains(text, "!") {
			t.Errorf("%s shouts: %q", key, text)
		}
	}
}

func TestNamesAreFilledIn(t *testing.T) {
	wantText(t, "one", listing([]string{"Zed"}), "Zed")
	wantText(t, "three", listing([]string{"Code", "Zed", "Aider"}), "Code, Zed and Aider")
	wantText(t, "text", T("key.saved_end", "end", "a1b2"), "A key is saved, it ends in …a1b2.")
	wantText(t, "another language", loadTexts("xx-XX")["save"], "Save")
}

package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// said is what the callers of T ask for.
type said struct {
	whole map[string]bool
	begun []string // keys put together: "think.mode." + mode
}

// TestEveryKeyInUseExists reads the callers: the key of a T call must be a
// literal that English has, or begin with one, the names that it fills in must be
// those of the sentence, and every sentence must have a caller.
func TestEveryKeyInUseExists(t *testing.T) {
	s := said{whole: map[string]bool{}}
	for _, folder := range []string{"../ui", "../cmd", "../app"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			s.read(t, path)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(s.whole) == 0 {
		t.Fatal("no call of T was found")
	}
	var unused []string
	for key := range catalogs[English].sentences() {
		if !s.whole[key] && !slices.ContainsFunc(s.begun, func(b string) bool { return strings.HasPrefix(key, b) }) {
			unused = append(unused, key)
		}
	}
	slices.Sort(unused)
	if len(unused) > 0 {
		t.Errorf("nobody says %v", unused)
	}
}

// read takes in the calls of assets.T and of a package's own T, which hands on to it.
func (s *said) read(t *testing.T, path string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		switch f := call.Fun.(type) {
		case *ast.SelectorExpr:
			if f.Sel.Name != "T" {
				return true
			}
		case *ast.Ident:
			if f.Name != "T" {
				return true
			}
		default:
			return true
		}
		switch key := call.Args[0].(type) {
		case *ast.BasicLit:
			s.literal(t, path, literal(key), call.Args[1:])
		case *ast.BinaryExpr:
			if begin, ok := key.X.(*ast.BasicLit); ok {
				s.begun = append(s.begun, literal(begin))
				return true
			}
			t.Errorf("%s: the key of a T call begins with no literal", path)
		case *ast.Ident:
			if key.Name != "key" { // T itself, handing on
				t.Errorf("%s: the key of a T call is no literal: %s", path, key.Name)
			}
		}
		return true
	})
}

func (s *said) literal(t *testing.T, path, key string, pairs []ast.Expr) {
	t.Helper()
	s.whole[key] = true
	sentence, ok := catalogs[English].sentences()[key]
	if !ok {
		t.Errorf("%s: there is no sentence %q", path, key)
		return
	}
	var names []string
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(*ast.BasicLit)
		if !ok {
			return // pairs...: handed on
		}
		names = append(names, "{"+literal(name)+"}")
	}
	slices.Sort(names)
	if want := placeholders(sentence); !slices.Equal(names, want) || len(pairs)%2 != 0 {
		t.Errorf("%s: %q is called with the names %v, it has %v", path, key, names, want)
	}
}

func literal(l *ast.BasicLit) string {
	text, _ := strconv.Unquote(l.Value)
	return text
}

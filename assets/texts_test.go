package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// withCatalogs puts other texts in for one test.
func withCatalogs(t *testing.T, files fstest.MapFS) {
	t.Helper()
	before := catalogs
	catalogs = mustLoad(files)
	t.Cleanup(func() { catalogs = before; language.Store(nil) })
}

var twoLanguages = fstest.MapFS{
	"texts/en.json":    {Data: []byte(`{"hello": "Hello", "count": "%d of %s", "only": "English only"}`)},
	"texts/de.json":    {Data: []byte(`{"hello": "Hallo", "count": "%[2]s: %[1]d"}`)},
	"texts/de-at.json": {Data: []byte(`{"hello": "Servus"}`)},
}

func TestLanguageIsTheNearestThereIs(t *testing.T) {
	withCatalogs(t, twoLanguages)
	for tag, want := range map[string][2]string{
		"":            {"en", "Hello"},
		"C":           {"en", "Hello"},
		"en_US.UTF-8": {"en", "Hello"},
		"de":          {"de", "Hallo"},
		"de_CH.UTF-8": {"de", "Hallo"},
		"de_DE@euro":  {"de", "Hallo"},
		"DE-AT":       {"de-at", "Servus"},
		"fr":          {"en", "Hello"},
		"../en":       {"en", "Hello"},
	} {
		if got := SetLanguage(tag); got != want[0] {
			t.Errorf("SetLanguage(%q) took %q, want %q", tag, got, want[0])
		}
		if got := T("hello"); got != want[1] {
			t.Errorf("in %q hello is %q, want %q", tag, got, want[1])
		}
	}
}

func TestMissingSentenceIsEnglish(t *testing.T) {
	withCatalogs(t, twoLanguages)
	SetLanguage("de")
	if got := T("only"); got != "English only" {
		t.Errorf("got %q", got)
	}
	if got := T("count", 2, "x"); got != "x: 2" {
		t.Errorf("got %q", got)
	}
	if got := T("no.such.key"); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestSentenceWithoutArgumentsKeepsItsPercentSign(t *testing.T) {
	withCatalogs(t, fstest.MapFS{"texts/en.json": {Data: []byte(`{"a": "80 % used"}`)}})
	if got := T("a"); got != "80 % used" {
		t.Errorf("got %q", got)
	}
}

func TestTextsThatCannotBeReadAreNamed(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no English": {"texts/de.json": {Data: []byte(`{"a":"b"}`)}},
		"not JSON":   {"texts/en.json": {Data: []byte(`{`)}},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

func TestLanguagesHaveTheVerbsOfEnglish(t *testing.T) {
	for tag, sentences := range catalogs {
		for key, sentence := range sentences {
			english, ok := catalogs[English][key]
			if !ok {
				t.Errorf("%s has %q, English has not", tag, key)
				continue
			}
			if got, want := len(verb.FindAllString(sentence, -1)), len(verb.FindAllString(english, -1)); got != want {
				t.Errorf("%s: %q has %d verbs, English has %d", tag, key, got, want)
			}
			if strings.TrimSpace(sentence) != sentence || sentence == "" {
				t.Errorf("%s: %q is empty or has space at an end", tag, key)
			}
		}
	}
}

// TestEveryKeyInUseExists reads the callers: the key of a T call must be a
// literal that English has, with as many arguments as verbs, and every sentence
// of the tray must have a caller.
func TestEveryKeyInUseExists(t *testing.T) {
	used := map[string]bool{}
	for _, folder := range []string{"../ui", "../cmd"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			readCalls(t, path, used)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(used) == 0 {
		t.Fatal("no call of T was found")
	}
	var unused []string
	for key := range catalogs[English] {
		if !used[key] {
			unused = append(unused, key)
		}
	}
	slices.Sort(unused)
	if len(unused) > 0 {
		t.Errorf("nobody says %v", unused)
	}
}

func readCalls(t *testing.T, path string, used map[string]bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	imported := slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == `"keyport/assets"` })
	if !imported {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "T" {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); !ok || of.Name != "assets" {
			return true
		}
		literal, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			t.Errorf("%s: the key of a T call is no literal", path)
			return true
		}
		key, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		used[key] = true
		sentence, ok := catalogs[English][key]
		if !ok {
			t.Errorf("%s: there is no sentence %q", path, key)
		} else if got, want := len(call.Args)-1, len(verb.FindAllString(sentence, -1)); got != want {
			t.Errorf("%s: %q is called with %d arguments, it has %d verbs", path, key, got, want)
		}
		return true
	})
}

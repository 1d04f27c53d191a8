package house

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestEverySystemsCodeFitsTogether checks the types of what each system is built
// from, files with cgo among them. The tray and the window of macOS cannot be
// compiled elsewhere, for they need Apple's headers: without this test a wrong
// call in a file that only macOS builds is first seen there. What stands behind
// the name C is taken on trust; the workflow's Mac compiles that.
func TestEverySystemsCodeFitsTogether(t *testing.T) {
	c := newChecker()
	for _, target := range []struct{ os, arch string }{
		{"darwin", "arm64"},
		{"darwin", "amd64"},
		{"windows", "amd64"},
		{"linux", "amd64"},
	} {
		if target.os == runtime.GOOS {
			continue // its compiler has seen all of it already
		}
		t.Run(target.os+"/"+target.arch, func(t *testing.T) {
			wrong, seen := c.check(t, "", target.os, target.arch, module+"/...")
			for _, w := range wrong {
				t.Error(w)
			}
			for _, must := range []string{"cmd/keyport", "cmd/keyport-window", "ui/tray", "ui/window", "app", "keystore"} {
				if !seen[module+"/"+must] {
					t.Errorf("package %s was not checked", must)
				}
			}
		})
	}
}

func TestWrongCallsAreFoundWithoutTheirSystem(t *testing.T) {
	const c = "/*\nstatic int half(int n) { return n / 2; }\n*/\nimport \"C\"\n"
	for name, in := range map[string]struct {
		source string
		bad    bool
	}{
		"a right call":          {c + "func quarter(n C.int) C.int { return C.half(C.half(n)) }", false},
		"a wrong call":          {c + `func quarter(n C.int) int { return other.Count(n, "2") }`, true},
		"a name that is not":    {c + "var n = quarter(C.half(8))", true},
		"a wrong type":          {c + "var n int = \"eight\"", true},
		"an import that is not": {c + `import _ "example.com/not/there"`, true},
		"no Go at all":          {c + "func quarter(", true},
		"a call of a neighbour": {c + "var n = other.Count(1, 2)", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{
				"go.mod":         "module example.org/x\n\ngo 1.26\n",
				"other/o.go":     "package other\n\nfunc Count(a, b int) int { return a + b }\n",
				"mac_darwin.go":  "package x\n\n" + strings.Replace(in.source, "import \"C\"\n", "import \"C\"\nimport \"example.org/x/other\"\nvar _ = other.Count\n", 1) + "\n",
				"mac_windows.go": "package x\n\nnonsense here\n",
			} {
				path := filepath.Join(dir, filepath.FromSlash(file))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			wrong, _ := newChecker().check(t, dir, "darwin", "arm64", "./...")
			if (len(wrong) > 0) != in.bad {
				t.Errorf("found: %q", wrong)
			}
		})
	}
}

// listed is what `go list -json` says of a package that is to be checked.
type listed struct {
	ImportPath, Dir   string
	GoFiles, CgoFiles []string
	ImportMap         map[string]string // vendored packages of the standard library
	Module            *struct{ Main bool }
	Error             *struct{ Err string }
}

// checker checks types for one system after the other. Most files belong to
// several systems, and are read once.
type checker struct {
	files  *token.FileSet
	parsed map[string]parsedFile
}

type parsedFile struct {
	tree *ast.File
	err  error
}

func newChecker() *checker {
	return &checker{files: token.NewFileSet(), parsed: map[string]parsedFile{}}
}

// check gives what is wrong with the packages that pattern names in dir and
// their tests, as the named system sees them, and every package it has looked
// at. Of packages of other modules the declarations are checked, not the bodies.
func (c *checker) check(t *testing.T, dir, goos, goarch, pattern string) (wrong []string, seen map[string]bool) {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", "-test", "-json=ImportPath,Dir,GoFiles,CgoFiles,ImportMap,Module,Error", pattern)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=1", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s/%s: %v", goos, goarch, err)
	}
	done := map[string]*types.Package{"unsafe": types.Unsafe}
	seen = map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; { // what is imported comes first
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			slices.Sort(wrong)
			return slices.Compact(wrong), seen // a package is listed again for its tests
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "unsafe" || strings.HasSuffix(p.ImportPath, ".test") { // the latter is written by go test
			continue
		}
		report := func(err error) { wrong = append(wrong, err.Error()) }
		if p.Error != nil {
			report(errors.New(p.Error.Err))
		}
		own := p.Module != nil && p.Module.Main
		var trees []*ast.File
		for _, name := range append(p.GoFiles, p.CgoFiles...) {
			tree, err := c.parse(filepath.Join(p.Dir, name), own)
			if err != nil {
				report(err)
				continue
			}
			trees = append(trees, tree)
		}
		conf := types.Config{
			Importer:         importer{done, p.ImportMap},
			FakeImportC:      true,
			IgnoreFuncBodies: !own,
			Sizes:            types.SizesFor("gc", goarch),
			Error:            report,
		}
		done[p.ImportPath], _ = conf.Check(p.ImportPath, c.files, trees, nil) // report has the error
		seen[p.ImportPath] = true
	}
}

func (c *checker) parse(path string, own bool) (*ast.File, error) {
	if f, ok := c.parsed[path]; ok {
		return f.tree, f.err
	}
	tree, err := parser.ParseFile(c.files, path, nil, parser.SkipObjectResolution)
	if err == nil && !own { // half a gigabyte otherwise
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				f.Body = &ast.BlockStmt{Lbrace: f.Body.Lbrace, Rbrace: f.Body.Rbrace}
			}
		}
	}
	c.parsed[path] = parsedFile{tree, err}
	return tree, err
}

// importer gives packages that are checked already.
type importer struct {
	done map[string]*types.Package
	real map[string]string
}

func (i importer) Import(path string) (*types.Package, error) {
	if real, ok := i.real[path]; ok {
		path = real
	}
	if p := i.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("there is no package %s", path)
}

package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "keyport"

// pkg is what `go list -json` says of a package that the rules ask for.
type pkg struct {
	ImportPath string
	Doc        string
	GoFiles    []string // those of this system, without tests
	CgoFiles   []string
	Imports    []string
}

// graph is every package by its path, dependencies included.
type graph map[string]pkg

// below says whether path is one of the trees or lies below one.
func below(path string, trees ...string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return path == tree || strings.HasPrefix(path, tree+"/")
	})
}

// reaches gives a chain of imports from one package into a tree, nil when
// there is none.
func (g graph) reaches(from, tree string, exact bool) []string {
	seen := map[string]bool{}
	var walk func(path string) []string
	walk = func(path string) []string {
		if path == tree || !exact && below(path, tree) {
			return []string{path}
		}
		if seen[path] {
			return nil
		}
		seen[path] = true
		for _, next := range g[path].Imports {
			if chain := walk(next); chain != nil {
				return append([]string{path}, chain...)
			}
		}
		return nil
	}
	return walk(from)
}

// direct are the imports inside the module that each tree may have. The first tree
// that fits a package decides.
var direct = []struct {
	tree string
	may  []string
}{
	{"cmd/keyport-window", []string{"ui", "app/control", "assets"}},
	{"cmd/keyport", []string{"ui/tray", "ui/notify", "app", "assets", "keystore", "proxy/secret"}},
	{"cmd/bench", []string{"cmd/bench"}}, // it sees Keyport from outside
	{"cmd/feed", []string{"app/update"}},
	{"ui/window/kit", []string{"ui/window/kit", "app/control", "assets"}},
	{"ui/window/rules", []string{"app/control"}},
	{"ui/window/provider", []string{"app/control", "assets"}},
	{"ui", []string{"ui", "app/control", "assets"}},
	{"app/control", []string{"app/control", "app/settings", "proxy/secret", "assets"}},
	{"app", []string{"app", "proxy", "keystore", "assets"}},
	{"proxy", []string{"proxy"}},
	{"keystore", []string{"keystore"}},
	{"assets", nil},
	{"cmd", nil},
}

// indirect are the trees that a program or a part must not reach through any
// chain of imports, and why.
var indirect = []struct {
	from, tree string
	exact      bool // the package alone; what lies below it may be reached
	why        string
}{
	{"keyport/cmd/keyport", "fyne.io/fyne/v2", false, "the tray program must run without OpenGL and without cgo"},
	{"keyport/cmd/keyport", "github.com/go-gl", false, "the tray program must run without OpenGL and without cgo"},
	{"keyport/cmd/keyport-window", "keyport/keystore", false, "the window never holds the keychain"},
	{"keyport/cmd/keyport-window", "keyport/app", true, "the window is a client of the control socket"},
	{"keyport/cmd/keyport-window", "keyport/proxy", true, "a window that crashes must not be able to cut a stream"},
	{"keyport/ui/window", "keyport/keystore", false, "the window never holds the keychain"},
	{"keyport/ui/window", "keyport/app", true, "the window is a client of the control socket"},
	{"keyport/ui/window", "keyport/proxy", true, "a window that crashes must not be able to cut a stream"},
	{"keyport/ui/window", "fyne.io/fyne/v2/app", false, "the pages must be testable without OpenGL"},
}

// shared are the packages below ui/window that are no pages.
var shared = []string{"ui/window/autostart", "ui/window/fix", "ui/window/kit", "ui/window/provider", "ui/window/rules", "ui/window/updates", "ui/window/windowtest"}

// pageOf gives the page of the window that a package belongs to, "" when it is part of none.
func pageOf(path string) string {
	rest, ok := strings.CutPrefix(path, "ui/window/")
	if !ok || below(path, shared...) {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return "ui/window/" + name
}

// pageViolation says what is wrong with an import of or by a page: pages stand
// side by side on ui/window/kit, and the frame alone knows which there are.
func pageViolation(path, imported string) string {
	from, to := pageOf(path), pageOf(imported)
	switch {
	case to != "" && to != from && path != "ui/window":
		return path + " imports the page " + imported
	case from != "" && imported == "ui/window":
		return path + " imports the frame it stands in"
	}
	return ""
}

// violations names every import that breaks a rule.
func violations(g graph) (out []string) {
	for _, p := range g {
		path, inside := strings.CutPrefix(p.ImportPath, module+"/")
		if !inside {
			continue
		}
		if p.Doc == "" && len(p.GoFiles)+len(p.CgoFiles) > 0 {
			out = append(out, path+" has no package comment")
		}
		for _, imported := range p.Imports {
			if below(imported, "fyne.io/fyne/v2") && !below(path, "ui/window", "cmd/keyport-window") {
				out = append(out, path+" imports "+imported+": Fyne is for the window alone")
			}
			in, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			if in == "ui/desktoptest" || in == "ui/window/windowtest" {
				out = append(out, path+" imports "+in+", which is for tests")
			}
			if wrong := pageViolation(path, in); wrong != "" {
				out = append(out, wrong)
			}
			for _, rule := range direct {
				if below(path, rule.tree) {
					if !below(in, rule.may...) {
						out = append(out, path+" imports "+in)
					}
					break
				}
			}
		}
	}
	for _, rule := range indirect {
		for _, p := range g {
			if !below(p.ImportPath, rule.from) {
				continue
			}
			if chain := g.reaches(p.ImportPath, rule.tree, rule.exact); chain != nil {
				out = append(out, strings.Join(chain, " → ")+": "+rule.why)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// list asks the go command for the module's packages and all they depend on,
// as they are on goos. Nothing is compiled.
func list(t *testing.T, goos string) graph {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Doc,GoFiles,CgoFiles,Imports", module+"/...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v\n%s", goos, err, stderr.Bytes())
	}
	g := graph{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		g[p.ImportPath] = p
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin"} { // files differ by system, and so may imports
		t.Run(goos, func(t *testing.T) {
			g := list(t, goos)
			for _, must := range []string{
				"cmd/keyport", "cmd/keyport-window", "ui/tray", "ui/window", "ui/window/kit", "ui/window/key", "app", "app/control",
				"app/settings", "proxy", "proxy/secret", "keystore", "assets",
			} {
				if _, ok := g[module+"/"+must]; !ok {
					t.Errorf("package %s is not there, so nothing is known of its imports", must)
				}
			}
			if g.reaches("keyport/cmd/keyport-window", "fyne.io/fyne/v2", false) == nil {
				t.Error("the window program does not reach Fyne: the list is not what it should be")
			}
			for _, v := range violations(g) {
				t.Error(v)
			}
		})
	}
}

func TestRulesFindWhatBreaksThem(t *testing.T) {
	imports := func(path string, imports ...string) graph {
		return graph{path: {ImportPath: path, Doc: "Package x.", GoFiles: []string{"x.go"}, Imports: imports}}
	}
	cases := []struct {
		name string
		g    graph
		bad  bool
	}{
		{"the tray program wires", imports("keyport/cmd/keyport", "keyport/app", "keyport/ui/tray", "keyport/keystore", "keyport/proxy/secret", "fyne.io/systray"), false},
		{"the tray program knows the proxy", imports("keyport/cmd/keyport", "keyport/proxy"), true},
		{"the tray program draws", imports("keyport/cmd/keyport", "fyne.io/fyne/v2"), true},
		{"the bench consists of parts", imports("keyport/cmd/bench", "keyport/cmd/bench/load"), false},
		{"the bench looks inside", imports("keyport/cmd/bench/load", "keyport/proxy/sse"), true},
		{"a program depends on the bench", imports("keyport/cmd/keyport", "keyport/cmd/bench/figures"), true},
		{"the window wires", imports("keyport/cmd/keyport-window", "keyport/ui/window", "keyport/app/control", "fyne.io/fyne/v2/app"), false},
		{"the window opens the keychain", imports("keyport/cmd/keyport-window", "keyport/keystore"), true},
		{"the pages start Fyne's driver", imports("keyport/ui/window/pages", "fyne.io/fyne/v2/app"), true},
		{"the frame lists a page", imports("keyport/ui/window", "keyport/ui/window/key", "keyport/ui/window/kit"), false},
		{"a page stands on the kit", imports("keyport/ui/window/key", "keyport/ui/window/kit", "keyport/ui/window/rules"), false},
		{"a page consists of parts", imports("keyport/ui/window/key", "keyport/ui/window/key/form"), false},
		{"a page uses another", imports("keyport/ui/window/key", "keyport/ui/window/apps"), true},
		{"a page uses a part of another", imports("keyport/ui/window/key", "keyport/ui/window/apps/card"), true},
		{"a page knows the frame", imports("keyport/ui/window/key", "keyport/ui/window"), true},
		{"the kit knows a page", imports("keyport/ui/window/kit", "keyport/ui/window/key"), true},
		{"the kit knows the frame", imports("keyport/ui/window/kit", "keyport/ui/window"), true},
		{"the program knows a page", imports("keyport/cmd/keyport-window", "keyport/ui/window/key"), true},
		{"the window depends on test support", imports("keyport/ui/window", "keyport/ui/window/windowtest"), true},
		{"the tray uses Fyne", imports("keyport/ui/tray", "fyne.io/fyne/v2"), true},
		{"the tray knows the application", imports("keyport/ui/tray", "keyport/app"), true},
		{"the control socket knows the application", imports("keyport/app/control", "keyport/app"), true},
		{"the application knows a window", imports("keyport/app", "keyport/ui/window"), true},
		{"the proxy knows the settings", imports("keyport/proxy", "keyport/app/settings"), true},
		{"the keychain knows secrets", imports("keyport/keystore", "keyport/proxy/secret"), true},
		{"the texts know anything", imports("keyport/assets", "keyport/proxy/secret"), true},
		{"a program depends on test support", imports("keyport/ui/window", "keyport/ui/desktoptest"), true},
		{"no package comment", graph{"keyport/app": {ImportPath: "keyport/app", GoFiles: []string{"x.go"}}}, true},
		{"tests alone need no comment", graph{"keyport/app/x": {ImportPath: "keyport/app/x"}}, false},
		{"a detour to the keychain", graph{
			"keyport/ui/window":   {ImportPath: "keyport/ui/window", Doc: "d", Imports: []string{"keyport/app/control"}},
			"keyport/app/control": {ImportPath: "keyport/app/control", Doc: "d", Imports: []string{"example.org/detour"}},
			"example.org/detour":  {ImportPath: "example.org/detour", Imports: []string{"keyport/keystore"}},
		}, true},
		{"a detour to OpenGL", graph{
			"keyport/cmd/keyport": {ImportPath: "keyport/cmd/keyport", Doc: "d", Imports: []string{"example.org/icons"}},
			"example.org/icons":   {ImportPath: "example.org/icons", Imports: []string{"github.com/go-gl/gl/v2.1/gl"}},
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := violations(c.g); (len(got) > 0) != c.bad {
				t.Errorf("violations: %s", fmt.Sprint(got))
			}
		})
	}
}

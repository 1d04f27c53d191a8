package house

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden are calls that no part of Keyport makes, and why. The name "*" is
// the whole package; a name without a package is a method of anything.
var forbidden = []struct{ pkg, name, why string }{
	{"", "SendNotification", "on Windows Fyne runs a notification's text as PowerShell"},
	{"fyne.io/fyne/v2", "NewNotification", "on Windows Fyne runs a notification's text as PowerShell"},
	{"fyne.io/fyne/v2/widget", "NewRichTextFromMarkdown", "a picture in the text would be fetched"},
	{"", "ParseMarkdown", "a picture in the text would be fetched"},
	{"fyne.io/fyne/v2/widget", "ImageSegment", "it fetches what its address says"},
	{"fyne.io/fyne/v2", "LoadResourceFromURLString", "Keyport downloads nothing"},
	{"fyne.io/fyne/v2/canvas", "NewImageFromURI", "it fetches what its address says"},
	{"fyne.io/fyne/v2/storage", "*", "it opens whatever an address names"},
	{"net/http", "DefaultClient", "it follows redirects and ignores the person's proxy setting"},
	{"net/http", "DefaultTransport", "it is not set up for keys"},
	{"net/http", "Get", "it follows redirects"},
	{"net/http", "Head", "it follows redirects"},
	{"net/http", "Post", "it follows redirects"},
	{"net/http", "PostForm", "it follows redirects"},
	{"net/http", "FileServer", "Keyport serves no files"},
	{"net/http", "ListenAndServe", "it listens for the whole network"},
	{"net/http/pprof", "*", "it answers on every server of the program"},
	{"net/rpc", "*", "the control socket is the only other way in"},
	{"plugin", "*", "Keyport runs nothing that is not built into it"},
}

// limited are calls that only the named packages make. A new entry is a
// decision: Keyport downloads nothing, and its updates are the system's.
var limited = []struct {
	pkg, name string
	may       []string
	why       string
}{
	{"net/http", "Client", []string{"app", "app/connect", "app/control"}, "only the probe of a taken port, the wiring test and the control socket ask as a client; all three stay on this computer"},
	{"net/http", "Transport", []string{"app", "app/connect", "app/control", "proxy/upstream"}, "requests leave this computer through proxy/upstream alone"},
	{"net", "Dialer", []string{"app", "app/control", "proxy/upstream"}, "connections are made there alone"},
	{"net", "Dial", nil, "connections need a time-out"},
	{"net", "DialTimeout", []string{"cmd/keyport-window"}, "only to see whether an X server is there"},
	{"net", "DialTCP", nil, "connections are made in proxy/upstream"},
	{"net", "DialUDP", nil, "Keyport sends no datagrams"},
	{"net", "Listen", []string{"app/control"}, "the port is opened by app, on the loopback interface; the control socket is the only other one"},
	{"net", "ListenConfig", []string{"app"}, "the port is opened there, on the loopback interface"},
	{"net", "ListenPacket", nil, "Keyport hears no datagrams"},
	{"net", "ListenTCP", nil, "the port is opened by app"},
	{"crypto/tls", "Dial", nil, "connections are made in proxy/upstream"},
	{"crypto/tls", "Dialer", nil, "connections are made in proxy/upstream"},
	{"os/exec", "Command", []string{"app", "cmd/keyport-console", "cmd/keyport-window"}, "only the programs of Keyport start each other, and Keyport itself anew"},
	{"os/exec", "CommandContext", []string{"app", "app/autostart", "ui/tray"}, "only macOS's questions who holds a port and what launchd starts, the clipboard of Wayland and the page of a new version need a program"},
	{"os", "StartProcess", nil, "programs are started with os/exec"},
	{"syscall", "Exec", []string{"app"}, "only a Keyport that was updated gives its place to another program: itself"},
	{"golang.org/x/sys/windows", "ShellExecute", []string{"app"}, "only the page of a new version is opened"},
}

// calls names what a file uses of other packages: "net.Dial" by the import
// path, and ".Name" for everything that stands behind a dot.
func calls(t *testing.T, name string, src any) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	imported, used := map[string]string{}, map[string]bool{}
	for _, i := range file.Imports {
		pkg, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		local := path.Base(pkg)
		if _, err := strconv.Atoi(strings.TrimPrefix(local, "v")); err == nil { // …/fyne/v2
			local = path.Base(path.Dir(pkg))
		}
		if i.Name != nil {
			local = i.Name.Name
		}
		imported[local] = pkg
		used[pkg+".*"] = true
		if local == "." {
			t.Errorf("%s imports %s with a dot, which hides what it uses", name, pkg)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			used["."+s.Sel.Name] = true
			if x, ok := s.X.(*ast.Ident); ok && imported[x.Name] != "" {
				used[imported[x.Name]+"."+s.Sel.Name] = true
			}
		}
		return true
	})
	return slices.Sorted(maps.Keys(used))
}

// misuses names every call in a file that breaks a rule.
func misuses(t *testing.T, file string, src any) (out []string) {
	t.Helper()
	used := calls(t, file, src)
	for _, f := range forbidden {
		if slices.Contains(used, f.pkg+"."+f.name) {
			out = append(out, file+" uses "+f.pkg+"."+f.name+": "+f.why)
		}
	}
	for _, l := range limited {
		if slices.Contains(used, l.pkg+"."+l.name) && !slices.Contains(l.may, path.Dir(file)) {
			out = append(out, file+" uses "+l.pkg+"."+l.name+": "+l.why)
		}
	}
	return out
}

func TestKeyportFetchesAndRunsNothing(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range files(t) {
		if !strings.HasSuffix(f, ".go") || strings.HasSuffix(f, "_test.go") || below(f, "cmd/bench", "ui/desktoptest", "assets/gen") {
			continue
		}
		src, err := os.ReadFile("../../" + f)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed, and not committed yet
		} else if err != nil {
			t.Fatal(err)
		}
		for _, m := range misuses(t, f, src) {
			t.Error(m)
		}
		for _, used := range calls(t, f, src) {
			seen[path.Dir(f)+" "+used] = true
		}
	}
	for _, l := range limited { // a rule that nobody needs any more is one too wide
		for _, dir := range l.may {
			if !seen[dir+" "+l.pkg+"."+l.name] {
				t.Errorf("%s may use %s.%s and does not", dir, l.pkg, l.name)
			}
		}
	}
}

func TestMisusesAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		file, src string
		bad       bool
	}{
		"a notification":             {"ui/window/x.go", `import "fyne.io/fyne/v2"; func f(a fyne.App) { a.SendNotification(fyne.NewNotification("a", "b")) }`, true},
		"a notification by a detour": {"ui/tray/x.go", `func f(a interface{ SendNotification(any) }) { g := a.SendNotification; g(1) }`, true},
		"markdown":                   {"ui/window/x.go", `import w "fyne.io/fyne/v2/widget"; var x = w.NewRichTextFromMarkdown("a")`, true},
		"a label":                    {"ui/window/x.go", `import "fyne.io/fyne/v2/widget"; var x = widget.NewLabel("a")`, false},
		"a download":                 {"app/x.go", `import "net/http"; var _, _ = http.Get("https://example.org")`, true},
		"a client elsewhere":         {"ui/tray/x.go", `import "net/http"; var c http.Client`, true},
		"a client of the socket":     {"app/control/x.go", `import "net/http"; var c http.Client`, false},
		"a renamed import":           {"keystore/x.go", `import n "net"; var d n.Dialer`, true},
		"a program":                  {"proxy/x.go", `import "os/exec"; var c = exec.Command("sh")`, true},
		"a debug page":               {"cmd/keyport/x.go", `import _ "net/http/pprof"`, true},
		"a server":                   {"proxy/x.go", `import "net/http"; var s http.Server`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := misuses(t, c.file, "package x; "+c.src); (len(got) > 0) != c.bad {
				t.Errorf("misuses: %q", got)
			}
		})
	}
}

package house

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The two bundles of macOS, by the paths that codesign and app/control know.
const (
	trayBundle   = "Keyport.app/Contents/"
	windowBundle = trayBundle + "Helpers/Keyport.app/Contents/"
)

// TestMacBundlesSayWhoTheyAre reads the property lists that are committed. What
// macOS makes of them is seen on a Mac only; what it needs can be looked for here.
func TestMacBundlesSayWhoTheyAre(t *testing.T) {
	app, err := os.ReadFile("../../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	of := func(field string) string {
		m := regexp.MustCompile(`(?m)^` + field + ` *= *"(.*)"$`).FindSubmatch(app)
		if m == nil {
			t.Fatalf("FyneApp.toml has no %s", field)
		}
		return string(m[1])
	}
	languages, err := filepath.Glob("../../assets/texts/??")
	if err != nil || len(languages) < 2 {
		t.Fatalf("languages: %v, %v", languages, err)
	}
	for i, l := range languages {
		languages[i] = filepath.Base(l)
	}
	for file, c := range map[string]struct {
		id, program string
		agent       any // LSUIElement: no icon in the Dock, nil is no
	}{
		"Info.plist":        {of("ID"), "keyport", true},
		"Window-Info.plist": {of("ID") + ".Window", "keyport-window", nil},
	} {
		t.Run(file, func(t *testing.T) {
			plist := readPlist(t, filepath.Join("..", "..", "assets", "package", "macos", file))
			for key, want := range map[string]any{
				"CFBundleIdentifier": c.id, "CFBundleExecutable": c.program, "LSUIElement": c.agent,
				"CFBundleName": of("Name"), "CFBundleDisplayName": of("Name"), "CFBundleIconFile": "keyport",
				"CFBundleShortVersionString": "@VERSION@", "CFBundleVersion": "@VERSION@",
				"CFBundlePackageType": "APPL", "NSPrincipalClass": "NSApplication", "NSHighResolutionCapable": true,
			} {
				if plist[key] != want {
					t.Errorf("%s is %v, want %v", key, plist[key], want)
				}
			}
			if got := plist["CFBundleLocalizations"]; !sameWords(got, languages) {
				t.Errorf("CFBundleLocalizations is %v, the texts are in %v", got, languages)
			}
			for _, key := range []string{"LSMinimumSystemVersion", "LSApplicationCategoryType", "NSHumanReadableCopyright", "CFBundleDevelopmentRegion"} {
				if s, _ := plist[key].(string); s == "" {
					t.Errorf("%s is %v", key, plist[key])
				}
			}
		})
	}
}

// TestMacBundleIsLaidOut runs the script with two stand-ins for the programs. One
// file that does not belong there, and codesign refuses the seal of the bundle.
func TestMacBundleIsLaidOut(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatalf("the scripts in .ci need bash: %v", err)
	}
	dir := t.TempDir()
	for _, name := range []string{"keyport", "keyport-window"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("program "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time over what the first has left
		cmd := exec.Command(bash, "../../.ci/package-macos", "1.2.3-dev", filepath.Join(dir, "keyport"), filepath.Join(dir, "keyport-window"))
		cmd.Env = append(os.Environ(), "BUNDLES="+filepath.Join(dir, "out"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}

	want := map[string]fs.FileMode{}
	for bundle, program := range map[string]string{trayBundle: "keyport", windowBundle: "keyport-window"} {
		want[bundle+"Info.plist"] = 0o644
		want[bundle+"MacOS/"+program] = 0o755
		want[bundle+"Resources/keyport.icns"] = 0o644
		plist := readPlist(t, filepath.Join(dir, "out", filepath.FromSlash(bundle), "Info.plist"))
		for _, key := range []string{"CFBundleShortVersionString", "CFBundleVersion"} {
			if plist[key] != "1.2.3" { // three numbers and nothing else
				t.Errorf("%s: %s is %v", bundle, key, plist[key])
			}
		}
		languages, _ := plist["CFBundleLocalizations"].([]string)
		for _, l := range languages {
			want[bundle+"Resources/"+l+".lproj/InfoPlist.strings"] = 0o644
		}
	}
	got := map[string]fs.FileMode{}
	out := os.DirFS(filepath.Join(dir, "out"))
	err = fs.WalkDir(out, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			got[path] = info.Mode()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("the bundle holds\n%v, want\n%v", got, want)
	}
	for bundle, program := range map[string]string{trayBundle: "keyport", windowBundle: "keyport-window"} {
		if text, _ := fs.ReadFile(out, bundle+"MacOS/"+program); string(text) != "program "+program {
			t.Errorf("%sMacOS/%s is %q", bundle, program, text)
		}
	}
}

// TestMacAsksInEveryLanguage compares the sentences that macOS shows with the
// property list that has them in English.
func TestMacAsksInEveryLanguage(t *testing.T) {
	plist := readPlist(t, "../../assets/package/macos/Info.plist")
	files, _ := filepath.Glob("../../assets/package/macos/*.lproj/InfoPlist.strings")
	if len(files) < 2 {
		t.Fatalf("there are %q", files)
	}
	line := regexp.MustCompile(`(?m)^(\w+) = "([^"\\]+)";$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]string{}
		for _, m := range line.FindAllStringSubmatch(string(text), -1) {
			said[m[1]] = m[2]
		}
		for key, sentence := range plist {
			if s, ok := sentence.(string); ok && strings.HasSuffix(key, "UsageDescription") {
				if said[key] == "" || (said[key] == s) != strings.Contains(file, "en.lproj") {
					t.Errorf("%s: %s is %q", file, key, said[key])
				}
				delete(said, key)
			}
		}
		if len(said) > 0 {
			t.Errorf("%s says %v, which Info.plist does not", file, said)
		}
	}
}

func sameWords(got any, want []string) bool {
	words, _ := got.([]string)
	words = slices.Clone(words)
	slices.Sort(words)
	return reflect.DeepEqual(words, want)
}

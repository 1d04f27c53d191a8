package autostart

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Paths as people have them, and the Exec and TryExec lines of the specification for them.
var paths = []struct{ path, exec, try string }{
	{"/usr/bin/keyport", `/usr/bin/keyport --login`, `/usr/bin/keyport`},
	{"/home/me/My Apps/keyport", `"/home/me/My Apps/keyport" --login`, `/home/me/My Apps/keyport`},
	{"/h/Jörg 日本/keyport", `"/h/Jörg 日本/keyport" --login`, `/h/Jörg 日本/keyport`},
	{"/h/Jörg/keyport", `/h/Jörg/keyport --login`, `/h/Jörg/keyport`},
	{"/h/it's/keyport", `"/h/it's/keyport" --login`, `/h/it's/keyport`},
	{`/h/"x"/keyport`, `"/h/\\"x\\"/keyport" --login`, `/h/"x"/keyport`},
	{"/h/$HOME`id`/keyport", "\"/h/\\\\$HOME\\\\`id\\\\`/keyport\" --login", "/h/$HOME`id`/keyport"},
	{"/h/a;b&c/keyport", `"/h/a;b&c/keyport" --login`, `/h/a;b&c/keyport`},
	{"/h/~#(*?)|<>/keyport", `"/h/~#(*?)|<>/keyport" --login`, `/h/~#(*?)|<>/keyport`},
}

func TestPathsAreWrittenAsTheSpecificationSays(t *testing.T) {
	for _, c := range paths {
		text, err := desktopEntry(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		keys := entryKeys(text)
		if keys["Exec"] != c.exec || keys["TryExec"] != c.try {
			t.Errorf("%s is written as\n%s\n%s, want\n%s\n%s", c.path, keys["Exec"], keys["TryExec"], c.exec, c.try)
		}
		if got := execProgram(unescaped(keys["Exec"])); got != c.path {
			t.Errorf("%s is read as %s", c.path, got)
		}
	}
	for _, path := range []string{"/h/a=b/keyport", "/opt/100%/keyport", `/h/a\b/keyport`, "/h/a\nb/keyport", "/h/\xff/keyport", "/h/\x1b[1m/keyport"} {
		if text, err := desktopEntry(path); err == nil {
			t.Errorf("%q is written:\n%s", path, text)
		}
	}
}

// The validator is part of the packages that a desktop has; where it is missing, the table above says the same.
func TestEntriesAreValid(t *testing.T) {
	validate, err := exec.LookPath("desktop-file-validate")
	if err != nil {
		t.Log("no desktop-file-validate here")
		return
	}
	file := filepath.Join(t.TempDir(), ID+".desktop")
	check := func(text string) {
		t.Helper()
		put(t, file, text)
		if out, err := exec.Command(validate, "--warn-kde", file).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%v\n%s\n%s", err, out, text)
		}
	}
	for _, c := range paths {
		text, err := desktopEntry(c.path)
		if err != nil {
			t.Fatal(err)
		}
		check(text)
	}
	check(hiddenEntry + "Exec=true\n") // the validator wants an Exec, a session does not look at it
}

func TestEntriesOfOthersAreRead(t *testing.T) {
	for name, c := range map[string]struct{ line, program string }{
		"a name":                   {`Exec=keyport`, "keyport"},
		"arguments":                {`Exec=keyport --demo "a b"`, "keyport"},
		"spaces about":             {`  Exec =  keyport  `, "keyport"},
		"single quotes":            {`Exec='/my apps/keyport' --login`, "/my apps/keyport"},
		"quotes in the middle":     {`Exec=/my" "apps/keyport`, "/my apps/keyport"},
		"a space by a backslash":   {`Exec=/my\\ apps/keyport x`, "/my apps/keyport"},
		"the last one counts":      {"Exec=one\nExec=two", "two"},
		"a comment":                {"#Exec=one", ""},
		"a translated one":         {"Exec[de]=one", ""},
		"an action of the entry":   {"Exec=keyport\n[Desktop Action x]\nExec=other\nHidden=true", "keyport"},
		"carriage returns":         {"Exec=keyport\r\nHidden=false\r", "keyport"},
		"an end in the middle":     {`Exec="/my apps`, "/my apps"},
		"a backslash at the end":   {`Exec=keyport\`, "keyport"},
		"a line without an equals": {"Exec\nExec=keyport", "keyport"},
	} {
		t.Run(name, func(t *testing.T) {
			if f := readEntry("[Desktop Entry]\n"+c.line, ""); f.program != c.program || f.byDesktop {
				t.Errorf("%+v, want %q", f, c.program)
			}
		})
	}
}

func FuzzDesktopEntry(f *testing.F) {
	for _, c := range paths {
		f.Add(c.path)
	}
	f.Add("[Desktop Entry]\nExec=\"a\\\\\" b\nHidden=true\nOnlyShowIn=;;\n")
	f.Fuzz(func(t *testing.T, text string) {
		readEntry(text, "XFCE:GNOME")
		written, err := desktopEntry(text)
		if err != nil || text == "" || text != strings.TrimSpace(text) { // no path begins or ends so: they are absolute
			return
		}
		if got := execProgram(unescaped(entryKeys(written)["Exec"])); got != text {
			t.Errorf("%q comes back as %q from\n%s", text, got, written)
		}
	})
}

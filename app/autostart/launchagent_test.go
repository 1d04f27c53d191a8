//go:build !windows

package autostart

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// launchd is a place of agents in which the system's settings say no when off is true.
func launchd(t *testing.T) (p agents, off *bool) {
	off = new(bool)
	return agents{filepath.Join(t.TempDir(), "Library", "LaunchAgents"), func(context.Context) bool { return *off }}, off
}

func TestAnAgentIsWrittenReadBackAndRemoved(t *testing.T) {
	p, off := launchd(t)
	e := &Entry{p, program(t, "Key & <port>.app", "Contents", "MacOS", "keyport")}
	e.want(t, Off)
	if s := e.set(t, true); s.State != On || s.Program != e.program || s.Where != p.file() {
		t.Errorf("%+v", s)
	}
	text := get(t, p.file())
	if runtime.GOOS == "darwin" {
		if out, err := exec.Command("/usr/bin/plutil", "-lint", p.file()).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
	keys := plistKeys(text)
	for key, want := range map[string]string{
		"Label": "app.keyport.Keyport", "ProgramArguments": e.program + " --login", "RunAtLoad": "true", "ProcessType": "Interactive",
	} {
		if got := strings.Join(keys[key], " "); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if keys["KeepAlive"] != nil {
		t.Error("it comes back when the person ends it")
	}

	// The switch in System Settings. It is shown, and neither Keyport nor its update changes anything.
	*off = true
	e.want(t, Blocked)
	if s := e.set(t, true); s.State != Blocked || get(t, p.file()) != text {
		t.Errorf("%+v", s)
	}
	if s := e.set(t, false); s.State != Off {
		t.Errorf("%+v", s)
	}
	if s := e.set(t, true); s.State != Blocked { // the person has to switch it on there
		t.Errorf("%+v", s)
	}
}

func TestAgentsOfOthersAreRead(t *testing.T) {
	here := program(t, "keyport")
	dict := func(inner string) string { return `<plist version="1.0"><dict>` + inner + `</dict></plist>` }
	args := `<key>ProgramArguments</key><array><string>` + here + `</string></array>`
	for name, c := range map[string]struct {
		text string
		want State
	}{
		"plain":                {dict(args + `<key>RunAtLoad</key><true/>`), On},
		"Program":              {dict(`<key>Program</key><string>` + here + `</string><key>RunAtLoad</key><true/>`), On},
		"disabled":             {dict(args + `<key>RunAtLoad</key><true/><key>Disabled</key><true/>`), Off},
		"not at load":          {dict(args), Off},
		"in a dictionary":      {dict(`<key>EnvironmentVariables</key><dict>` + args + `</dict><key>RunAtLoad</key><true/>`), Elsewhere},
		"another program":      {dict(`<key>Program</key><string>/bin/sh</string><key>RunAtLoad</key><true/>`), Elsewhere},
		"nothing":              {"", Off},
		"binary":               {"bplist00\xd4\x01\x02", Off},
		"not well-formed":      {dict(args+`<key>RunAtLoad</key><true/>`) + "<", Off},
		"an entity of its own": {`<!DOCTYPE plist [<!ENTITY x "y">]>` + dict(`<key>Program</key><string>&x;</string>`), Off},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := launchd(t)
			put(t, p.file(), c.text)
			e := &Entry{p, here}
			e.want(t, c.want)
			if get(t, p.file()) != c.text {
				t.Error("a look has changed it")
			}
			if s := e.set(t, true); s.State != On {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestWhatLaunchctlSays(t *testing.T) {
	said := "disabled services = {\n\t\t\"com.apple.x\" => enabled\n\t\t\"app.keyport.Keyport\" => %\n\t\t\"app.keyport.Keyport.helper\" => disabled\n\t}\n"
	for word, want := range map[string]bool{"disabled": true, "true": true, "enabled": false, "false": false, "": false} {
		if got := disabledIn(strings.Replace(said, "%", word, 1), ID); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
	if disabledIn("", ID) || disabledIn("Could not find domain", ID) {
		t.Error("no answer is taken for a no")
	}
}

// Gatekeeper runs what was started in Downloads from a random folder.
func TestATranslocatedProgramIsNotWritten(t *testing.T) {
	p, _ := launchd(t)
	e := &Entry{p, "/private/var/folders/x1/T/AppTranslocation/3F2A/d/Keyport.app/Contents/MacOS/keyport"}
	if _, err := e.Set(t.Context(), true); err == nil || err.(*Error).Why != Translocated {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(p.dir); err == nil {
		t.Error("something was written")
	}
}

func FuzzLaunchAgent(f *testing.F) {
	for _, c := range paths {
		text, _ := agent(c.path)
		f.Add(c.path)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		readAgent(text)
		disabledIn(text, ID)
		written, err := agent(text)
		if err != nil {
			return
		}
		if got := readAgent(written); got.program != text || got.byDesktop {
			t.Errorf("%q comes back as %+v from\n%s", text, got, written)
		}
	})
}

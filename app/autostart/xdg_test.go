//go:build linux

package autostart

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// session is a place below a configuration folder of its own, with nothing in it.
func session(t *testing.T, more ...string) (place, string) {
	t.Helper()
	dir := t.TempDir()
	vars := map[string]string{"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "XDG_CONFIG_DIRS": filepath.Join(dir, "system"), "XDG_CURRENT_DESKTOP": "XFCE"}
	for _, pair := range more {
		name, value, _ := strings.Cut(pair, "=")
		vars[name] = value
	}
	p, err := newXDG(func(name string) string { return vars[name] })
	if err != nil {
		t.Fatal(err)
	}
	return p, filepath.Join(dir, "config", "autostart", "app.keyport.Keyport.desktop")
}

func TestAPersonSwitchesItOnAndOff(t *testing.T) {
	p, file := session(t)
	e := &Entry{p, program(t, "keyport")}
	if s := e.want(t, Off); s.Where != "" || s.ByDesktop {
		t.Errorf("%+v", s)
	}
	if _, err := os.Stat(filepath.Dir(file)); err == nil {
		t.Error("a look has made a folder")
	}
	e.set(t, false) // it is off
	if s := e.set(t, true); s.State != On || s.Where != file || s.Program != e.program {
		t.Errorf("%+v", s)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	names, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
	if len(names) != 1 {
		t.Errorf("there lie %q", names)
	}
	// What the person has added to an entry that is good stays.
	own := get(t, file) + "X-GNOME-Autostart-Delay=5\n"
	put(t, file, own)
	if e.set(t, true); get(t, file) != own {
		t.Error("a good entry was written anew")
	}
	if s := e.set(t, false); s.State != Off {
		t.Errorf("%+v", s)
	}
	if _, err := os.Lstat(file); err == nil {
		t.Error("the entry is still there")
	}
}

// Acceptance: what the desktop has switched off is shown and not changed, also
// by a Keyport of another version that lies elsewhere.
func TestWhatTheDesktopSwitchedOffStaysOff(t *testing.T) {
	for name, line := range map[string]string{
		"Xfce, KDE, LXQt": "Hidden=true", "GNOME, Cinnamon": "X-GNOME-Autostart-enabled=false", "MATE": "X-MATE-Autostart-enabled=false",
		"for GNOME alone": "OnlyShowIn=GNOME;Unity;", "not for Xfce": "NotShowIn=KDE;XFCE;", "an old spelling": "Hidden=1",
	} {
		t.Run(name, func(t *testing.T) {
			p, file := session(t)
			e := &Entry{p, program(t, "keyport")}
			e.set(t, true)
			text := get(t, file) + line + "\n"
			put(t, file, text)
			before, _ := os.Stat(file)
			for _, one := range []*Entry{e, {p, program(t, "v2", "keyport")}} {
				if s := one.want(t, Off); !s.ByDesktop || s.Where != file {
					t.Errorf("%+v", s)
				}
			}
			after, _ := os.Stat(file)
			if get(t, file) != text || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
				t.Error("a look has changed the entry")
			}
			if s := e.set(t, true); s.State != On { // it is the person who asks now
				t.Errorf("%+v", s)
			}
		})
	}
	p, file := session(t, "XDG_CURRENT_DESKTOP=ubuntu:GNOME")
	e := &Entry{p, program(t, "keyport")}
	e.set(t, true)
	put(t, file, get(t, file)+"OnlyShowIn=GNOME;\nX-GNOME-Autostart-enabled=true\n")
	e.want(t, On)
}

func TestAnEntryOfAnotherCopyIsNamedAndStays(t *testing.T) {
	p, file := session(t)
	old := &Entry{p, program(t, "Downloads", "keyport")}
	old.set(t, true)
	text := get(t, file)
	e := &Entry{p, program(t, "Applications", "keyport")}
	if s := e.want(t, Elsewhere); s.Program != old.program || s.Gone {
		t.Errorf("%+v", s)
	}
	if err := os.Remove(old.program); err != nil {
		t.Fatal(err)
	}
	if s := e.want(t, Elsewhere); s.Program != old.program || !s.Gone {
		t.Errorf("%+v", s)
	}
	if get(t, file) != text {
		t.Error("a look has changed the entry")
	}
	if s := e.set(t, true); s.State != On || s.Program != e.program {
		t.Errorf("%+v", s)
	}
}

// "ln -s /usr/share/applications/app.keyport.Keyport.desktop ~/.config/autostart/" is a way that people use.
func TestALinkIsReadAndNeverWrittenThrough(t *testing.T) {
	p, file := session(t)
	e := &Entry{p, program(t, "keyport")}
	target := filepath.Join(t.TempDir(), "menu.desktop")
	text := "[Desktop Entry]\nType=Application\nName=Keyport\nExec=" + e.program + "\n"
	put(t, target, text)
	put(t, file, "")
	link := func() {
		t.Helper()
		_ = os.Remove(file)
		if err := os.Symlink(target, file); err != nil {
			t.Fatal(err)
		}
	}
	link()
	e.want(t, On)
	if e.set(t, false); get(t, target) != text {
		t.Error("the file behind the link has changed")
	}
	link()
	other := &Entry{p, program(t, "keyport")}
	other.want(t, Elsewhere)
	if other.set(t, true); get(t, target) != text {
		t.Error("the file behind the link has changed")
	}
	link()
	_ = os.Remove(target) // it leads nowhere
	e.want(t, Off)
	if s := e.set(t, true); s.State != On {
		t.Errorf("%+v", s)
	}
}

func TestForeignContentsAreToldAndReplacedOnlyOnRequest(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		gone bool
	}{
		"nothing":             {"", true},
		"no entry":            {"\x00\xff\xfe\n[Desktop", true},
		"another group":       {"[Other]\nExec=sh\n", true},
		"another program":     {"[Desktop Entry]\nExec=sh -c keyport\n", false},
		"try what is missing": {"[Desktop Entry]\nExec=sh\nTryExec=/nowhere/keyport\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			p, file := session(t)
			e := &Entry{p, program(t, "keyport")}
			put(t, file, c.text)
			s := e.want(t, Elsewhere)
			if s.Gone != c.gone || !c.gone && s.Program != sh {
				t.Errorf("%+v", s)
			}
			if get(t, file) != c.text {
				t.Error("a look has changed the entry")
			}
			if s := e.set(t, true); s.State != On {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	p, file := session(t)
	e := &Entry{p, program(t, "keyport")}
	put(t, file, "")
	_ = os.Remove(file)
	if err := syscall.Mkfifo(file, 0o600); err != nil { // whoever opens it waits for ever
		t.Fatal(err)
	}
	s := e.want(t, Unavailable)
	var why *Error
	if !errors.As(s.Why, &why) || why.Why != NotPlain || why.Path != file {
		t.Errorf("%v", s.Why)
	}
	_ = os.Remove(file)
	put(t, filepath.Join(file, "x"), "")
	e.want(t, Unavailable)
	for _, on := range []bool{true, false} {
		if _, err := e.Set(t.Context(), on); !errors.As(err, &why) {
			t.Errorf("a folder was replaced: %v", err)
		}
	}
}

func TestWithoutAPlaceItSaysWhy(t *testing.T) {
	var why *Error
	if _, err := newXDG(func(string) string { return "relative" }); !errors.As(err, &why) || why.Why != NoFolder {
		t.Errorf("%v", err)
	}
	p, file := session(t)
	e := &Entry{p, program(t, "keyport")}
	put(t, filepath.Dir(file), "") // a file where the folder would be
	if s := e.want(t, Unavailable); !errors.As(s.Why, &why) || why.Why != ReadOnly {
		t.Errorf("%v", s.Why)
	}
	if _, err := e.Set(t.Context(), true); !errors.As(err, &why) {
		t.Errorf("%v", err)
	}
	if os.Geteuid() == 0 {
		return // for root no folder is read-only
	}
	p, file = session(t)
	e = &Entry{p, e.program}
	e.set(t, true)
	if err := os.Chmod(filepath.Dir(file), 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Dir(file), 0o700) })
	e.want(t, On) // which is true
	if _, err := e.Set(t.Context(), false); !errors.As(err, &why) || why.Why != ReadOnly {
		t.Errorf("%v", err)
	}
}

// An administrator may have put an entry into /etc/xdg/autostart.
func TestAnEntryOfTheComputerIsTakenBackInTheOwnFolder(t *testing.T) {
	system := t.TempDir()
	p, file := session(t, "XDG_CONFIG_DIRS="+filepath.Join(system, "empty")+":"+system)
	e := &Entry{p, program(t, "keyport")}
	theirs := filepath.Join(system, "autostart", filepath.Base(file))
	text, err := desktopEntry(e.program)
	if err != nil {
		t.Fatal(err)
	}
	put(t, theirs, text)
	if s := e.want(t, On); s.Where != theirs {
		t.Errorf("%+v", s)
	}
	if s := e.set(t, false); s.State != Off || s.Where != file {
		t.Errorf("%+v", s)
	}
	if get(t, theirs) != text {
		t.Error("the entry of the computer has changed")
	}
	if s := e.set(t, true); s.State != On || s.Where != file {
		t.Errorf("%+v", s)
	}
}

func TestFoldersAreThoseOfTheSpecification(t *testing.T) {
	for want, vars := range map[string]map[string]string{
		"/c/autostart":         {"XDG_CONFIG_HOME": "/c", "HOME": "/h"},
		"/h/.config/autostart": {"XDG_CONFIG_HOME": "c", "HOME": "/h"},
	} {
		p, err := newXDG(func(name string) string { return vars[name] })
		if err != nil || p.(xdg).own != want || p.(xdg).others[0] != "/etc/xdg/autostart" {
			t.Errorf("%+v, %v, want %s", p, err, want)
		}
	}
}

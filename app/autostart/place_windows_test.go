package autostart

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// keys are a place of the registry of its own, so that a test switches nothing of the one who runs it.
func keys(t *testing.T) hive {
	t.Helper()
	base := `Software\Keyport test ` + t.Name()
	h := hive{base + `\Run`, base + `\Approved`}
	t.Cleanup(func() {
		for _, key := range []string{h.run, h.approved, base} {
			_ = registry.DeleteKey(registry.CURRENT_USER, key)
		}
	})
	return h
}

func setValue(t *testing.T, path string, set func(registry.Key) error) {
	t.Helper()
	k, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if err := set(k); err != nil {
		t.Fatal(err)
	}
}

func exe(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARunValueIsWrittenReadBackAndRemoved(t *testing.T) {
	h := keys(t)
	e := &Entry{h, exe(t)}
	e.want(t, Off)
	e.set(t, false)
	if s := e.set(t, true); s.State != On || !strings.EqualFold(s.Program, e.program) || s.Where != h.where() {
		t.Errorf("%+v", s)
	}
	(&Entry{h, strings.ToUpper(e.program)}).want(t, On)
	if s := e.set(t, false); s.State != Off {
		t.Errorf("%+v", s)
	}

	other := os.Getenv("COMSPEC")
	setValue(t, h.run, func(k registry.Key) error { return k.SetExpandStringValue(valueName, `"`+other+`"`) })
	if s := e.want(t, Elsewhere); s.Program != other || s.Gone {
		t.Errorf("%+v", s)
	}
	setValue(t, h.run, func(k registry.Key) error { return k.SetStringValue(valueName, `%APPDATA%\gone\keyport.exe --login`) })
	if s := e.want(t, Elsewhere); !s.Gone {
		t.Errorf("%+v", s)
	}
	setValue(t, h.run, func(k registry.Key) error { return k.SetDWordValue(valueName, 1) })
	e.want(t, Elsewhere)
	if s := e.set(t, true); s.State != On {
		t.Errorf("%+v", s)
	}
}

// Acceptance: what was switched off in Windows' settings is shown and not changed, also after an update.
func TestWhatWindowsSwitchedOffStaysOff(t *testing.T) {
	h := keys(t)
	e := &Entry{h, exe(t)}
	e.set(t, true)
	no := []byte{3, 0, 0, 0, 0x1c, 0x5f, 0x9c, 0x5a, 0x2b, 0x11, 0xda, 1}
	setValue(t, h.approved, func(k registry.Key) error { return k.SetBinaryValue(valueName, no) })
	for range 2 {
		e.set(t, true)
		e.want(t, Blocked)
		if s := e.set(t, true); s.State != Blocked {
			t.Errorf("%+v", s)
		}
		(&Entry{h, os.Getenv("COMSPEC")}).want(t, Blocked)
		e.set(t, false)
	}
	e.set(t, true)
	setValue(t, h.approved, func(k registry.Key) error {
		if got, _, err := k.GetBinaryValue(valueName); err != nil || string(got) != string(no) {
			t.Errorf("what Windows keeps was changed to %x, %v", got, err)
		}
		return k.SetBinaryValue(valueName, append([]byte{2}, no[1:]...))
	})
	e.want(t, On)
}

package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"keyport/ui/window/windowtest"
)

// bench is a whole window on a screen that is not there.
type bench struct {
	*windowtest.Bench
	w *Window
}

// open builds the window, connects it, and waits until the first settings are shown.
func open(t *testing.T, f *windowtest.Fake, opts ...func(*Options)) *bench {
	t.Helper()
	b := &bench{Bench: windowtest.New(t, f)}
	o := Options{API: f}
	for _, set := range opts {
		set(&o)
	}
	b.w = newWindow(b.App, o, b.UI)
	b.Use(b.w.host, b.w.Stop)
	b.w.Show()
	b.w.Start()
	if !f.Fails("WaitStatus") {
		b.Until("the settings are there", func() bool { return b.w.host.Session.Loaded })
	}
	return b
}

func on(page string) func(*Options) { return func(o *Options) { o.Page = page } }

// shortcut presses Ctrl (Cmd on a Mac) and a key; the test's screen has no keyboard of its own.
func (b *bench) shortcut(key fyne.KeyName) {
	b.w.press(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
}

package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// Whoever only walks through a page has made no mistake.
func TestUntouchedPagesShowNoMistake(t *testing.T) {
	for name, f := range map[string]*windowtest.Fake{"set up": busyFake(), "fresh": windowtest.NewFake()} {
		t.Run(name, func(t *testing.T) {
			b := open(t, f, on(control.PageOverview))
			for i, p := range pages {
				b.w.nav.Select(i)
				b.Settle()
				for range controls(b.Win.Content()) {
					b.Win.Canvas().FocusNext()
				}
				b.Win.Canvas().Unfocus()
				b.Settle()
				for _, said := range mistakes(b.Win.Content()) {
					t.Errorf("%s: %q", p.name, said)
				}
			}
			b.w.Open(control.PageNetwork)
			if b.Write(b.Entry(kit.T("network.port")), "x"); len(mistakes(b.Win.Content())) == 0 {
				t.Error("a mistake is not seen: this tests nothing")
			}
		})
	}
}

// mistakes are the sentences in red.
func mistakes(root fyne.CanvasObject) (said []string) {
	windowtest.Walk(root, func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok && l.Importance == widget.DangerImportance && l.Text != "" {
			said = append(said, l.Text)
		}
	})
	return said
}

// What is on the screen is seen in calls and on recordings.
func TestNoPageShowsASecretUnasked(t *testing.T) {
	f := busyFake()
	b := open(t, f)
	var secrets []string
	for _, access := range f.Secrets {
		secrets = append(secrets, access.Password, strings.TrimPrefix(access.Address, access.Base))
	}
	secrets = append(secrets, windowtest.NewKey)
	if len(secrets) < 3 {
		t.Fatal("there are no apps with secrets")
	}
	for i, p := range pages {
		b.w.nav.Select(i)
		b.Settle()
		if p.name == control.PageKey {
			b.Write(keyEntry(t, b.Win.Content()), windowtest.NewKey)
		}
		markup := b.Markup()
		for _, s := range secrets {
			if s == "" || strings.Contains(markup, s) {
				t.Errorf("%s shows the secret %q", p.name, s)
			}
		}
	}
	windowtest.WantText(t, "title", b.Win.Title(), Title)
}

// keyEntry is the field of the key: the one that masks what is typed.
func keyEntry(t *testing.T, root fyne.CanvasObject) (found *kit.Entry) {
	t.Helper()
	windowtest.Walk(root, func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok && e.Password && found == nil {
			found = e
		}
	})
	if found == nil {
		t.Fatal("there is no field for the key")
	}
	return found
}

package overview

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// testTime bounds a test of everything: each account may take half a minute.
const testTime = 3 * time.Minute

// tests is "Test everything": every key and every app, a line each.
type tests struct {
	host *kit.Host
	busy *kit.Busy
	list *fyne.Container
	box  *kit.Panel
}

func newTests(h *kit.Host) *tests {
	t := &tests{host: h, busy: kit.NewBusy(), list: container.New(&kit.Column{Gap: 4})}
	t.box = kit.NewPanel(kit.Section(kit.T("overview.tests"), ""), t.list)
	t.box.Hide()
	return t
}

func (t *tests) run() {
	t.busy.Start()
	kit.Request(t.host.Calls, testTime, t.host.Session.API.TestAll, func(all []control.TestResult, err error) {
		t.busy.Stop()
		t.list.Objects = nil
		for _, r := range all {
			t.add(r)
		}
		switch {
		case err != nil:
			m := kit.NewMessage()
			m.Fail(kit.Sentence(err))
			t.list.Add(m.Box)
		case len(all) == 0:
			m := kit.NewMessage()
			m.Hint(kit.T("overview.test_nothing"))
			t.list.Add(m.Box)
		}
		t.box.Show()
		t.box.Refresh()
	})
}

func (t *tests) add(r control.TestResult) {
	what := kit.T("overview.test_app", "name", r.Name)
	if r.What == control.TestKey {
		what = kit.T("overview.test_key", "name", r.Name)
	}
	m := kit.NewMessage()
	text := kit.T("overview.test_result", "what", what, "detail", r.Detail)
	if r.OK {
		m.Good(text)
	} else {
		m.Fail(text)
	}
	t.list.Add(m.Box)
}

package activity

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

func request(id uint64, change ...func(*control.ActivityRow)) control.ActivityRow {
	r := control.ActivityRow{
		ID: id, Start: time.Date(2026, 3, 4, 10, 0, int(id%60), 0, time.Local), App: "Zed", Way: control.WayPassword,
		Route: "POST chat/completions", Asked: fmt.Sprint("model-", id), Used: fmt.Sprint("model-", id), Account: "openai",
		Outcome: control.OutcomeOK, Status: 200, First: 400, Took: 3210, TokensIn: 812, TokensOut: 96,
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func ended(o control.Outcome) func(*control.ActivityRow) {
	return func(r *control.ActivityRow) { r.Outcome = o }
}

func by(app string) func(*control.ActivityRow) { return func(r *control.ActivityRow) { r.App = app } }

// open shows the page with these finished requests.
func open(t *testing.T, f *windowtest.Fake, rows ...control.ActivityRow) (*windowtest.Bench, *page) {
	t.Helper()
	f.Rows = rows
	b, p := windowtest.Open(t, f, newPage)
	b.Until("the rows are there", func() bool { return len(p.rows.finished) == len(rows) && p.feed.since.Run != 0 })
	return b, p
}

// shown are the numbers of the requests in the list, from the top.
func shown(p *page) string {
	var ids []string
	for _, r := range p.rows.shown {
		ids = append(ids, fmt.Sprint(r.ID))
	}
	return strings.Join(ids, " ")
}

func TestTheNewestIsOnTopAndRunningOnesBefore(t *testing.T) {
	f := windowtest.WithApps()
	f.Live = []control.ActivityRow{request(9, ended(control.OutcomeRunning))}
	b, p := open(t, f, request(1), request(2), request(3, func(r *control.ActivityRow) { r.Asked, r.Used = "fast", "gpt-4.1" }))
	windowtest.WantText(t, "list", shown(p), "9 3 2 1")
	b.WantSeen("fast › gpt-4.1", "Running", "OK", "3.2 s", "400 ms", "812 / 96", "10:00:03", "Zed")

	f.Happen(func() {
		f.Live = nil
		f.Rows = append(f.Rows, request(9, ended(control.OutcomeCutOff)), request(8))
	})
	b.Until("they have ended", func() bool { return len(p.rows.shown) == 5 })
	windowtest.WantText(t, "list", shown(p), "9 8 3 2 1") // by their beginning
	b.WantSeen("Cut off")
}

func TestAnEmptyListSaysWhatWillAppear(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f)
	b.WantSeen("Nothing has asked yet", "every request of your apps")
	b.Tap("Connect an app")
	if len(b.Turned) != 1 || b.Turned[0] != control.PageApps {
		t.Errorf("turned to %q", b.Turned)
	}
	f.Happen(func() { f.Rows = append(f.Rows, request(1)) })
	b.Until("a request is there", func() bool { return len(p.rows.shown) == 1 })
	b.WantUnseen("Nothing has asked yet")
}

func TestFilters(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1), request(2, by("Code"), ended(control.OutcomeProviderError)), request(3, by("Code")), request(4, by(""), ended(control.OutcomeRefused)))
	windowtest.WantText(t, "apps", strings.Join(p.app.Options, ","), "All apps,Code,Zed")
	b.Checks("Errors only")[0].SetChecked(true)
	windowtest.WantText(t, "errors", shown(p), "4 2")
	p.app.SetSelected("Code")
	windowtest.WantText(t, "errors of Code", shown(p), "2")
	b.Checks("Errors only")[0].SetChecked(false)
	windowtest.WantText(t, "of Code", shown(p), "3 2")
	p.app.SetSelected("All apps")
	p.Find()
	if b.Win.Canvas().Focused() != fyne.Focusable(p.search) {
		t.Error("Find does not go to the field")
	}
	b.Write(p.search, "MODEL-3")
	windowtest.WantText(t, "with the word", shown(p), "3")
	b.Write(p.search, "provider err")
	windowtest.WantText(t, "with the result", shown(p), "2")
	b.Write(p.search, "nobody")
	b.WantSeen("No request fits these filters.")
	b.Tap("Show all")
	windowtest.WantText(t, "all", shown(p), "4 3 2 1")
}

func TestCancelARunningRequest(t *testing.T) {
	f := windowtest.WithApps()
	f.Live = []control.ActivityRow{request(9, ended(control.OutcomeRunning))}
	b, p := open(t, f)
	b.Until("it runs", func() bool { return len(p.rows.shown) == 1 })
	p.choose(0)
	b.Settle()
	b.Tap("Cancel request")
	b.WantCalls("ActivityDetail 9", "CancelRequest 9")
	f.Happen(func() { f.Live, f.Rows = nil, []control.ActivityRow{request(9, ended(control.OutcomeCancelledHere))} })
	b.Until("it has ended", func() bool { return len(p.rows.finished) == 1 })
	b.Settle()
	b.WantSeen("Cancelled here")
	if b.Button("Cancel request") != nil {
		t.Error("it can be cancelled again")
	}
}

func detailed() control.ActivityDetail {
	return control.ActivityDetail{
		Headers: 380, Said: "openai.example answered with status 400. It says: [click](http://evil.example)", Messages: 3, Characters: 4120,
		Changes: []control.ActivityChange{
			{What: control.ChangeModel, Before: "fast", After: "gpt-4.1"},
			{What: control.ChangeForced, Name: "temperature", Before: "1", After: "0.6", Rule: 2, RuleModels: "gpt-*"},
			{What: control.ChangeDefaulted, Name: "top_p", After: "0.95", Rule: 2, RuleModels: "gpt-*"},
			{What: control.ChangeThoughts, Name: "strip", Characters: 1234},
		},
		Dropped: []string{"Authorization", "Cookie"},
		Curl:    "curl 'http://127.0.0.1:11434/v1/chat/completions' -H \"Authorization: Bearer $KEYPORT_PASSWORD\"", Report: "request: POST chat/completions\n",
	}
}

func TestDetails(t *testing.T) {
	f := windowtest.WithApps()
	f.Details[1] = detailed()
	b, p := open(t, f, request(1, ended(control.OutcomeProviderError)), request(2))
	p.choose(1)
	b.Settle()
	b.WantSeen("It says: [click](http://evil.example)", "From the app", "Model: fast", "Model: gpt-4.1", "temperature: 1", "temperature: 0.6 (rule 2: gpt-*)",
		"top_p: not set", "top_p: 0.95 (rule 2: gpt-*)", "Thoughts in the answer: 1 234 characters", "Thoughts removed", "3 messages, 4 120 characters",
		"Authorization, Cookie", "Zed, with its password", "812 in, 96 out", "First token after 400 ms", "Ended after 3.2 s")
	b.Tap("Copy as curl")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), f.Details[1].Curl)
	b.WantSeen("Set KEYPORT_PASSWORD")
	b.Tap("Copy report")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), f.Details[1].Report)

	p.choose(0) // another one
	b.Settle()
	b.WantUnseen("temperature: 0.6", "click")
	b.WantSeen("Keyport passed everything on as it was.")
	p.choose(0) // again: away
	b.WantUnseen("What Keyport changed")
	p.choose(1)
	b.Leave()
	if p.details.id != 0 {
		t.Error("the details stay open on a page that is out of sight")
	}
}

func TestDetailsOfARequestThatHasGone(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1))
	f.Fail["ActivityDetail"] = &control.Error{Code: control.CodeNotFound, Message: "x"}
	p.choose(0)
	b.Settle()
	b.WantSeen("This request has made way for newer ones.")
}

func TestRecording(t *testing.T) {
	f := windowtest.WithApps()
	f.Details[1] = control.ActivityDetail{
		Bodies: &control.ActivityBodies{Request: "{\n\t\"prompt\": \"whisper\u202e\"}", Answer: "answer " + strings.Repeat("long ", 2000), Cut: true},
		Curl:   "curl whisper",
	}
	b, p := open(t, f, request(1, func(r *control.ActivityRow) { r.Captured = true }))
	now := time.Now()
	p.now = func() time.Time { return now }
	b.Tap("Record…")
	b.WantSeen("Record prompts and answers?", "erased when the time is over")
	b.Tap("15 minutes")
	b.WantCalls("Capture 15")
	until := now.Add(15 * time.Minute)
	f.With(func(_ *control.Settings, st *control.Status) { st.CaptureUntil = &until })
	b.Followed()
	b.WantSeen("Recording prompts and answers in memory, 15:00 left.")
	if b.Button("Record…") != nil {
		t.Error("it can be switched on twice")
	}
	now = now.Add(61 * time.Second)
	b.PassTime()
	b.WantSeen("13:59 left")

	p.choose(0)
	b.Settle()
	b.WantSeen("What the app sent", `"prompt": "whisper"`, "Only the beginning is shown here.", "Of a long text only the first part")
	b.WantInert()
	b.Tap("Copy as curl")
	b.WantSeen("with the recorded prompt in it")

	// The time is over: the words go from the window even before Keyport says so.
	now = until.Add(time.Second)
	b.PassTime()
	b.WantUnseen("whisper", "Recording prompts and answers in memory")
	if strings.Contains(b.Markup(), "whisper") || p.details.shown.Bodies != nil {
		t.Error("what was recorded is still in the window")
	}
}

func TestStopRecording(t *testing.T) {
	f := windowtest.WithApps()
	until := time.Now().Add(time.Hour)
	f.State.CaptureUntil = &until
	b, _ := open(t, f, request(1))
	b.Tap("Stop and erase")
	b.WantCalls("Capture 0")
	f.With(func(_ *control.Settings, st *control.Status) { st.CaptureUntil = nil })
	b.Followed()
	b.WantUnseen("Recording prompts")
	b.WantSeen("Record…")
}

func TestClearAsksFirst(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1), request(2))
	b.Tap("Clear")
	b.WantCalls()
	b.Tap("Cancel")
	b.Tap("Clear")
	b.Tap("Clear")
	b.WantCalls("ClearActivity")
	b.Until("the list is empty", p.rows.empty)
	b.WantSeen("Nothing has asked yet")
}

func TestThePageAsksOnlyWhileItIsInSight(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1))
	b.Leave()
	f.Happen(func() { f.Rows = append(f.Rows, request(2)) })
	f.Lock()
	looked := f.Looked
	f.Unlock()
	f.With(func(*control.Settings, *control.Status) {})
	b.Followed()
	f.Lock()
	if f.Looked > looked+1 { // one may have been on its way
		t.Errorf("asked %d times out of sight", f.Looked-looked)
	}
	f.Unlock()
	if len(p.rows.finished) != 1 {
		t.Error("rows come in out of sight")
	}
	b.Enter()
	b.Until("it has caught up", func() bool { return len(p.rows.finished) == 2 })
}

func TestFiveThousandRows(t *testing.T) {
	f := windowtest.WithApps()
	all := make([]control.ActivityRow, 5000)
	for i := range all {
		all[i] = request(uint64(i + 1))
	}
	b, p := open(t, f, all...)
	if n := len(b.Seen()); n > 20_000 {
		t.Errorf("%d characters stand on the window", n)
	}
	f.Happen(func() { f.Rows = append(f.Rows, request(5001), request(5002)) })
	b.Until("two more are there", func() bool { return p.rows.finished[len(p.rows.finished)-1].ID == 5002 })
	if len(p.rows.finished) != 5000 || p.rows.finished[0].ID != 3 {
		t.Errorf("%d rows from %d", len(p.rows.finished), p.rows.finished[0].ID)
	}
}

// Who has scrolled down reads on, whatever comes in above.
func TestScrolledListStaysWhereItIs(t *testing.T) {
	f := windowtest.WithApps()
	var rows []control.ActivityRow
	for i := range 200 {
		rows = append(rows, request(uint64(i+1)))
	}
	b, p := open(t, f, rows...)
	p.list.ScrollToOffset(1000)
	before := p.list.GetScrollOffset()
	f.Happen(func() { f.Rows = append(f.Rows, request(201), request(202), request(203)) })
	b.Until("three more are there", func() bool { return len(p.rows.finished) == 203 })
	if moved := p.list.GetScrollOffset() - before; moved < 3*p.rowHeight || moved > 3*p.rowHeight+20 {
		t.Errorf("it moved by %v, a row is %v high", moved, p.rowHeight)
	}
}

func TestHostileNamesAreInert(t *testing.T) {
	f := windowtest.WithApps()
	evil := func(r *control.ActivityRow) {
		r.App, r.Asked, r.Used, r.Route, r.Account, r.Code = windowtest.Hostile, windowtest.Hostile, "x"+windowtest.Hostile, windowtest.Hostile, windowtest.Hostile, windowtest.Hostile
		r.Outcome, r.Way = control.OutcomeProviderError, control.WayAddress
	}
	d := control.ActivityDetail{Said: windowtest.Hostile, Dropped: []string{windowtest.Hostile}, Bodies: &control.ActivityBodies{Request: windowtest.Hostile, Sent: windowtest.Hostile, Answer: windowtest.Hostile}}
	for _, what := range []string{control.ChangeModel, control.ChangeForced, control.ChangeRemoved, control.ChangeRefused, control.ChangeDialect, control.ChangeThoughts, windowtest.Hostile} {
		d.Changes = append(d.Changes, control.ActivityChange{What: what, Name: windowtest.Hostile, Before: windowtest.Hostile, After: windowtest.Hostile, Rule: 1, RuleModels: windowtest.Hostile})
	}
	until := time.Now().Add(time.Hour)
	f.State.CaptureUntil = &until
	f.Details[1] = d
	b, p := open(t, f, request(1, evil))
	b.WantInert()
	p.choose(0)
	b.Settle()
	b.WantInert()
	b.WantSeen("![a](http://evil.example/x.png)")
}

func TestItFits(t *testing.T) {
	defer assets.Lengthen(0.4)()
	f := windowtest.WithApps()
	f.Details[1] = detailed()
	until := time.Now().Add(time.Hour)
	f.State.CaptureUntil = &until
	b, p := open(t, f, request(1, ended(control.OutcomeProviderError)), request(2))
	b.Win.Resize(windowtest.PageRoom)
	b.WantFits(windowtest.PageRoom)
	p.choose(1)
	b.Settle()
	b.WantFits(windowtest.PageRoom)
	f.Happen(func() { f.Rows = nil })
}

func TestTabGoesThroughThePageInOrder(t *testing.T) {
	f := windowtest.WithApps()
	b, p := open(t, f, request(1))
	var order []fyne.Focusable
	for range 12 {
		b.Win.Canvas().(interface{ FocusNext() }).FocusNext()
		order = append(order, b.Win.Canvas().Focused())
	}
	at := func(what fyne.Focusable) int {
		for i, o := range order {
			if o == what {
				return i
			}
		}
		t.Errorf("%T is never reached", what)
		return -1
	}
	last := -1
	for _, f := range []fyne.Focusable{p.record, p.clear, p.search, p.app, p.errors, p.list} {
		if i := at(f); i < last {
			t.Errorf("%T is reached too early", f)
		} else {
			last = i
		}
	}
}

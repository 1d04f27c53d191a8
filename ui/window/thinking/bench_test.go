package thinking

import (
	"reflect"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

// tried waits until the answer was tried once more.
func tried(b *windowtest.Bench, more func()) control.TryThink {
	b.T.Helper()
	count := func() int { b.Fake.Lock(); defer b.Fake.Unlock(); return len(b.Fake.ThinkTries) }
	before := count()
	more()
	b.PassTime()
	if count() == before {
		b.T.Fatal("nothing was tried")
	}
	b.Fake.Lock()
	defer b.Fake.Unlock()
	return b.Fake.ThinkTries[len(b.Fake.ThinkTries)-1]
}

func answering(out control.TriedThink) *windowtest.Fake {
	f := windowtest.WithRules()
	f.ThinkTried = out
	return f
}

func TestTheDraftIsTriedOnThePastedAnswer(t *testing.T) {
	b, p := windowtest.Open(t, answering(control.TriedThink{Mode: "reasoning", Answer: "It is 4.", Thinking: "2 and 2"}), newPage)
	got := tried(b, func() {
		p.mode.SetSelected("Move to the thinking field")
		b.Write(p.cards[0].models, "qwq*")
		b.Write(p.bench.model, "qwq-32b")
	})
	want := windowtest.MixedRules() // with what the other page shows of them: it may say more of thoughts
	want[0].Models = []string{"qwq*"}
	if got.Think.Mode != "reasoning" || !reflect.DeepEqual(got.Rules, want) || got.Model != "qwq-32b" || got.Split != 3 || got.Sample != p.bench.sample.Text {
		t.Errorf("tried %+v", got)
	}
	b.WantSeen("The app gets", "It is 4.", "Moved to the thinking field", "2 and 2")
	if got = tried(b, func() { p.bench.split.SetSelected("all at once") }); got.Split != 0 {
		t.Errorf("tried %+v", got)
	}
	b.WantCalls() // nothing was saved
}

func TestTheExampleThinksAloud(t *testing.T) {
	b, p := windowtest.Open(t, answering(control.TriedThink{}), newPage)
	if !strings.HasPrefix(p.bench.sample.Text, "<think>") || !strings.Contains(p.bench.sample.Text, "</think>") {
		t.Errorf("%q", p.bench.sample.Text)
	}
	b.Write(p.bench.sample, "x")
	got := tried(b, func() { b.Tap("Example") })
	if !strings.HasPrefix(got.Sample, "<think>") {
		t.Errorf("tried %q", got.Sample)
	}
}

func TestAnAnswerIsPlayedPieceByPiece(t *testing.T) {
	out := control.TriedThink{
		Mode: "strip", Answer: "Yes", Thinking: "hm",
		Pieces: []control.Piece{{In: "<think>"}, {In: "hm", Thinking: "hm"}, {In: "</think>Y", Answer: "Y"}, {In: "es", Answer: "es"}},
	}
	b, p := windowtest.Open(t, answering(out), newPage)
	tried(b, func() { b.Write(p.bench.sample, "x") })
	b.WantSeen("Thought, and removed")
	b.Tap("Play")
	shown := func() string {
		return p.bench.answer.label.Text + "|" + p.bench.mind.label.Text + "|" + p.bench.count.Text
	}
	for _, want := range []string{"||piece 1 of 4", "|hm|piece 2 of 4", "Y|hm|piece 3 of 4", "Yes|hm|piece 4 of 4", "Yes|hm|"} {
		windowtest.WantText(t, "shown", shown(), want)
		b.PassTime()
	}
	if b.Button("Play") == nil {
		t.Error("it still plays")
	}
	b.Tap("Play")
	b.Tap("Stop")
	windowtest.WantText(t, "shown", shown(), "Yes|hm|")
	b.PassTime() // the one that was stopped
	windowtest.WantText(t, "shown", shown(), "Yes|hm|")
	b.Tap("Play")
	tried(b, func() { b.Write(p.bench.sample, "y") })
	if b.Button("Stop") != nil {
		t.Error("it plays on although the answer is another one")
	}
}

func TestWhatIsOddAboutAnAnswerIsSaid(t *testing.T) {
	for want, out := range map[string]control.TriedThink{
		"The text ends inside a thought": {Mode: "strip", Unclosed: true},
		"twice there":                    {Mode: "reasoning", Warnings: []control.Warning{{Sentence: "twice there"}}, Unclosed: true},
		"Start and end tag must differ.": {Problems: []control.FieldError{{Field: "think.tags", Message: "Start and end tag must differ."}}},
	} {
		b, p := windowtest.Open(t, answering(out), newPage)
		tried(b, func() { b.Write(p.bench.sample, "x") })
		b.WantSeen(want)
	}
}

func TestWrongTagsAreSaidWhenTheFocusLeavesThem(t *testing.T) {
	b, p := windowtest.Open(t, windowtest.WithAccount(), newPage)
	row := p.tags.rows[0]
	for _, c := range []struct{ end, want string }{
		{"<THINK>", "Start and end tag must differ."},
		{strings.Repeat("x", 65), "At most 64 characters in a tag."},
		{`\q`, `Tag 2 holds an unknown escape; write \\ for a backslash.`},
		{"</think>", ""},
	} {
		b.Write(row.end, c.end)
		windowtest.WantText(t, c.end, p.tags.note.Text(), c.want)
	}
	p.tags.add.OnTapped()
	b.Write(p.tags.rows[1].start, "<a>") // half a pair: not yet
	windowtest.WantText(t, "message", p.tags.note.Text(), "")
	b.Tap("Save")
	b.WantCalls()
	for len(p.tags.rows) < maxTags {
		p.tags.add.OnTapped()
	}
	if p.tags.add.Visible() {
		t.Error("a sixth pair is offered")
	}
}

func TestALongAnswerIsShownByItsEnd(t *testing.T) {
	b, p := windowtest.Open(t, answering(control.TriedThink{Mode: "strip", Answer: strings.Repeat("word ", 50_000) + "end"}), newPage)
	tried(b, func() { b.Write(p.bench.sample, "x") })
	if text := p.bench.answer.label.Text; len([]rune(text)) > outputRunes || !strings.HasSuffix(text, "end") {
		t.Errorf("%d characters are shown", len(text))
	}
}

func TestHostileAnswersAreShownAsText(t *testing.T) {
	h := windowtest.Hostile
	b, p := windowtest.Open(t, answering(control.TriedThink{Mode: "strip", Answer: h, Thinking: h, Warnings: []control.Warning{{Sentence: h}}}), newPage)
	tried(b, func() { b.Write(p.bench.sample, "x") })
	b.WantInert()
}

func TestThePageFitsTheSmallestWindow(t *testing.T) {
	defer assets.Lengthen(0.4)()
	b, _ := windowtest.Open(t, windowtest.WithRules(), newPage)
	b.WantFits(windowtest.PageRoom)
}

package kit

import "testing"

// What a page edits between what is saved and what stands in its fields.
func TestDraftKeepsWhatIsTyped(t *testing.T) {
	saved, field := "a", ""
	d := &Draft[string]{Stored: func() string { return saved }, Read: func() string { return field }, Fill: func(v string) { field = v }}
	if d.Dirty() || d.Filled() {
		t.Fatal("changed before anything was loaded")
	}
	if !d.Load() || field != "a" || d.Dirty() {
		t.Fatalf("loaded %q", field)
	}
	field = "typed"
	if d.Load() || field != "typed" || !d.Dirty() {
		t.Fatalf("what was typed is gone: %q", field)
	}
	if d.Undo(); field != "a" || d.Dirty() {
		t.Fatalf("undone to %q", field)
	}
	field, saved = "b", "b"
	if d.Saved(); d.Dirty() || d.Base() != "b" {
		t.Fatal("what was saved counts as changed")
	}
	field, saved = "typed", "elsewhere" // of two changes the saved one counts
	if !d.Load() || field != "elsewhere" {
		t.Fatalf("shown %q", field)
	}
}

func TestWhatFillingReportsIsNoEdit(t *testing.T) {
	d := &Draft[int]{Stored: func() int { return 1 }, Read: func() int { return 2 }}
	d.Fill = func(int) {
		if d.Filled() || d.Dirty() {
			t.Error("filling counts as an edit")
		}
	}
	d.Load()
}

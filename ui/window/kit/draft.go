package kit

// Draft is what a page edits of the settings, between what is saved and what
// stands in the fields: whether they differ, how the fields are filled, and what
// undoing brings back. It is for the user interface's goroutine.
type Draft[T any] struct {
	Stored func() T // what the settings hold now
	Read   func() T // what the fields hold
	Fill   func(T)  // puts values into the fields

	base   T
	filled bool
}

// Filled says whether the fields hold what was loaded: not before the first
// settings, and not while they are being filled. Until then what they report is
// no edit of the person's.
func (d *Draft[T]) Filled() bool { return d.filled }

// Dirty says whether the person has changed anything.
func (d *Draft[T]) Dirty() bool { return d.filled && !Same(d.Read(), d.base) }

// Base is what the fields were filled with.
func (d *Draft[T]) Base() T { return d.base }

// Load takes over the settings. What the person is typing stays, unless it is
// about something that is another one now.
func (d *Draft[T]) Load() (filled bool) {
	stored := d.Stored()
	if d.Dirty() && Same(stored, d.base) {
		return false
	}
	d.base = stored
	d.Undo()
	return true
}

// Undo fills the fields with what was loaded.
func (d *Draft[T]) Undo() {
	d.filled = false
	d.Fill(d.base)
	d.filled = true
}

// Saved takes over what was just saved, as the settings have it.
func (d *Draft[T]) Saved() {
	d.base = d.Stored()
	d.Undo()
}

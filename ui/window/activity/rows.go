package activity

import (
	"cmp"
	"slices"
	"strings"

	"keyport/app/control"
)

// rows are the requests that the page knows, and those of them that are shown.
type rows struct {
	finished []control.ActivityRow // by their number, the oldest first
	running  []control.ActivityRow // the newest first
	filter   filter
	shown    []control.ActivityRow // running ones first, then the newest
}

// filter says which requests are shown.
type filter struct {
	text   string // in small letters
	app    string // "" is any
	errors bool
}

func (f filter) takes(r control.ActivityRow) bool {
	if f.errors && !r.Outcome.Bad() || f.app != "" && f.app != r.App {
		return false
	}
	if f.text == "" {
		return true
	}
	for _, in := range [...]string{r.Asked, r.Used, r.App, r.Route, r.Account, r.Code} {
		if strings.Contains(strings.ToLower(in), f.text) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(outcomeWord(r)), f.text)
}

// take takes a page over. It gives how many rows have come in above those that
// were shown before, for a list that has been scrolled.
func (s *rows) take(p control.ActivityPage) (above int) {
	if p.Reset {
		s.finished = nil
	}
	for _, r := range p.Rows {
		at, again := s.at(r.ID)
		if again {
			s.finished[at] = r
		} else {
			s.finished = slices.Insert(s.finished, at, r)
		}
	}
	if p.Keep > 0 && len(s.finished) > p.Keep {
		s.finished = slices.Delete(s.finished, 0, len(s.finished)-p.Keep)
	}
	s.running = p.Running
	before := len(s.shown)
	s.choose()
	return max(0, len(s.shown)-before)
}

// at is the place of a finished request, or where it belongs.
func (s *rows) at(id uint64) (int, bool) {
	if n := len(s.finished); n == 0 || s.finished[n-1].ID < id { // nearly always
		return n, false
	}
	return slices.BinarySearchFunc(s.finished, id, func(r control.ActivityRow, id uint64) int { return cmp.Compare(r.ID, id) })
}

// choose finds out which requests are shown.
func (s *rows) choose() {
	s.shown = s.shown[:0]
	for _, r := range s.running {
		if s.filter.takes(r) {
			s.shown = append(s.shown, r)
		}
	}
	for _, r := range slices.Backward(s.finished) {
		if s.filter.takes(r) {
			s.shown = append(s.shown, r)
		}
	}
}

// find gives a request by its number.
func (s *rows) find(id uint64) (control.ActivityRow, bool) {
	for _, r := range s.running {
		if r.ID == id {
			return r, true
		}
	}
	if at, ok := s.at(id); ok {
		return s.finished[at], true
	}
	return control.ActivityRow{}, false
}

// empty reports whether there is nothing at all.
func (s *rows) empty() bool { return len(s.running)+len(s.finished) == 0 }

// apps are the names of those that asked, sorted.
func (s *rows) apps() []string {
	var names []string
	for _, all := range [...][]control.ActivityRow{s.running, s.finished} {
		for _, r := range all {
			if r.App != "" && !slices.Contains(names, r.App) {
				names = append(names, r.App)
			}
		}
	}
	slices.Sort(names)
	return names
}

package settings

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"keyport/assets"
)

// Store is the settings file with the settings that are current. Its methods
// may be called from several goroutines; several processes may have a Store on
// the same file, and none overwrites what another one has saved.
type Store struct {
	path string // as given
	file string // with symbolic links followed, so that a link to a folder of dotfiles stays one

	mu   sync.Mutex // serialises writers
	disk []byte     // what the file held when it was last read or written; nil when it was not there

	now atomic.Pointer[state]
}

// state is one published revision.
type state struct {
	settings Settings
	revision uint64
	invalid  []byte // the text of a file that is invalid: settings is what is safe of it
	newer    bool
	damaged  bool // settings stand in for a file that was no TOML, until something is saved
}

// Report says what Open found.
type Report struct {
	// FirstRun: there is no settings file; the settings are Default, and nothing was written yet.
	FirstRun bool
	// BrokenCopy is the path of the file that was no TOML and was put aside, now or by an earlier
	// Open after which nothing was saved; the settings are Default.
	BrokenCopy string
	// Broken says where that file stops being readable.
	Broken string
	// BackupUsable: the settings are not those of the file, and RestoreBackup can bring the last ones back.
	BackupUsable bool
	// Newer: a newer Keyport wrote the file. It is read as far as it is understood and never written.
	Newer bool
	// Problems are the fields that are wrong. The file stays as it is; what runs is what is safe of it.
	Problems []Problem
	// Warnings are allowed but unwise, or keys that Keyport does not know.
	Warnings []Problem
}

// Open reads the settings file. A file that is not there or not TOML is no
// error: the report says so. An error means that the file is there but cannot
// be read at all, which more settings would not help.
func Open(path string) (*Store, Report, error) {
	s := &Store{path: path, file: path}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		s.file = real
	}
	return s.open()
}

func (s *Store) open() (*Store, Report, error) {
	text, err := readFile(s.file)
	var r Report
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && len(bytes.TrimSpace(text)) == 0:
		// An empty file is what a crash of the computer leaves; there is nothing in it to keep.
		if s.lastBroken() != "" { // nothing was saved since, by whatever has looked at the file meanwhile
			return s, s.standIn(Report{BrokenCopy: s.lastBroken(), BackupUsable: s.backupUsable()}), nil
		}
		r = Report{FirstRun: true, BackupUsable: s.backupUsable()}
		s.publish(Default(), nil, false)
		return s, r, nil
	case err != nil && !errors.Is(err, errTooBig):
		return nil, r, &Error{Code: "unreadable", Message: assets.T("settings.error.unreadable", "file", s.path), Err: err}
	}
	f := file{}
	if err == nil {
		f, err = parse(text)
	}
	if err != nil {
		if unlock, lockErr := s.lock(); lockErr == nil {
			defer unlock()
			if again, _ := readFile(s.file); !bytes.Equal(again, text) { // somebody is just putting it right
				unlock()
				return s.open()
			}
		}
		return s, s.rescue(err), nil
	}
	s.disk = text
	var invalid []byte
	if len(f.errs) > 0 {
		invalid = text
	}
	s.publish(f.safe, invalid, f.newer)
	r = Report{Newer: f.newer, Problems: f.errs, Warnings: f.warnings}
	r.BackupUsable = len(f.errs) > 0 && s.backupUsable()
	return s, r, nil
}

// rescue puts a broken file aside and goes on with defaults.
func (s *Store) rescue(cause error) Report {
	r := Report{Broken: cause.Error(), BackupUsable: s.backupUsable()}
	name, err := s.putAside(nil, true)
	if err != nil {
		name = s.file // it could not be moved; Save puts a copy of it aside or fails
	}
	r.BrokenCopy = name
	return s.standIn(r)
}

// standIn goes on with defaults that nobody has chosen.
func (s *Store) standIn(r Report) Report {
	s.publish(Default(), nil, false)
	s.now.Load().damaged = true // nobody else has seen it yet
	return r
}

// publish makes s current under the next revision.
func (s *Store) publish(next Settings, invalid []byte, newer bool) uint64 {
	revision := uint64(1)
	if now := s.now.Load(); now != nil {
		revision = now.revision + 1
	}
	s.now.Store(&state{settings: next, revision: revision, invalid: invalid, newer: newer})
	return revision
}

// Current gives the settings that count now. Of an invalid file they are what
// is safe: access by client only, nothing that was wrong.
func (s *Store) Current() Settings { return s.now.Load().settings.Clone() }

// Revision changes with every change of Current.
func (s *Store) Revision() uint64 { return s.now.Load().revision }

// Snapshot gives Current and Revision of the same moment.
func (s *Store) Snapshot() (Settings, uint64) {
	now := s.now.Load()
	return now.settings.Clone(), now.revision
}

// Path is the settings file as it was named to Open.
func (s *Store) Path() string { return s.path }

// ReadOnly says whether Save fails because a newer Keyport owns the file.
func (s *Store) ReadOnly() bool { return s.now.Load().newer }

// Damaged says whether Current stands in for a file that was no TOML. Saving
// or restoring settings ends that; opening the file again does not.
func (s *Store) Damaged() bool { return s.now.Load().damaged }

// Problems are the wrong fields of the file, none once valid settings were
// saved. They are worded in the language of the moment.
func (s *Store) Problems() []Problem {
	text := s.now.Load().invalid
	if text == nil {
		return nil
	}
	f, _ := parse(text) // it was no error before
	return f.errs
}

// Save writes next and makes it current. revision is the one that next is
// based on. verify, which may be nil, can still say no once next is known to be
// valid (the port cannot be bound); it must not call Save. An error leaves file
// and settings as they were: *Invalid, ErrConflict, ErrNewer, verify's own, or
// an *Error when the file cannot be written. When somebody else changed the
// file since it was read, that becomes current and the error is ErrConflict.
func (s *Store) Save(next Settings, revision uint64, verify func(Settings) error) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(revision); err != nil {
		return 0, err
	}
	next = next.Clone().normal()
	if errs, _ := next.Validate(); len(errs) > 0 {
		return 0, &Invalid{errs}
	}
	unlock, err := s.lock()
	if err != nil {
		return 0, err
	}
	defer unlock()
	keep, err := s.meet()
	if err != nil {
		return 0, err
	}
	text, err := encode(next, s.disk)
	if err != nil {
		return 0, err
	}
	if verify != nil {
		if err := verify(next.Clone()); err != nil {
			return 0, err
		}
	}
	if err := s.write(text, keep); err != nil {
		return 0, err
	}
	return s.publish(next, nil, false), nil
}

func (s *Store) ready(revision uint64) error {
	now := s.now.Load()
	switch {
	case now.newer:
		return ErrNewer
	case now.revision != revision:
		return ErrConflict
	}
	return nil
}

// Modify changes the current settings in place and saves them, and does so
// again when somebody else saved in between. Of an invalid file it changes
// nothing: what it would write is less than what the person wrote.
func (s *Store) Modify(change func(*Settings) error, verify func(Settings) error) error {
	for range 10 {
		if problems := s.Problems(); len(problems) > 0 {
			return &Invalid{problems}
		}
		next, revision := s.Snapshot()
		if err := change(&next); err != nil {
			return err
		}
		if _, err := s.Save(next, revision, verify); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

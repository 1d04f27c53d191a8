package control

import (
	"context"
	"time"
)

// UpdatesAPI is what is known of newer versions of Keyport, and the way to one
// that was installed over the one that runs. Whether Keyport looks by itself is
// the setting updates.notify.
type UpdatesAPI interface {
	// Updates says what is known. It works offline too, as does CheckUpdates; both fail with CodeNoUpdates
	// in a copy that was built without update notices.
	Updates(ctx context.Context) (Updates, error)
	// CheckUpdates asks the site now, whatever the setting: it is the person's own wish. It fails with
	// CodeUnreachable or CodeUntrusted.
	CheckUpdates(ctx context.Context) (Updates, error)
	// SkipUpdate has Keyport tell no more of the version that is known.
	SkipUpdate(ctx context.Context) error
	// OpenRelease shows the page of the newest version in the browser or, where none can be started, PageAbout.
	OpenRelease(ctx context.Context) error
	// Restart is QuitWhenIdle, and then Keyport starts anew from its file, which may be a newer version by
	// then. It fails with CodeConflict where keys would be lost that live in memory alone, and with
	// CodeNoProgram where that file does not start.
	Restart(ctx context.Context) error
}

// CodeUpdate is the code of the Problem that tells of a newer version, to who wants to hear of it.
const CodeUpdate = "update"

// Updates is what a copy of Keyport knows of newer ones.
type Updates struct {
	Host    string     `json:"host"`            // the site that is asked: it alone sees the question
	Notify  bool       `json:"notify"`          // once a week, by itself
	Newer   *Release   `json:"newer,omitempty"` // nil when nothing newer is known
	Skipped bool       `json:"skipped,omitempty"`
	Tried   *time.Time `json:"tried,omitempty"` // nil: never asked
	Failed  bool       `json:"failed,omitempty"`
}

// Release is a version of Keyport.
type Release struct {
	Version string `json:"version"`
	Date    string `json:"date"`  // "2026-01-31"
	Notes   string `json:"notes"` // the https address of the page that tells what is new
	// Urgent: it ends a fault of the version that runs, which endangers keys or answers.
	Urgent bool `json:"urgent,omitempty"`
}

// WindowAgain is the name of a variable in the environment of a Keyport that was
// started anew: a window was open, so one is to be opened.
const WindowAgain = "KEYPORT_WINDOW_AGAIN"

// PauseAgain is the name of another one: when the pause ends that the person has
// asked the one before for, in RFC 3339, or "on" for one without an end.
const PauseAgain = "KEYPORT_PAUSE_AGAIN"

package app

import (
	"errors"
	"path/filepath"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// reportSettings turns what was found in the settings file into problems.
func (k *Keyport) reportSettings(r settings.Report) {
	switch {
	case r.BrokenCopy != "":
		// Fresh settings are not simply used: they could send a prompt that was meant
		// for the own computer to a provider.
		p := problem{text: "settings_broken", args: fill("copy", filepath.Base(r.BrokenCopy)), blocking: true, restore: r.BackupUsable, action: control.ActionFresh}
		if r.BackupUsable {
			p.action, p.second = control.ActionRestore, control.ActionFresh
		}
		k.raise(problemBroken, p)
	case r.FirstRun && r.BackupUsable: // a crash of the computer may leave an empty file, or none
		k.raise(problemFresh, problem{text: "settings_fresh", quiet: true, restore: true, action: control.ActionRestore, second: control.ActionDismiss})
	}
	if r.Newer {
		k.raise(problemNewer, problem{text: "settings_newer", page: control.PageAbout, action: control.ActionNewerVersion})
	}
	// The report was made before the language was known, which stands in that file.
	if wrong := k.store.Problems(); len(wrong) > 0 {
		first := wrong[0]
		p := problem{text: "settings_invalid", args: fill("field", first.Field, "message", first.Message), restore: r.BackupUsable, action: control.ActionKeepRight}
		if more := len(wrong) - 1; more > 0 {
			p.text, p.args = "settings_invalid_more", fill("field", first.Field, "message", first.Message, "more", more)
		}
		if r.BackupUsable {
			p.action, p.second = control.ActionRestore, control.ActionKeepRight
		}
		k.raise(problemSettings, p)
	}
	for _, w := range r.Warnings {
		k.log.Warn().Str("field", w.Field).Str("told", w.Message).Msg("a setting is unwise or has no effect")
	}
	for _, w := range k.opts.Environment.Warnings {
		k.log.Warn().Str("variable", w.Field).Str("told", w.Message).Msg("a variable is unwise or not used")
	}
}

// undecided reports whether the person has to choose between old settings and
// fresh ones before anything is served.
func (k *Keyport) undecided() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, there := k.problems[problemBroken]
	return there
}

// undecidedError is the same for who starts Keyport without a window.
func (k *Keyport) undecidedError() *control.Error {
	k.mu.Lock()
	p := k.problems[problemBroken]
	k.mu.Unlock()
	message := p.what()
	if !p.restore {
		message = assets.T("errors.damaged_no_backup", "what", message)
	}
	return &control.Error{Code: control.CodeDamaged, Message: message}
}

// decided is told that what stands in the settings file is what counts.
func (k *Keyport) decided() {
	for _, code := range []string{problemBroken, problemSettings, problemFresh} {
		k.solve(code)
	}
	nudge(k.retry)
}

// wrote is told how an attempt to write the settings file went. Requests are
// served either way, from memory.
func (k *Keyport) wrote(err error) {
	var e *settings.Error
	switch {
	case err == nil:
		k.solve(problemUnsaved)
	case errors.As(err, &e) && e.Unwritten():
		text := map[string]string{settings.WhyFull: "unsaved_full", settings.WhyRights: "unsaved_rights"}[e.Why()]
		if text == "" {
			text = "unsaved"
		}
		k.raise(problemUnsaved, problem{text: text, quiet: k.opts.Demo, action: control.ActionTryAgain})
		nudge(k.saving)
	}
}

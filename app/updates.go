package app

import (
	"context"

	"keyport/app/control"
)

// tellUpdates follows the wish of the person, and tells of a newer version: only
// who wants to hear of new ones does, and of each until they have seen enough of it.
func (k *Keyport) tellUpdates() {
	k.telling.Lock() // so that what is told last is what is known last
	defer k.telling.Unlock()
	u := k.updates()
	if u == nil {
		return
	}
	k.checker.Switch(u.Notify)
	k.linkNewer(u)
	if !u.Notify || u.Newer == nil || u.Skipped || k.have(u.Newer.Version) {
		k.solve(problemUpdate)
		return
	}
	text := "update"
	if u.Newer.Urgent {
		text = "update_urgent"
	}
	k.raise(problemUpdate, problem{
		text: text, args: fill("version", u.Newer.Version), quiet: true, news: true, page: control.PageAbout, link: u.Newer.Notes,
		action: control.ActionRelease, second: control.ActionDismiss,
	})
}

// have reports whether a version lies on the disk already, and only the restart is missing.
func (k *Keyport) have(version string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.installed != "" && !newerVersion(version, k.installed)
}

// linkNewer leads from settings of a newer Keyport to the page where that one is
// to be had, once it is known.
func (k *Keyport) linkNewer(u *control.Updates) {
	k.mu.Lock()
	p, there := k.problems[problemNewer]
	k.mu.Unlock()
	if there && u.Newer != nil {
		p.link = u.Newer.Notes
		k.raise(problemNewer, p)
	}
}

// OpenRelease implements control.API. The address comes out of a signed notice
// and goes to the browser as one argument.
func (k *Keyport) OpenRelease(ctx context.Context) error {
	u, err := k.Updates(ctx)
	if err != nil {
		return err
	}
	if u.Newer != nil {
		err := browse(ctx, u.Newer.Notes)
		if err == nil {
			return nil
		}
		k.log.Warn().Err(err).Msg("no browser could be started")
	}
	return k.OpenWindow(ctx, control.PageAbout)
}

// compareWindow tells when the window that has connected is of another version:
// Keyport's files were replaced while it ran, and Keyport is still the old one.
func (k *Keyport) compareWindow() {
	version := k.server.WindowVersion()
	switch {
	case newerVersion(version, k.opts.Version):
		k.mu.Lock()
		k.installed = version
		k.mu.Unlock()
		k.tellUpdates()
		k.raise(problemReplaced, problem{text: "replaced", args: fill("version", version), quiet: true, news: true, page: control.PageAbout, action: control.ActionRestart})
	case newerVersion(k.opts.Version, version):
		k.raise(problemOldWindow, problem{text: "window_old", args: fill("old", version, "version", k.opts.Version), quiet: true, news: true, page: control.PageAbout, action: control.ActionDismiss})
	default:
		k.solve(problemOldWindow) // the other one stays: what lies on the disk is newer still
	}
}

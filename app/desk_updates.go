package app

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rs/zerolog"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/app/update"
	"keyport/assets"
	"keyport/proxy/upstream"
)

// UpdatePath is where it is kept when the site of the update notice was asked,
// and what it said: a file in this person's state folder with nothing about the person.
func UpdatePath() (string, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return cachePath("updates.json") // these have no folder for it
	}
	state := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) { // XDG Base Directory Specification: others are ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "keyport", "updates.json"), nil
}

// newChecker gives what looks for newer versions; nil in a copy that was built without.
func (d *desk) newChecker(opts Options, log zerolog.Logger, news func()) *update.Checker {
	if opts.Updates.IsZero() {
		return nil
	}
	way := d.updateWay
	if opts.updateWay != nil {
		way = func() (http.RoundTripper, func()) { return opts.updateWay, func() {} }
	}
	return update.New(update.Options{
		Source: opts.Updates, Version: opts.Version, File: opts.UpdateFile, Way: way, News: news, First: opts.updateFirst, Log: log,
	})
}

// updateWay is the way out for one check: that of the accounts. Where the person
// has named a proxy for one of them, or wants none, the site is reached so too;
// what stands for a server of the own network says nothing about the internet.
func (d *desk) updateWay() (http.RoundTripper, func()) {
	cfg := upstream.Config{Proxy: outward(d.effective())}
	var ways upstream.Transports
	return ways.For(cfg), ways.CloseIdle
}

func outward(s settings.Settings) string {
	for _, u := range s.Upstreams {
		if u.Kind != settings.KindDemo && strings.HasPrefix(u.URL, "https://") {
			return u.Proxy
		}
	}
	return "system"
}

func notBuilt() error {
	return &control.Error{Code: control.CodeNoUpdates, Message: assets.T("updates.none")}
}

// Updates implements control.API.
func (d *desk) Updates(context.Context) (control.Updates, error) {
	if d.checker == nil {
		return control.Updates{}, notBuilt()
	}
	return *d.updates(), nil
}

// updates is what is known of newer versions; nil in a copy that was built without.
func (d *desk) updates() *control.Updates {
	if d.checker == nil {
		return nil
	}
	known := d.checker.Known()
	u := control.Updates{Host: d.checker.Host(), Notify: d.store.Current().Updates.Notify, Failed: known.Failed, Skipped: known.Skipped}
	if !known.Tried.IsZero() {
		u.Tried = &known.Tried
	}
	if known.Newer {
		u.Newer = &control.Release{Version: known.Newest.Version, Date: known.Newest.Date, Notes: known.Newest.Notes, Urgent: known.Urgent}
	}
	return &u
}

// CheckUpdates implements control.API.
func (d *desk) CheckUpdates(ctx context.Context) (control.Updates, error) {
	if d.checker == nil {
		return control.Updates{}, notBuilt()
	}
	err := d.checker.Check(ctx)
	switch host := d.checker.Host(); {
	case errors.Is(err, update.ErrUntrusted):
		return control.Updates{}, &control.Error{Code: control.CodeUntrusted, Message: assets.T("updates.untrusted", "host", host), Cause: err}
	case err != nil:
		return control.Updates{}, &control.Error{Code: control.CodeUnreachable, Message: assets.T("updates.unreachable", "host", host), Cause: err}
	}
	return *d.updates(), nil
}

// SkipUpdate implements control.API.
func (d *desk) SkipUpdate(context.Context) error {
	u := d.updates()
	if u == nil {
		return notBuilt()
	}
	if u.Newer == nil {
		return &control.Error{Code: control.CodeNotFound, Message: assets.T("updates.newest")}
	}
	if err := d.checker.Skip(u.Newer.Version); err != nil {
		return &control.Error{Code: control.CodeReadOnly, Message: assets.T("updates.unsaved"), Cause: err}
	}
	return nil
}

// OpenRelease implements control.API.
func (o *Offline) OpenRelease(context.Context) error { return notRunning() }

// Restart implements control.API.
func (o *Offline) Restart(context.Context) error { return notRunning() }

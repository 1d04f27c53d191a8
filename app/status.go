package app

import (
	"os"
	"slices"
	"strconv"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
	"keyport/assets"
)

// compute gives the state now, version left out. It reads memory only: a
// keychain that hangs or a disk that is full must not keep the tray from saying so.
func (k *Keyport) compute() control.Status {
	s := k.effective()
	now := control.Status{
		Program:  k.opts.Version,
		PID:      os.Getpid(),
		Keychain: keychainName(k.vault.describe()),
		Settings: k.store.Path(),
		Window:   k.server.Attached(),
		Running:  k.proxy.Running(),
		Language: k.languageOf(s),
		Look:     s.Desktop.Look,

		CaptureUntil: k.captureUntil(),
		Updates:      k.updates(),
	}
	at := k.clock()
	for _, u := range s.Upstreams {
		now.Upstreams = append(now.Upstreams, k.upstreamStatus(s, u, at))
	}
	for _, c := range s.Clients {
		h := k.health.client(c.Name)
		row := control.Client{Name: c.Name, Kind: c.Kind, Off: c.Off, Requests: h.requests, Old: k.vault.oldUntil(c.Name)}
		if !h.lastUsed.IsZero() {
			row.LastUsed = &h.lastUsed
		}
		now.Clients = append(now.Clients, row)
	}

	k.mu.Lock()
	if k.door != nil {
		now.Listening = k.door.addresses()
		now.Address = baseURL(k.door.port, s.Listen.Prefix)
	}
	now.Paused, now.TrayHost = k.paused, k.tray
	if k.paused && !k.until.IsZero() {
		until := k.until
		now.PausedUntil = &until
	}
	var known []named
	for code, p := range k.problems {
		known = append(known, named{code, p})
	}
	starting := k.starting
	k.mu.Unlock()

	all := known
	if !slices.ContainsFunc(known, func(n named) bool { return n.code == problemBroken }) { // else the accounts are not the person's
		all = append(all, k.troubles(now.Upstreams, at)...)
	}
	sortProblems(all)
	quiet := true
	for _, n := range all {
		now.Problems = append(now.Problems, n.told(n.code))
		quiet = quiet && n.quiet
	}
	now.State, now.Sentence = judge(s, now, at, starting, quiet)
	k.tellQuitting(&now)
	return now
}

func (k *Keyport) upstreamStatus(s settings.Settings, u settings.Upstream, at time.Time) control.Upstream {
	key, h := k.vault.key(u), k.health.upstream(u.Name)
	row := control.Upstream{
		Name: u.Name, Kind: u.Kind, Host: hostOf(u.URL), Key: key.state, LastError: h.lastError(hostOf(u.URL), at), FirstByte: h.latency(),
		ErrorSince: moment(h.since), LastAnswer: moment(h.answered), LastCheck: moment(h.checked),
	}
	if h.limit.After(at) {
		row.LimitUntil = moment(h.limit)
	}
	if s.Access == settings.AccessPassthrough {
		row.Key = control.KeyNotNeeded // the apps bring their own
		return row
	}
	row.KeyEnd = keyEnd(key.key.Reveal())
	switch {
	case key.state == control.KeyElsewhere:
		row.KeyOrigin = key.origin
	case key.state == control.KeyPresent && h.rejected:
		row.Key = control.KeyRejected
	}
	return row
}

// named is a problem with its code.
type named struct {
	code string
	problem
}

// troubles are the problems of accounts. Accounts without a key are none while
// no account has one: that is the state "setup", not a problem.
func (k *Keyport) troubles(upstreams []control.Upstream, at time.Time) (all []named) {
	if !usable(upstreams) {
		return nil
	}
	unconnected := k.health.unconnected()
	for i, u := range upstreams {
		alone := !slices.ContainsFunc(upstreams, func(o control.Upstream) bool {
			return o.Name != u.Name && (o.Key == control.KeyPresent || o.Key == control.KeyNotNeeded && o.Kind != control.KindDemo)
		})
		if code, p, ok := upstreamProblem(u, k.health.upstream(u.Name), at, alone, unconnected); ok {
			upstreams[i].Trouble = code
			all = append(all, named{code, p})
		}
	}
	return all
}

// sortProblems puts the worst first: what blocks, then by kind.
func sortProblems(all []named) {
	rank := func(n named) int {
		i := slices.Index(worst, n.code)
		if i < 0 {
			return 2 * len(worst)
		}
		if !n.blocking {
			i += len(worst)
		}
		return i
	}
	slices.SortStableFunc(all, func(a, b named) int { return rank(a) - rank(b) })
}

// usable reports whether any upstream can be called, or could but for trouble
// that is told on its own.
func usable(upstreams []control.Upstream) bool {
	return slices.ContainsFunc(upstreams, func(u control.Upstream) bool { return u.Key != control.KeyMissing })
}

// judge finds the state and its sentence.
func judge(s settings.Settings, now control.Status, at time.Time, starting, quiet bool) (control.State, string) {
	if len(now.Problems) > 0 && now.Problems[0].Blocking {
		return control.StateBlocked, now.Problems[0].Short
	}
	switch {
	case starting:
		return control.StateStarting, assets.T("state.starting")
	case now.Paused:
		return control.StatePaused, pausedSentence(now.PausedUntil, at)
	case !usable(now.Upstreams):
		return control.StateSetup, assets.T("state.setup")
	case !quiet:
		return control.StateAttention, now.Problems[0].Short
	case s.Access == settings.AccessOpen:
		return control.StateOpen, assets.T("state.open")
	}
	return control.StateReady, readySentence(now.Running)
}

func readySentence(running int) string {
	switch running {
	case 0:
		return assets.T("state.ready")
	case 1:
		return assets.T("state.ready_one")
	}
	return assets.T("state.ready_many", "count", running)
}

func pausedSentence(until *time.Time, now time.Time) string {
	if until == nil {
		return assets.T("state.paused")
	}
	local := until.Local()
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch day(local) {
	case day(now.Local()):
		return assets.T("state.paused_until", "time", local.Format("15:04"))
	case day(now.Local().AddDate(0, 0, 1)):
		return assets.T("state.paused_tomorrow", "time", local.Format("15:04"))
	}
	return assets.T("state.paused_date", "time", local.Format("15:04"), "date", dayName(local))
}

// dayTime is a time with its day, for people: "23:50 on 4 March".
func dayTime(t time.Time) string {
	return assets.T("problem.when.day", "time", t.Format("15:04"), "date", dayName(t))
}

// dayName is a day for people: "4 March".
func dayName(t time.Time) string {
	return assets.T("date.day", "day", t.Day(), "month", assets.T("date.month."+strconv.Itoa(int(t.Month()))))
}

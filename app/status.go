package app

import (
	"fmt"
	"os"
	"slices"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// compute gives the state now, version left out. It reads memory only: a
// keychain that hangs or a disk that is full must not keep the tray from saying so.
func (k *Keyport) compute() control.Status {
	s := k.effective()
	now := control.Status{
		Program:  k.opts.Version,
		PID:      os.Getpid(),
		Keychain: k.vault.describe(),
		Settings: k.store.Path(),
		Window:   k.server.Attached(),
		Running:  k.proxy.Running(),
		Language: k.languageOf(s),
		Look:     s.Desktop.Look,

		CaptureUntil: k.captureUntil(),
	}
	for _, u := range s.Upstreams {
		now.Upstreams = append(now.Upstreams, k.upstreamStatus(s, u))
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
	told := map[string]problem{}
	for code, p := range k.problems {
		told[code] = p
	}
	starting := k.starting
	k.mu.Unlock()

	var quiet bool
	now.Problems, quiet = gather(told, now.Upstreams)
	now.State, now.Sentence = judge(s, now, k.clock(), starting, quiet, k.shortOf(told, now.Upstreams))
	k.tellQuitting(&now)
	return now
}

func (k *Keyport) upstreamStatus(s settings.Settings, u settings.Upstream) control.Upstream {
	key, h := k.vault.key(u), k.health.upstream(u.Name)
	row := control.Upstream{Name: u.Name, Kind: u.Kind, Host: hostOf(u.URL), Key: key.state, LastError: h.lastError}
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

// gather lists every problem, worst first. Upstreams without a key are none
// while no upstream has one: that is the state "setup", not a problem. quiet
// says that nothing listed is worth a change of the icon.
func gather(told map[string]problem, upstreams []control.Upstream) (all []control.Problem, quiet bool) {
	quiet = true
	add := func(code string, p problem) {
		all = append(all, control.Problem{Code: code, Sentence: p.long, Blocking: p.blocking, Page: p.page, FreePort: p.free, Restore: p.restore})
		quiet = quiet && p.quiet
	}
	for code, p := range told {
		add(code, p)
	}
	for _, u := range upstreams {
		if code, p, ok := upstreamProblem(u); ok && !(code == problemNoKey && !usable(upstreams)) {
			add(code, p)
		}
	}
	rank := func(p control.Problem) int {
		if i := slices.Index(worst, p.Code); i >= 0 && !p.Blocking {
			return i + len(worst)
		} else if i >= 0 {
			return i
		}
		return 2 * len(worst)
	}
	slices.SortStableFunc(all, func(a, b control.Problem) int { return rank(a) - rank(b) })
	return all, quiet
}

// shortOf gives the first line for a problem that heads the list.
func (k *Keyport) shortOf(told map[string]problem, upstreams []control.Upstream) func(control.Problem) string {
	return func(p control.Problem) string {
		if own, ok := told[p.Code]; ok {
			return own.short
		}
		for _, u := range upstreams {
			if code, own, ok := upstreamProblem(u); ok && code == p.Code && own.long == p.Sentence {
				return own.short
			}
		}
		return p.Sentence
	}
}

// usable reports whether any upstream can be called, or could but for trouble
// that is told on its own.
func usable(upstreams []control.Upstream) bool {
	return slices.ContainsFunc(upstreams, func(u control.Upstream) bool { return u.Key != control.KeyMissing })
}

// judge finds the state and its sentence.
func judge(s settings.Settings, now control.Status, at time.Time, starting, quiet bool, short func(control.Problem) string) (control.State, string) {
	if len(now.Problems) > 0 && now.Problems[0].Blocking {
		return control.StateBlocked, short(now.Problems[0])
	}
	switch {
	case starting:
		return control.StateStarting, "Starting…"
	case now.Paused:
		return control.StatePaused, pausedSentence(now.PausedUntil, at)
	case !usable(now.Upstreams):
		return control.StateSetup, "Add your API key to begin"
	case !quiet:
		return control.StateAttention, short(now.Problems[0])
	case s.Access == settings.AccessOpen:
		return control.StateOpen, "Open – every program on this computer may use it"
	}
	return control.StateReady, readySentence(now.Running)
}

func readySentence(running int) string {
	switch running {
	case 0:
		return "Ready – nothing running"
	case 1:
		return "Ready – 1 request running"
	}
	return fmt.Sprintf("Ready – %d requests running", running)
}

func pausedSentence(until *time.Time, now time.Time) string {
	if until == nil {
		return "Paused"
	}
	local := until.Local()
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	switch day(local) {
	case day(now.Local()):
		return "Paused until " + local.Format("15:04")
	case day(now.Local().AddDate(0, 0, 1)):
		return "Paused until tomorrow " + local.Format("15:04")
	}
	return "Paused until " + local.Format("2 January 15:04")
}

package app

import (
	"time"

	"keyport/app/control"
)

// upstreamProblem finds what is wrong with one account, the worst first; ok is
// false when nothing is. alone says that no other account could answer, and
// unconnected that no connection to any provider comes about.
func upstreamProblem(u control.Upstream, h upstreamHealth, now time.Time, alone, unconnected bool) (code string, p problem, ok bool) {
	p = problem{page: control.PageKey, upstream: u.Name, args: fill("host", u.Host)}
	switch {
	case u.Key == control.KeyRejected:
		p.text, p.args = "key_rejected", fill("host", u.Host, "name", u.Name)
		if u.KeyEnd != "" {
			p.text, p.args = "key_rejected_end", fill("host", u.Host, "name", u.Name, "end", u.KeyEnd)
		}
		p.blocking, p.action, p.second = alone, control.ActionEnterKey, control.ActionCheckKey
		return problemRejected, p, true
	case u.Key == control.KeyElsewhere && u.KeyOrigin == "":
		p.text, p.args, p.action = "key_unknown", fill("name", u.Name), control.ActionEnterKey
		return problemElse, p, true
	case u.Key == control.KeyElsewhere:
		p.text, p.args = "key_elsewhere", fill("name", u.Name, "origin", hostOf(u.KeyOrigin), "host", u.Host)
		p.action, p.second = control.ActionEnterKey, control.ActionMoveKey
		return problemElse, p, true
	case u.Key == control.KeyMissing:
		p.text, p.args, p.action = "key_missing", fill("name", u.Name), control.ActionEnterKey
		return problemNoKey, p, true
	case h.refused:
		p.text, p.args = "key_doubtful", fill("host", u.Host, "name", u.Name)
		p.action, p.second = control.ActionCheckKey, control.ActionEnterKey
		return problemDoubtful, p, true
	}
	p.action = control.ActionTestAgain
	switch {
	case h.trouble == troubleDNS:
		p.text = "provider_not_found"
		return problemNotFound, p, true
	case h.trouble == troubleTLS:
		p.text = "provider_intercepted"
		return problemIntercepted, p, true
	case h.trouble == troubleProxy:
		p.text, p.action, p.second = "proxy_unreachable", control.ActionNetworkProxy, control.ActionTestAgain
		return problemProxy, p, true
	case h.trouble == troubleUnreachable:
		p.text = "provider_unreachable"
		return problemUnreachable, p, true
	case h.trouble == troubleCredit:
		p.text, p.second = "no_credit", control.ActionEnterKey
		return problemCredit, p, true
	case h.limit.After(now):
		p.text, p.args, p.action = "provider_limit", fill("host", u.Host, "time", clockTime(h.limit, now)), control.ActionShowKey
		return problemLimit, p, true
	case !h.repeated:
		return "", problem{}, false // one bad answer is not told
	case h.trouble == troubleUnconnected && unconnected:
		p.text, p.args = "network_proxy", fill("host", u.Host, "time", clockTime(h.since, now))
		p.action, p.second = control.ActionNetworkProxy, control.ActionTestAgain
		return problemNeedsProxy, p, true
	case h.trouble == troubleErrors:
		p.text, p.args = "provider_errors", fill("host", u.Host, "time", clockTime(h.since, now), "status", h.status)
		return problemErrors, p, true
	}
	p.text, p.args = "provider_slow", fill("host", u.Host, "time", clockTime(h.since, now))
	return problemErrors, p, true
}

// clockTime is a time for people, with its day when that is not today.
func clockTime(t, now time.Time) string {
	t = t.Local()
	if t.Format(time.DateOnly) == now.Local().Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return dayTime(t)
}

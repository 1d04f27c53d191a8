package overview

import (
	"math"
	"slices"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// codeDoubtful is the problem of a key that was refused once, see control.Upstream.Trouble.
const codeDoubtful = "key_doubtful"

// maxRows is how many accounts or apps a card names; its page has them all.
const maxRows = 3

func (p *page) showListening(st control.Status) {
	var facts []fact
	prefix := ""
	if _, rest, ok := strings.Cut(strings.TrimPrefix(st.Address, "http://"), "/"); ok {
		prefix = "/" + rest
	}
	for _, address := range st.Listening {
		facts = append(facts, fact{text: address + prefix, copy: "http://" + address + prefix})
	}
	switch {
	case len(facts) == 0:
		facts = []fact{{icon: calm(), text: kit.T("overview.listening_none")}}
	case len(facts) == 1:
		facts = append(facts, fact{sub: kit.T("overview.listening_one")})
	default:
		facts = append(facts, fact{sub: kit.T("overview.listening_both")})
	}
	p.listens.say(facts...)
}

func (p *page) showKeys(st control.Status) {
	var facts []fact
	missing := false
	for _, u := range st.Upstreams {
		f := fact{icon: good()}
		switch u.Key {
		case control.KeyPresent:
			if u.Trouble == codeDoubtful {
				f.icon = warn()
			}
			f.text = kit.T("overview.key_name", "name", u.Name)
			if u.KeyEnd != "" {
				f.text = kit.T("overview.key_end", "name", u.Name, "end", u.KeyEnd)
			}
		case control.KeyRejected:
			f.icon, f.text = bad(), kit.T("overview.key_rejected", "name", u.Name)
			if u.KeyEnd != "" {
				f.text = kit.T("overview.key_rejected_end", "name", u.Name, "end", u.KeyEnd)
			}
		case control.KeyNotNeeded:
			f.text = kit.T("overview.key_not_needed", "name", u.Name)
		case control.KeyMissing:
			f.icon, f.text, missing = calm(), kit.T("overview.key_missing", "name", u.Name), true
		case control.KeyLocked:
			f.icon, f.text = warn(), kit.T("overview.key_locked", "name", u.Name)
		case control.KeyElsewhere:
			f.icon, f.text = warn(), kit.T("overview.key_elsewhere", "name", u.Name)
		default:
			f.icon, f.text = bad(), kit.T("overview.key_unreadable", "name", u.Name)
		}
		if u.LastCheck != nil {
			f.sub = kit.T("overview.key_checked", "when", kit.Moment(*u.LastCheck))
		}
		facts = append(facts, f)
	}
	if len(facts) == 0 {
		facts, missing = []fact{{icon: calm(), text: kit.T("overview.key_none")}}, known(st)
	}
	p.key.say(shortened(facts)...)
	p.key.offer("", "")
	if missing && st.State != control.StateSetup { // then it is what the page begins with
		p.key.offer(kit.T("overview.key_add"), control.PageKey)
	}
}

func (p *page) showProviders(st control.Status) {
	var facts []fact
	for _, u := range st.Upstreams {
		if u.Key == control.KeyMissing {
			continue
		}
		facts = append(facts, providerFact(u))
	}
	if len(facts) == 0 {
		facts = []fact{{icon: calm(), text: kit.T("overview.provider_none")}}
	}
	p.answers.say(shortened(facts)...)
}

func providerFact(u control.Upstream) fact {
	switch {
	case u.Kind == control.KindDemo:
		return fact{icon: good(), text: kit.T("overview.provider_demo")}
	case u.LimitUntil != nil:
		return fact{icon: warn(), text: kit.T("overview.provider_limit", "host", u.Host), sub: kit.T("overview.provider_limit_until", "when", kit.Moment(*u.LimitUntil))}
	case u.Key == control.KeyRejected || u.Trouble == codeDoubtful:
		return fact{icon: good(), text: kit.T("overview.provider_answers", "host", u.Host)} // it is the key that it refuses
	case u.LastError != "":
		f := fact{icon: warn(), text: u.LastError}
		if u.ErrorSince != nil {
			f.sub = kit.T("overview.provider_since", "when", kit.Moment(*u.ErrorSince))
		}
		return f
	case u.LastAnswer == nil:
		return fact{icon: calm(), text: kit.T("overview.provider_quiet", "host", u.Host)}
	}
	f := fact{icon: good(), text: kit.T("overview.provider_answers", "host", u.Host)}
	f.sub = kit.T("overview.provider_when_only", "when", kit.Moment(*u.LastAnswer))
	if u.FirstByte > 0 {
		f.sub = kit.T("overview.provider_when", "when", kit.Moment(*u.LastAnswer), "time", span(u.FirstByte))
	}
	return f
}

// span is a time span for people: "420 ms", "1.4 s".
func span(d time.Duration) string {
	if d < time.Second {
		return kit.T("overview.ms", "n", d.Milliseconds())
	}
	return kit.T("overview.seconds", "n", math.Round(d.Seconds()*10)/10)
}

func (p *page) showApps(st control.Status) {
	p.apps.offer("", "")
	on := slices.DeleteFunc(slices.Clone(st.Clients), func(c control.Client) bool { return c.Off })
	if len(on) == 0 {
		p.apps.say(fact{icon: calm(), text: kit.T("overview.apps_none")})
		if known(st) {
			p.apps.offer(kit.T("overview.apps_connect"), control.PageApps)
		}
		return
	}
	used := slices.DeleteFunc(slices.Clone(on), func(c control.Client) bool { return c.LastUsed == nil })
	slices.SortStableFunc(used, func(a, b control.Client) int { return b.LastUsed.Compare(*a.LastUsed) })
	head := fact{text: kit.T("overview.apps_many", "count", len(on))}
	if len(on) == 1 {
		head.text = kit.T("overview.apps_one")
	}
	facts := []fact{head}
	for _, c := range used[:min(len(used), maxRows)] {
		f := fact{icon: good(), text: kit.T("overview.apps_last", "name", c.Name, "when", kit.Moment(*c.LastUsed)), sub: kit.T("overview.apps_requests", "count", c.Requests)}
		if c.Requests == 1 {
			f.sub = kit.T("overview.apps_requests_one")
		}
		facts = append(facts, f)
	}
	if len(used) == 0 {
		facts = append(facts, fact{sub: kit.T("overview.apps_unused")})
	}
	p.apps.say(facts...)
}

// shortened leaves out what a card has no room for, and says so.
func shortened(facts []fact) []fact {
	if len(facts) <= maxRows+1 {
		return facts
	}
	return append(facts[:maxRows:maxRows], fact{sub: kit.T("overview.more", "count", len(facts)-maxRows)})
}

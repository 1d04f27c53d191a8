package settings

import (
	"slices"
	"strconv"
	"strings"
)

// safe gives settings in which nothing wrong is left: a wrong field gets its
// closed default, a wrong upstream, client, model, alias, rule or entry is
// dropped. What is dropped opens nothing: the models of a dropped upstream go
// to no other one, because a prompt meant for the own computer must not reach a
// provider over a typing mistake.
func safe(s Settings, errs []Problem) Settings {
	for range 4 { // taking out one part can only make fewer wrong; the second round finds none
		if len(errs) == 0 {
			return s
		}
		s = repair(s.Clone(), errs)
		errs, _ = s.Validate()
	}
	if len(errs) > 0 {
		return blank()
	}
	return s
}

// closedPerMinute stands for a limit that cannot be read: some limit was meant, and none would be the open side.
const closedPerMinute = 60

func repair(s Settings, errs []Problem) Settings {
	standard := blank()
	bad := map[string]map[int]bool{}
	for _, p := range errs {
		switch {
		case below(p.Field, "version"):
			s.Version = Version
		case below(p.Field, "access"):
			s.Access = standard.Access
		case below(p.Field, "listen.port"):
			s.Listen.Port = 0
		case below(p.Field, "listen.prefix"):
			s.Listen.Prefix = ""
		case p.Field == "listen.ipv6":
			s.Listen.IPv6 = standard.Listen.IPv6
		case below(p.Field, "think"):
			s.Think = standard.Think
		case below(p.Field, "limits.body"):
			s.Limits.Body = standard.Limits.Body
		case below(p.Field, "limits.in_flight"):
			s.Limits.InFlight = standard.Limits.InFlight
		case below(p.Field, "limits.per_minute"):
			s.Limits.PerMinute = closedPerMinute
		case below(p.Field, "desktop.language"):
			s.Desktop.Language = standard.Desktop.Language
		case below(p.Field, "desktop.look"):
			s.Desktop.Look = standard.Desktop.Look
		default:
			list, rest, _ := strings.Cut(p.Field, "[")
			number, _, _ := strings.Cut(rest, "]")
			if i, err := strconv.Atoi(number); err == nil {
				if bad[list] == nil {
					bad[list] = map[int]bool{}
				}
				bad[list][i] = true
			}
		}
	}
	s.Upstreams = withoutUpstreams(s.Upstreams, bad["upstream"])
	s.Clients = without(s.Clients, bad["client"])
	s.Models = without(s.Models, bad["model"])
	s.Aliases = without(s.Aliases, bad["alias"])
	s.Rules = without(s.Rules, bad["rule"])
	s.Listen.Hosts = without(s.Listen.Hosts, bad["listen.hosts"])
	s.Allow.Paths = without(s.Allow.Paths, bad["allow.paths"])
	s.Notices.Hide = without(s.Notices.Hide, bad["notices.hide"])
	return s
}

func without[T any](list []T, bad map[int]bool) []T {
	i := -1
	return slices.DeleteFunc(list, func(T) bool { i++; return bad[i] })
}

// withoutUpstreams takes the globs of each dropped upstream out of those behind it, which would get its models now.
func withoutUpstreams(list []Upstream, bad map[int]bool) []Upstream {
	var gone []string
	for i := range list {
		u := &list[i]
		if !bad[i] {
			u.Models = append(u.Models, gone...)
			continue
		}
		for _, pattern := range u.Models {
			switch {
			case strings.HasPrefix(pattern, "!"):
			case glob(pattern):
				gone = append(gone, "!"+pattern)
			default: // what it would have taken is not known
				gone = append(gone, "!*")
			}
		}
	}
	return without(list, bad)
}

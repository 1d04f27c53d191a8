package settings

import (
	"strings"

	"keyport/assets"
)

// The bounds of the limits that a person can set.
const (
	leastBody, mostBody         = 1000, 1 << 30 // bytes
	mostInFlight, mostPerMinute = 1000, 100_000
)

func (c *checker) listen() {
	l := c.s.Listen
	switch {
	case l.Port < 0 || l.Port > 65535:
		c.err("listen.port", assets.T("network.port.range"))
	case l.Port > 0 && l.Port < 1024:
		// A warning: some systems allow it, and where not the port cannot be bound, which is said then.
		c.warn("listen.port", assets.T("network.port.low"))
	}
	if message := prefixProblem(l.Prefix); message != "" {
		c.err("listen.prefix", message)
	}
	for i, host := range l.Hosts {
		if !hostName(host) {
			c.err(at("listen.hosts", i), assets.T("network.host.rule"))
		}
	}
}

func prefixProblem(prefix string) string {
	if prefix == "" {
		return ""
	}
	if len(prefix) > 64 {
		return assets.T("network.prefix.long")
	}
	if prefix[0] != '/' {
		return assets.T("network.prefix.rule")
	}
	segments := strings.Split(prefix[1:], "/")
	for _, segment := range segments {
		if !bare(segment) {
			return assets.T("network.prefix.rule")
		}
	}
	switch strings.ToLower(segments[0]) {
	case "v1", "api", "health":
		return assets.T("network.prefix.word")
	}
	return ""
}

// hostName accepts a DNS name or an IP address, as it stands in a Host header.
func hostName(host string) bool {
	if _, ok := addressOf(host); ok {
		return true
	}
	if len(host) == 0 || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if !bare(label) || len(label) > 63 {
			return false
		}
	}
	return true
}

func (c *checker) limits() {
	l := c.s.Limits
	if l.Body < leastBody || l.Body > mostBody {
		c.err("limits.body", assets.T("network.limit.body"))
	}
	if l.InFlight < 1 || l.InFlight > mostInFlight {
		c.err("limits.in_flight", assets.T("network.limit.in_flight"))
	}
	if l.PerMinute < 0 || l.PerMinute > mostPerMinute {
		c.err("limits.per_minute", assets.T("network.limit.per_minute"))
	}
}

func (c *checker) notices() {
	for i, code := range c.s.Notices.Hide {
		if len(code) > 40 || !bare(code) {
			c.err(at("notices.hide", i), assets.T("settings.notice"))
		}
	}
}

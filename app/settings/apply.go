package settings

import (
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// Apply gives s with what the environment changes; s stays as it is. Beside a
// settings file the variables change the first upstream, whose name, kind and
// rules stay; without one they make an upstream of their own, named env.
// LOCAL_AUTH_TOKEN and LOCAL_OLLAMA_SECRET make a client named env.
func (o Overlay) Apply(s Settings) Settings {
	s = s.Clone()
	o.applyUpstream(&s)
	if _, set := o.Sources["listen.prefix"]; set {
		s.Listen.Prefix = o.Prefix
	}
	if (!o.Password.IsZero() || !o.Address.IsZero()) && !slices.ContainsFunc(s.Clients, func(c Client) bool { return strings.EqualFold(c.Name, envName) }) {
		s.Clients = append(s.Clients, Client{Name: envName})
	}
	for _, a := range o.Aliases {
		s.Aliases = slices.DeleteFunc(s.Aliases, func(old Alias) bool { return old.Name == a.Name })
		s.Aliases = append(s.Aliases, a)
	}
	for _, r := range o.Rules {
		// The same rule twice would add its text to a message twice.
		s.Rules = slices.DeleteFunc(s.Rules, func(old Rule) bool { return reflect.DeepEqual(old.clone(), r.clone()) })
		s.Rules = append(s.Rules, r.clone())
	}
	if o.Think != nil {
		s.Think.Tags = slices.Clone(o.Think.Tags)
	}
	return s.normal()
}

func (o Overlay) applyUpstream(s *Settings) {
	keyed := !o.Key.IsZero() || !o.Authorization.IsZero()
	if o.URL != "" || keyed {
		if len(s.Upstreams) == 0 || o.FirstRun {
			address := o.URL
			if address == "" {
				address = "https://api.openai.com/v1"
			}
			u := NewUpstream(envName, address)
			u.Kind = kindFor(address)
			s.Upstreams = []Upstream{u}
		}
	}
	if len(s.Upstreams) == 0 {
		return
	}
	u := &s.Upstreams[0]
	if o.URL != "" {
		if u.Kind == KindDemo { // which has no address; a person who names one wants it used
			u.Kind = kindFor(o.URL)
		}
		u.URL = o.URL
	}
	if keyed {
		u.Auth = "key"
	}
	if o.FirstByteTimeout > 0 {
		u.FirstByteTimeout = o.FirstByteTimeout
	}
	if o.ProxyURL != "" && u.Proxy != "none" && proxied(u.URL, o.NoProxy) {
		u.Proxy = o.ProxyURL
	}
}

// kindFor guesses the kind of an upstream that only has an address.
func kindFor(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return KindOpenAI
	}
	switch host := strings.ToLower(u.Hostname()); {
	case strings.HasSuffix(host, ".openai.azure.com"):
		return KindAzure
	case host == "api.anthropic.com":
		return KindAnthropic
	}
	return KindOpenAI
}

// proxied says whether https_proxy counts for an address, by the rules that
// curl and net/http share: not for http, not for this computer, not for what
// no_proxy lists (hosts with all below them, addresses, networks, *).
func proxied(address, noProxy string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || loopbackHost(u.Hostname()) {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	ip, isIP := addressOf(host)
	for entry := range strings.SplitSeq(strings.ToLower(noProxy), ",") {
		entry = strings.TrimSpace(entry)
		if network, err := netip.ParsePrefix(entry); err == nil && isIP && network.Contains(ip) || entry == "*" {
			return false
		}
		if i := strings.LastIndexByte(entry, ':'); i >= 0 && strings.Count(entry, ":") == 1 {
			if p, _ := url.Parse("https://" + entry); p != nil && portOf(p) != portOf(u) {
				continue
			}
			entry = entry[:i]
		}
		entry = strings.TrimPrefix(strings.TrimPrefix(entry, "*"), ".")
		if entry != "" && (host == entry || !isIP && strings.HasSuffix(host, "."+entry)) {
			return false
		}
	}
	return true
}

// withPort writes the port that a proxy without one means, and the scheme that curl lets people leave out.
func withPort(raw string) string {
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Port() != "" || u.Host == "" {
		return raw
	}
	port := map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	return u.Scheme + "://" + u.Host + ":" + port
}

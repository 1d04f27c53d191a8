package proxy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"keyport/proxy/catalog"
	"keyport/proxy/demo"
	"keyport/proxy/glob"
	"keyport/proxy/guard"
	"keyport/proxy/params"
	"keyport/proxy/secret"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// DefaultLimits stand where a limit is zero.
var DefaultLimits = Limits{Body: 64 << 20, InFlight: 32}

// snapshot is a compiled Config. It is never changed.
type snapshot struct {
	Config
	limits    Limits
	upstreams []*upstream.Upstream
	gates     guard.Gates
	routes    map[*guard.Route]*route
	patterns  []string // of the rules, for people
}

func compile(cfg Config, transports *upstream.Transports, rate *guard.Rate) (*snapshot, error) {
	s := &snapshot{Config: cfg, limits: cfg.Limits}
	if s.limits.Body <= 0 {
		s.limits.Body = DefaultLimits.Body
	}
	if s.limits.InFlight <= 0 {
		s.limits.InFlight = DefaultLimits.InFlight
	}
	s.Rules = slices.Clone(cfg.Rules)
	for i := range s.Rules {
		s.Rules[i].Params.Number = i + 1
		s.Rules[i].Params = s.Rules[i].Params.Ready()
		s.patterns = append(s.patterns, strings.Join(s.Rules[i].Models, ", "))
	}
	s.Prefix = strings.TrimRight(cfg.Prefix, "/")
	if s.Access == "" {
		s.Access = AccessClients
	}
	for _, u := range cfg.Upstreams {
		var rt http.RoundTripper = demo.RoundTripper{}
		if u.Kind != upstream.KindDemo {
			rt = transports.For(u)
		}
		compiled, err := upstream.New(u, rt)
		if err != nil {
			return nil, fmt.Errorf("upstream %s: %w", u.Name, err)
		}
		s.upstreams = append(s.upstreams, compiled)
	}
	var passwords, addresses []secret.Secret
	var names []string
	var origins [][]string
	for _, c := range cfg.Clients {
		passwords, addresses = append(passwords, c.Password), append(addresses, c.Address)
		names, origins = append(names, c.Name), append(origins, c.Origins)
	}
	s.gates = guard.Gates{
		Hosts: cfg.Hosts, Prefix: s.Prefix, Access: s.Access,
		Passwords: guard.NewKeyring(passwords), Addresses: guard.NewKeyring(addresses), Names: names, Origins: origins,
		Table: s.table(), Paused: cfg.Paused, PausedUntil: cfg.PausedUntil, Ending: cfg.Ending,
		Rate: rate, PerMinute: s.limits.PerMinute,
	}
	for i, c := range cfg.Clients {
		for _, old := range c.Old {
			s.gates.Passwords.Add(i, old.Password, old.Valid)
			s.gates.Addresses.Add(i, old.Address, old.Valid)
		}
	}
	return s, nil
}

// pattern names the models that a rule is for, for people; "" for what no rule did.
func (s *snapshot) pattern(rule int) string {
	if rule > 0 && rule <= len(s.patterns) {
		return s.patterns[rule-1]
	}
	return ""
}

// upstream finds the upstream of a model: the first that serves it. A request
// may go without a model (moderations, images): then the first takes it.
func (s *snapshot) upstream(model string) *upstream.Upstream {
	for _, u := range s.upstreams {
		if u.Serves(model) {
			return u
		}
	}
	if model == "" && len(s.upstreams) > 0 {
		return s.upstreams[0]
	}
	return nil
}

// host names where an upstream stands, for descriptions of models.
func (s *snapshot) host(name string) string {
	for _, u := range s.upstreams {
		if u.Name() == name {
			return u.Host()
		}
	}
	return "keyport"
}

// rules appends to edits what changes for a model by the name that the app asked for.
func (s *snapshot) rules(edits []params.Rule, asked string) (_ []params.Rule, t think.Options) {
	t = s.Think
	for _, r := range s.Rules {
		if !glob.Match(r.Models, asked) {
			continue
		}
		edits = append(edits, r.Params)
		if r.Think != nil {
			if r.Think.Mode != "" {
				t.Mode = r.Think.Mode
			}
			if len(r.Think.Tags) > 0 {
				t.Tags = r.Think.Tags
			}
			t.StartsInThought = r.Think.StartsInThought
		}
	}
	return edits, t
}

// sources are the lists of models that the catalogue fetches.
func (s *snapshot) sources() []catalog.Source {
	var all []catalog.Source
	if s.Access == AccessPassthrough {
		return all // there is no key to ask with
	}
	for i, u := range s.upstreams {
		all = append(all, catalog.Source{
			Name: u.Name(), Identity: identity(s.Config.Upstreams[i]), Serves: u.Serves, Fetch: u.Models,
		})
	}
	return all
}

// identity changes whenever an upstream's list may have changed with its settings.
func identity(c upstream.Config) string {
	key := sha256.Sum256([]byte(c.Key.Reveal() + "\x00" + c.Authorization.Reveal()))
	headers := make([]string, 0, len(c.Headers))
	for k, v := range c.Headers {
		headers = append(headers, k+"="+v)
	}
	slices.Sort(headers)
	problem := ""
	if c.KeyProblem != nil {
		problem = c.KeyProblem.Code
	}
	names := upstream.Named(c.Models)
	return strings.Join([]string{c.Kind, c.URL, c.APIVersion, c.Proxy, c.KeyOrigin, problem, fmt.Sprint(c.NoAuth), hex.EncodeToString(key[:]), strings.Join(headers, ","), strings.Join(names, ",")}, "\x00")
}

package settings

import (
	"slices"
	"strings"
	"time"

	"keyport/assets"
)

// Validate checks every field. Settings with errs are not to be saved or run;
// warnings are allowed but unwise.
func (s Settings) Validate() (errs, warnings []Problem) {
	c := &checker{s: s}
	if s.Version < 1 || s.Version > Version {
		c.err("version", assets.T("settings.version", "version", Version))
	}
	if !slices.Contains([]string{AccessClients, AccessOpen, AccessPassthrough}, s.Access) {
		c.err("access", assets.T("settings.access", "first", AccessClients, "second", AccessOpen, "third", AccessPassthrough))
	}
	if s.Access == AccessOpen {
		c.warn("access", assets.T("settings.access_open"))
	}
	c.listen()
	c.upstreams()
	c.clients()
	c.models()
	c.think("think", s.Think, false)
	for i, r := range s.Rules {
		c.rule(at("rule", i), r)
	}
	for i, entry := range s.Allow.Paths {
		if message := allowProblem(entry); message != "" {
			c.err(at("allow.paths", i), message)
		}
	}
	c.limits()
	c.notices()
	c.desktop()
	return c.errs, c.warnings
}

type checker struct {
	s              Settings
	errs, warnings []Problem
}

func (c *checker) err(field, message string) { c.errs = append(c.errs, Problem{field, message}) }
func (c *checker) warn(field, message string) {
	c.warnings = append(c.warnings, Problem{field, message})
}

func (c *checker) clients() {
	seen := map[string]bool{}
	for i, client := range c.s.Clients {
		field := at("client", i)
		fold := strings.ToLower(client.Name)
		switch {
		case !printableName(client.Name):
			c.err(field+".name", assets.T("settings.app.name"))
		case seen[fold]:
			c.err(field+".name", assets.T("settings.app.twice", "name", client.Name))
		}
		seen[fold] = true
		if client.Kind != "" && !slices.Contains(kinds, client.Kind) {
			// A warning: the kind opens and closes nothing, so a newer Keyport's must not cost the app its access.
			c.warn(field+".kind", assets.T("settings.app.kind", "kinds", strings.Join(kinds, ", ")))
		}
		for j, origin := range client.Origins {
			if !webOrigin(origin) {
				c.err(at(field+".origins", j), assets.T("settings.app.origin"))
			}
		}
	}
}

func (c *checker) models() {
	for i, m := range c.s.Models {
		field := at("model", i)
		if !glob(m.Name) {
			c.err(field+".name", globRule())
		}
		if m.Context != nil && (*m.Context < 1 || *m.Context > 100_000_000) {
			c.err(field+".context", assets.T("settings.model.context"))
		}
	}
	aliases := map[string]bool{}
	for i, a := range c.s.Aliases {
		field := at("alias", i)
		switch {
		case !modelName(a.Name):
			c.err(field+".name", nameRule())
		case aliases[a.Name]:
			c.err(field+".name", assets.T("settings.alias.twice", "name", a.Name))
		case a.Name == a.Model:
			c.err(field+".model", assets.T("settings.alias.same"))
		}
		if !modelName(a.Model) {
			c.err(field+".model", nameRule())
		}
		aliases[a.Name] = true
	}
	for i, a := range c.s.Aliases {
		if a.Name != a.Model && aliases[a.Model] {
			c.warn(at("alias", i)+".model", assets.T("settings.alias.chain", "model", a.Model))
		}
	}
}

func (c *checker) think(field string, t Think, inherits bool) {
	if !slices.Contains([]string{"strip", "keep", "reasoning"}, t.Mode) && (t.Mode != "" || !inherits) {
		c.err(field+".mode", assets.T("settings.think.mode"))
	}
	if message := tagProblem(t.Tags); message != "" {
		c.err(field+".tags", message)
	}
}

func (c *checker) timeout(field string, d Duration) {
	if d <= 0 || time.Duration(d) > 24*time.Hour {
		c.err(field, assets.T("settings.time"))
	}
}

package app

import (
	"time"

	"keyport/app/settings"
	"keyport/assets"
	"keyport/proxy"
	"keyport/proxy/catalog"
	"keyport/proxy/params"
	"keyport/proxy/think"
	"keyport/proxy/upstream"
)

// snapshot makes the proxy's configuration from settings and secrets. This is
// the one place that knows both vocabularies. The error names what the proxy
// could not use; settings.Validate lets none of it through.
func snapshot(s settings.Settings, v *vault) (proxy.Config, error) {
	c := proxy.Config{
		Access:  s.Access,
		Prefix:  s.Listen.Prefix,
		Hosts:   s.Listen.Hosts,
		Aliases: map[string]string{},
		Allow:   s.Allow.Paths,
		Limits:  proxy.Limits{Body: int64(s.Limits.Body), InFlight: s.Limits.InFlight, PerMinute: s.Limits.PerMinute},
	}
	for _, u := range s.Upstreams {
		c.Upstreams = append(c.Upstreams, upstreamConfig(u, v.key(u)))
	}
	for _, cl := range s.Clients {
		if cl.Off {
			continue // what the proxy does not know it refuses like a stranger's
		}
		password, _ := v.get(passwordAccount(cl.Name))
		address, _ := v.get(addressAccount(cl.Name))
		c.Clients = append(c.Clients, proxy.Client{Name: cl.Name, Password: password, Address: address, Old: v.oldAccess(cl.Name), Cursor: cl.Cursor, Origins: cl.Origins})
	}
	for _, m := range s.Models {
		c.Models = append(c.Models, catalog.Override{Name: m.Name, Context: m.Context, Tools: m.Tools, Vision: m.Vision, Hidden: m.Hidden})
	}
	for _, a := range s.Aliases {
		c.Aliases[a.Name] = a.Model
	}
	var err error
	if c.Think, err = thinkOptions(s.Think); err != nil {
		return c, err
	}
	for _, r := range s.Rules {
		rule, err := ruleConfig(r)
		if err != nil {
			return c, err
		}
		c.Rules = append(c.Rules, rule)
	}
	return c, nil
}

func upstreamConfig(u settings.Upstream, k keyInfo) upstream.Config {
	return upstream.Config{
		Name:             u.Name,
		Kind:             u.Kind,
		URL:              u.URL,
		Models:           u.Models,
		Headers:          u.Headers,
		Proxy:            u.Proxy,
		APIVersion:       u.APIVersion,
		Agent:            "Keyport/" + assets.Version,
		Authorization:    k.authorization,
		Key:              k.key,
		KeyOrigin:        k.origin,
		KeyProblem:       k.problem,
		NoAuth:           !needsKey(u),
		FirstByteTimeout: time.Duration(u.FirstByteTimeout),
		IdleTimeout:      time.Duration(u.IdleTimeout),
	}
}

func thinkOptions(t settings.Think) (think.Options, error) {
	tags, err := think.ParseTags(t.Tags)
	return think.Options{Mode: think.Mode(t.Mode), Tags: tags, StartsInThought: t.StartsInThought}, err
}

func ruleConfig(r settings.Rule) (proxy.Rule, error) {
	rule := proxy.Rule{Models: r.Models, Params: params.Rule{Remove: r.Remove, Append: r.Append}}
	var err error
	if rule.Params.Force, err = paramList(r.Force); err != nil {
		return rule, err
	}
	if rule.Params.Default, err = paramList(r.Default); err != nil {
		return rule, err
	}
	if r.Think != nil {
		t, err := thinkOptions(*r.Think)
		if err != nil {
			return rule, err
		}
		rule.Think = &t
	}
	return rule, nil
}

func paramList(v settings.Values) ([]params.Param, error) {
	named, err := v.JSON()
	if err != nil {
		return nil, err
	}
	var list []params.Param
	for _, n := range named {
		list = append(list, params.Param{Name: n.Name, Value: n.Value})
	}
	return list, nil
}

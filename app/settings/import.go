package settings

import (
	"maps"
	"slices"
	"strings"

	"keyport/assets"
	"keyport/proxy/secret"
)

// Secrets are what an import wants in the keychain: keys by upstream name,
// passwords and private addresses by client name.
type Secrets struct {
	Keys, Passwords, Addresses map[string]secret.Secret
}

// Import reads the variables of a .env file (see ParseDotEnv) into settings and
// secrets for good, where FromEnv and Apply do so for one run. The caller saves
// next and stores the secrets. done and left are sentences without secrets.
func Import(env map[string]string, s Settings) (next Settings, secrets Secrets, done, left []string) {
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	o, warnings := FromEnv(lookup)
	next = o.Apply(s)
	warnings = append(warnings, o.Resolve(next, lookup)...)
	im := importer{o: o, next: next}
	for _, w := range warnings {
		im.warnings = append(im.warnings, w.Message)
		im.said = append(im.said, w.Field)
	}
	im.secrets()
	im.settings()
	im.leftOver(env)
	return next, im.found, im.done, im.warnings
}

type importer struct {
	o              Overlay
	next           Settings
	found          Secrets
	done, warnings []string
	said           []string // the variables that warnings are about
}

func (im *importer) did(sentence string) { im.done = append(im.done, sentence) }

func (im *importer) left(variable, sentence string) {
	im.warnings = append(im.warnings, sentence)
	im.said = append(im.said, variable)
}

func (im *importer) secrets() {
	im.found = Secrets{Keys: im.o.KeyFor, Passwords: im.o.PasswordFor, Addresses: im.o.AddressFor}
	if key, variable := im.key(); !key.IsZero() && len(im.next.Upstreams) > 0 {
		name := im.next.Upstreams[0].Name
		if im.found.Keys[name].IsZero() {
			im.found.Keys[name] = key
			im.did(assets.T("import.done.key", "name", name, "variable", variable))
		}
	}
	for _, c := range im.next.Clients {
		if !strings.EqualFold(c.Name, envName) {
			continue
		}
		if im.found.Passwords[c.Name].IsZero() && !im.o.Password.IsZero() {
			im.found.Passwords[c.Name] = im.o.Password
			im.did(assets.T("import.done.password", "name", c.Name, "variable", "LOCAL_AUTH_TOKEN"))
		}
		if im.found.Addresses[c.Name].IsZero() && !im.o.Address.IsZero() {
			im.found.Addresses[c.Name] = im.o.Address
			im.did(assets.T("import.done.address", "name", c.Name, "variable", "LOCAL_OLLAMA_SECRET"))
		}
	}
	for field, variable := range im.o.Sources {
		if strings.HasPrefix(variable, "KEYPORT_") {
			im.did(assets.T("import.done.named", "variable", variable, "field", field))
		}
	}
	slices.Sort(im.done)
}

// key gives the key to keep. The keychain holds keys, not header values, so of
// UPSTREAM_AUTHORIZATION only the usual form can be kept.
func (im *importer) key() (secret.Secret, string) {
	if im.o.Authorization.IsZero() {
		return im.o.Key, im.o.Sources["upstream[0].key"]
	}
	const variable = "UPSTREAM_AUTHORIZATION"
	scheme, token, ok := strings.Cut(im.o.Authorization.Reveal(), " ")
	if ok && strings.EqualFold(scheme, "Bearer") && strings.TrimSpace(token) != "" {
		return secret.New(strings.TrimSpace(token)), variable
	}
	im.left(variable, assets.T("import.left.authorization", "variable", variable, "form", "Bearer KEY"))
	return secret.Secret{}, ""
}

func (im *importer) settings() {
	for _, field := range slices.Sorted(maps.Keys(im.o.Sources)) {
		variable := im.o.Sources[field]
		switch field {
		case "upstream[0].url":
			im.did(assets.T("import.done.url", "name", im.next.Upstreams[0].Name, "url", im.o.URL, "variable", variable))
		case "upstream[0].first_byte_timeout", "upstream[0].proxy":
			im.upstreamField(field, variable)
		case "listen.prefix":
			im.prefix(variable)
		case "think.tags":
			im.did(assets.T("import.done.tags", "variable", variable))
		case "rule":
			im.rules(variable)
		case "alias":
			im.aliases(variable)
		}
	}
}

func (im *importer) prefix(variable string) {
	if im.o.Prefix == "" {
		im.did(assets.T("import.done.no_prefix", "variable", variable))
		return
	}
	im.did(assets.T("import.done.prefix", "prefix", im.o.Prefix, "variable", variable))
}

func (im *importer) rules(variable string) {
	if len(im.o.Rules) == 1 {
		im.did(assets.T("import.done.rule", "variable", variable))
		return
	}
	im.did(assets.T("import.done.rules", "count", len(im.o.Rules), "variable", variable))
}

func (im *importer) aliases(variable string) {
	if len(im.o.Aliases) == 1 {
		im.did(assets.T("import.done.alias", "variable", variable))
		return
	}
	im.did(assets.T("import.done.aliases", "count", len(im.o.Aliases), "variable", variable))
}

func (im *importer) upstreamField(field, variable string) {
	switch {
	case len(im.next.Upstreams) == 0:
		im.left(variable, assets.T("import.left.no_account", "variable", variable))
	case strings.HasSuffix(field, ".proxy") && im.next.Upstreams[0].Proxy != im.o.ProxyURL:
		im.left(variable, assets.T("import.left.no_effect", "variable", variable))
	case strings.HasSuffix(field, ".proxy"):
		im.did(assets.T("import.done.proxy", "name", im.next.Upstreams[0].Name, "variable", variable))
	default:
		text, _ := im.next.Upstreams[0].FirstByteTimeout.MarshalText()
		im.did(assets.T("import.done.first_byte", "name", im.next.Upstreams[0].Name, "time", string(text), "variable", variable))
	}
}

// leftOver names every variable that has no place here, with what to do instead where that is known.
func (im *importer) leftOver(env map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if strings.TrimSpace(env[name]) == "" || read[name] || slices.Contains(im.o.SecretVars, name) {
			continue
		}
		if slices.Contains(im.said, name) {
			continue // said already
		}
		h, ok := hints[name]
		if !ok {
			h = hintNone
		}
		im.left(name, h.sentence(name))
	}
}

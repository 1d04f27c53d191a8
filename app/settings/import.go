package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"keyport/proxy/secret"
)

// Secrets are what an import wants in the keychain: keys by upstream name,
// passwords and private addresses by client name.
type Secrets struct {
	Keys, Passwords, Addresses map[string]secret.Secret
}

// Import reads the variables of a .env file (see ParseDotEnv) into settings and
// secrets for good, where FromEnv and Apply do so for one run. The caller saves
// next and stores the secrets. done and warnings are sentences without secrets.
func Import(env map[string]string, s Settings) (next Settings, secrets Secrets, done, warnings []string) {
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	o, warnings := FromEnv(lookup)
	next = o.Apply(s)
	warnings = append(warnings, o.Resolve(next, lookup)...)
	im := importer{o: o, next: next, warnings: warnings}
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
}

func (im *importer) did(format string, args ...any) {
	im.done = append(im.done, fmt.Sprintf(format, args...))
}

func (im *importer) secrets() {
	im.found = Secrets{Keys: im.o.KeyFor, Passwords: im.o.PasswordFor, Addresses: im.o.AddressFor}
	if key, variable := im.key(); !key.IsZero() && len(im.next.Upstreams) > 0 {
		name := im.next.Upstreams[0].Name
		if im.found.Keys[name].IsZero() {
			im.found.Keys[name] = key
			im.did("The key of the upstream %s was taken from %s.", name, variable)
		}
	}
	for _, c := range im.next.Clients {
		if !strings.EqualFold(c.Name, envName) {
			continue
		}
		if im.found.Passwords[c.Name].IsZero() && !im.o.Password.IsZero() {
			im.found.Passwords[c.Name] = im.o.Password
			im.did("The password of the app %s was taken from LOCAL_AUTH_TOKEN.", c.Name)
		}
		if im.found.Addresses[c.Name].IsZero() && !im.o.Address.IsZero() {
			im.found.Addresses[c.Name] = im.o.Address
			im.did("The private address of the app %s was taken from LOCAL_OLLAMA_SECRET.", c.Name)
		}
	}
	for field, variable := range im.o.Sources {
		if strings.HasPrefix(variable, "KEYPORT_") {
			im.did("%s was taken over as %s.", variable, field)
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
	scheme, token, ok := strings.Cut(im.o.Authorization.Reveal(), " ")
	if ok && strings.EqualFold(scheme, "Bearer") && strings.TrimSpace(token) != "" {
		return secret.New(strings.TrimSpace(token)), "UPSTREAM_AUTHORIZATION"
	}
	im.warnings = append(im.warnings, "UPSTREAM_AUTHORIZATION is not of the form Bearer KEY; it can be used as a variable of keyport serve but not be kept.")
	return secret.Secret{}, ""
}

func (im *importer) settings() {
	for _, field := range slices.Sorted(maps.Keys(im.o.Sources)) {
		variable := im.o.Sources[field]
		switch field {
		case "upstream[0].url":
			im.did("The upstream %s now has the address %s (%s).", im.next.Upstreams[0].Name, im.o.URL, variable)
		case "upstream[0].first_byte_timeout", "upstream[0].proxy":
			im.upstreamField(field, variable)
		case "listen.prefix":
			im.did("The path prefix is now %q (%s).", im.o.Prefix, variable)
		case "think.tags":
			im.did("The thought tags were taken from %s.", variable)
		case "rule":
			im.did("%d rules were taken from %s.", len(im.o.Rules), variable)
		case "alias":
			im.did("%d aliases were taken from %s.", len(im.o.Aliases), variable)
		}
	}
}

func (im *importer) upstreamField(field, variable string) {
	switch {
	case len(im.next.Upstreams) == 0:
		im.warnings = append(im.warnings, variable+" is left out, because there is no upstream.")
	case strings.HasSuffix(field, ".proxy") && im.next.Upstreams[0].Proxy != im.o.ProxyURL:
		im.warnings = append(im.warnings, variable+" is left out, because it does not count for this upstream.")
	case strings.HasSuffix(field, ".proxy"):
		im.did("The upstream %s is now reached through the proxy of %s.", im.next.Upstreams[0].Name, variable)
	default:
		text, _ := im.next.Upstreams[0].FirstByteTimeout.MarshalText()
		im.did("The upstream %s may now take %s to answer (%s).", im.next.Upstreams[0].Name, text, variable)
	}
}

// leftOver names every variable that has no place here, with what to do instead where that is known.
func (im *importer) leftOver(env map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if strings.TrimSpace(env[name]) == "" || read[name] || slices.Contains(im.o.SecretVars, name) {
			continue
		}
		if slices.ContainsFunc(im.warnings, func(w string) bool { return strings.HasPrefix(w, name+" ") }) {
			continue // said already
		}
		hint := hints[name]
		if hint == "" {
			hint = "Keyport has no setting for it."
		}
		im.warnings = append(im.warnings, name+" was not taken over: "+hint)
	}
}

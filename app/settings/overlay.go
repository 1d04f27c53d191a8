package settings

import (
	"slices"
	"strings"

	"keyport/assets"
	"keyport/proxy/secret"
)

// Overlay is what the environment says for one run: a variable beats the file.
// The zero value says nothing.
type Overlay struct {
	URL           string        // base URL of the first upstream
	Authorization secret.Secret // whole header value for the first upstream; beats Key
	Key           secret.Secret // for the first upstream

	Password   secret.Secret // of the client env
	Address    secret.Secret // private address of the client env, without slash
	AddressOff bool          // LOCAL_OLLAMA_SECRET is set and empty: env has no private address in this run

	Prefix            string // counts when Sources names listen.prefix: "" may be meant
	Rules             []Rule
	Aliases           []Alias
	Think             *Think   // only Tags is set
	FirstByteTimeout  Duration // 0: not set
	Debug             bool
	LogLevel          string // debug, info, warn, error or ""
	ProxyURL, NoProxy string

	// KeyFor, PasswordFor and AddressFor are filled by Resolve, by upstream and client name.
	KeyFor, PasswordFor, AddressFor map[string]secret.Secret

	// Sources tells which variable decides a field, for the person to see.
	Sources map[string]string
	// SecretVars are the variables that held secrets: the caller removes them from the environment.
	SecretVars []string

	// FirstRun is set by the caller when there is no settings file: then the
	// variables make an upstream of their own instead of changing the default one.
	FirstRun bool
}

// envName names the upstream and the client that variables make.
const envName = "env"

// EnvName gives the part of a variable name that stands for an upstream or a
// client: capitals, every other character as _ ("VS Code" is VS_CODE).
func EnvName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}

// Resolve looks up KEYPORT_KEY_{UPSTREAM}, KEYPORT_PASSWORD_{CLIENT} and
// KEYPORT_ADDRESS_{CLIENT} for what s names; give it the settings after Apply.
// A variable that fits two names is used for neither: a key must not reach the
// wrong upstream.
func (o *Overlay) Resolve(s Settings, lookup func(string) (string, bool)) (warnings []Problem) {
	r := envReader{lookup: lookup, o: o}
	var upstreams, clients []string
	for _, u := range s.Upstreams {
		upstreams = append(upstreams, u.Name)
	}
	for _, c := range s.Clients {
		clients = append(clients, c.Name)
	}
	o.KeyFor = r.named("KEYPORT_KEY_", "upstream", "key", upstreams, headerSafe)
	o.PasswordFor = r.named("KEYPORT_PASSWORD_", "client", "password", clients, headerSafe)
	o.AddressFor = r.named("KEYPORT_ADDRESS_", "client", "address", clients, addressSafe)
	return r.warnings
}

// UpstreamSecrets gives the key and the Authorization value that this run uses
// for an upstream of s, empty where the keychain decides.
func (o Overlay) UpstreamSecrets(s Settings, upstream string) (key, authorization secret.Secret) {
	if named := o.KeyFor[upstream]; !named.IsZero() {
		return named, secret.Secret{}
	}
	if len(s.Upstreams) > 0 && s.Upstreams[0].Name == upstream {
		return o.Key, o.Authorization
	}
	return secret.Secret{}, secret.Secret{}
}

// ClientSecrets gives the password and the private address that this run uses
// for a client, empty where the keychain decides; off says that the client has
// no private address in this run, whatever the keychain holds.
func (o Overlay) ClientSecrets(client string) (password, address secret.Secret, off bool) {
	password, address = o.PasswordFor[client], o.AddressFor[client]
	if strings.EqualFold(client, envName) {
		if password.IsZero() {
			password = o.Password
		}
		if address.IsZero() {
			address, off = o.Address, o.AddressOff
		}
	}
	return password, address, off
}

// named reads one variable per name.
func (r *envReader) named(prefix, list, field string, names []string, clean func(string) (string, string)) map[string]secret.Secret {
	found := map[string]secret.Secret{}
	for i, name := range names {
		variable := prefix + EnvName(name)
		value, ok := r.lookup(variable)
		if !ok || value == "" {
			continue
		}
		if !slices.Contains(r.o.SecretVars, variable) {
			r.o.SecretVars = append(r.o.SecretVars, variable)
		}
		if slices.ContainsFunc(names, func(other string) bool { return other != name && EnvName(other) == EnvName(name) }) {
			if !slices.ContainsFunc(names[:i], func(other string) bool { return EnvName(other) == EnvName(name) }) {
				r.warn(variable, assets.T("import.two_names", "variable", variable))
			}
			continue
		}
		text, problem := clean(value)
		if problem != "" {
			r.unused(variable, problem)
			continue
		}
		found[name] = secret.New(text)
		r.source(list+"."+name+"."+field, variable)
	}
	return found
}

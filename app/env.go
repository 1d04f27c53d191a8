package app

import (
	"os"
	"slices"
	"strings"

	"keyport/app/settings"
	"keyport/proxy/secret"
)

// Environment is what variables say for this run. The zero value says nothing.
type Environment struct {
	// Warnings are about variables that could not be used, by their names.
	Warnings []settings.Problem

	overlay settings.Overlay
	named   map[string]string        // KEYPORT_KEY_… and its kind, for the names in the settings
	found   map[string]secret.Secret // keys that other programs read, by the variable
}

// namedPrefixes begin the variables that name an upstream or a client.
var namedPrefixes = []string{"KEYPORT_KEY_", "KEYPORT_PASSWORD_", "KEYPORT_ADDRESS_"}

// secretNames are the variables of other programs that hold secrets.
var secretNames = []string{"OPENAI_API_KEY", "API_KEY", "UPSTREAM_AUTHORIZATION", "LOCAL_AUTH_TOKEN", "LOCAL_OLLAMA_SECRET"}

func isSecretVar(name string) bool {
	return slices.Contains(secretNames, name) || keyVars[name] != "" ||
		slices.ContainsFunc(namedPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// ReadEnvironment reads the variables of this process and removes the secret
// ones, so that neither a child nor a look at the process finds them. Without
// serving only the variables that bear Keyport's name count: who starts the
// tray program from a shell in which OPENAI_API_KEY is set for something else
// has not asked Keyport to use it.
func ReadEnvironment(serving bool) Environment {
	e := Environment{named: map[string]string{}}
	var wipe []string
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if !isSecretVar(name) {
			continue
		}
		wipe = append(wipe, name)
		e.note(name, value, serving)
		if slices.ContainsFunc(namedPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			e.named[name] = value
		}
	}
	if serving {
		e.overlay, e.Warnings = settings.FromEnv(os.LookupEnv)
	}
	for _, name := range wipe {
		_ = os.Unsetenv(name)
	}
	wipeEnvironment(wipe)
	return e
}

// LogLevel is the level that variables ask for, "" when they do not.
func (e Environment) LogLevel() string { return e.overlay.LogLevel }

// decide finds what the variables mean for the settings file: which fields they
// decide, by which variable, and the secrets they give.
func (e *Environment) decide(s settings.Settings, firstRun bool) (fields map[string]string, given map[string]secret.Secret) {
	e.overlay.FirstRun = firstRun
	running := e.overlay.Apply(s)
	e.Warnings = append(e.Warnings, e.overlay.Resolve(running, func(name string) (string, bool) {
		value, ok := e.named[name]
		return value, ok
	})...)
	e.named = nil
	given = map[string]secret.Secret{}
	put := func(account string, s secret.Secret) {
		if !s.IsZero() {
			given[account] = s
		}
	}
	for _, u := range running.Upstreams {
		key, authorization := e.overlay.UpstreamSecrets(running, u.Name)
		put(keyAccount(u.Name), key)
		put(authorizationAccount(u.Name), authorization)
	}
	for _, c := range running.Clients {
		password, address, off := e.overlay.ClientSecrets(c.Name)
		put(passwordAccount(c.Name), password)
		put(addressAccount(c.Name), address)
		if off {
			given[addressAccount(c.Name)] = secret.Secret{} // known to be none, so none is made
		}
	}
	return e.overlay.Sources, given
}

func (e *Environment) apply(s settings.Settings) settings.Settings { return e.overlay.Apply(s) }

// scrubbed is an environment for a child, without secrets.
func scrubbed(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return isSecretVar(name)
	})
}

package settings

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"keyport/assets"
	"keyport/proxy/secret"
)

// FromEnv reads the variables that people have in their environment or .env
// from earlier proxies. Of alternatives the first that is not empty wins. What
// cannot be used is left out with a warning, whose Field is the variable; a
// sentence names the variable and never holds a value. KEYPORT_KEY_… and its
// kind wait for Resolve.
func FromEnv(lookup func(string) (string, bool)) (Overlay, []Problem) {
	o := Overlay{Sources: map[string]string{}}
	r := envReader{lookup: lookup, o: &o}
	r.upstream()
	r.client()
	r.requests()
	r.logging()
	return o, r.warnings
}

type envReader struct {
	lookup   func(string) (string, bool)
	o        *Overlay
	warnings []Problem
}

func (r *envReader) warn(variable, sentence string) {
	r.warnings = append(r.warnings, Problem{variable, sentence})
}

func (r *envReader) unused(variable, why string) {
	r.warn(variable, assets.T("import.not_used", "variable", variable, "why", why))
}

func (r *envReader) source(field, variable string) {
	if r.o.Sources == nil {
		r.o.Sources = map[string]string{}
	}
	r.o.Sources[field] = variable
}

// first gives the first of some variables that is set and not empty.
func (r *envReader) first(names ...string) (value, name string) {
	for _, name := range names {
		if value, _ := r.lookup(name); strings.TrimSpace(value) != "" {
			return strings.TrimSpace(value), name
		}
	}
	return "", ""
}

// secret gives the first of some variables too, and notes all that are set.
func (r *envReader) secret(clean func(string) (string, string), names ...string) (secret.Secret, string) {
	for _, name := range names {
		if value, _ := r.lookup(name); value != "" {
			r.o.SecretVars = append(r.o.SecretVars, name)
		}
	}
	value, name := r.first(names...)
	if name == "" {
		return secret.Secret{}, ""
	}
	text, problem := clean(value)
	if problem != "" {
		r.unused(name, problem)
		return secret.Secret{}, ""
	}
	return secret.New(text), name
}

func headerSafe(value string) (text, problem string) {
	value = strings.TrimSpace(value)
	if value == "" || !only(value, func(c byte) bool { return c >= ' ' && c < 0x7f }) {
		return "", assets.T("import.why.character")
	}
	return value, ""
}

// taken are the first words of Keyport's own paths: a private address of that name would hide them.
var taken = map[string]bool{
	"v1": true, "api": true, "health": true, "models": true, "chat": true, "completions": true, "responses": true,
	"embeddings": true, "moderations": true, "messages": true, "rerank": true, "audio": true, "images": true,
}

func addressSafe(value string) (text, problem string) {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(value), "/"), "/")
	if len(text) > 128 || !bare(text) {
		return "", assets.T("import.why.address")
	}
	if taken[strings.ToLower(text)] {
		return "", assets.T("import.why.word")
	}
	return text, ""
}

func (r *envReader) upstream() {
	key, keyVar := r.secret(headerSafe, "OPENAI_API_KEY", "API_KEY")
	authorization, authorizationVar := r.secret(headerSafe, "UPSTREAM_AUTHORIZATION")
	if secret.LooksLikePassword(key.Reveal()) {
		r.warn(keyVar, assets.T("import.app_password", "variable", keyVar))
		key, keyVar = secret.Secret{}, ""
	}
	if value, name := r.first("UPSTREAM_URL", "TARGET_BASE_URL", "OPENAI_API_BASE", "API_URL"); name != "" {
		if problem, warning := urlProblem(value, 0); problem != "" {
			r.unused(name, problem)
			if keyVar != "" || authorizationVar != "" {
				// The key was meant for the address that cannot be read; it must not go to another one.
				r.warn(name, assets.T("import.key_beside", "variable", name))
				key, keyVar, authorization, authorizationVar = secret.Secret{}, "", secret.Secret{}, ""
			}
		} else {
			if warning != "" {
				r.warn(name, assets.T("import.unwise", "variable", name, "why", warning))
			}
			r.o.URL = value
			r.source("upstream[0].url", name)
		}
	}
	r.o.Key, r.o.Authorization = key, authorization
	if keyVar != "" {
		r.source("upstream[0].key", keyVar)
	}
	if authorizationVar != "" {
		r.source("upstream[0].key", authorizationVar)
	}
	if value, name := r.first("API_REQUEST_TIMEOUT"); name != "" {
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil || !(seconds >= 0.001 && seconds <= 86400) {
			r.warn(name, assets.T("import.seconds", "variable", name))
		} else {
			r.o.FirstByteTimeout = Duration(time.Duration(seconds * float64(time.Second)).Round(time.Millisecond))
			r.source("upstream[0].first_byte_timeout", name)
		}
	}
	r.proxy()
}

func (r *envReader) proxy() {
	value, name := r.first("https_proxy", "HTTPS_PROXY")
	r.o.NoProxy, _ = r.first("no_proxy", "NO_PROXY")
	switch {
	case name == "" || strings.Contains(value, "@"):
		// A name and password must not come into the settings; proxy = "system" reads the variable itself.
	case !proxyURL(withPort(value)):
		r.warn(name, assets.T("import.proxy_rule", "variable", name))
	default:
		r.o.ProxyURL = withPort(value)
		r.source("upstream[0].proxy", name)
	}
}

func (r *envReader) client() {
	if password, name := r.secret(headerSafe, "LOCAL_AUTH_TOKEN"); name != "" {
		r.o.Password = password
		r.source("client.env.password", name)
	}
	if value, set := r.lookup("LOCAL_OLLAMA_SECRET"); set && strings.TrimSpace(value) == "" {
		r.o.AddressOff = true
		r.source("client.env.address", "LOCAL_OLLAMA_SECRET")
	}
	if address, name := r.secret(addressSafe, "LOCAL_OLLAMA_SECRET"); name != "" {
		r.o.Address = address
		r.source("client.env.address", name)
		if len(address.Reveal()) < 16 {
			r.warn(name, assets.T("import.short_address", "variable", name))
		}
	}
	if value, name := r.first("LOCAL_PATH_PREFIX"); name != "" {
		prefix := strings.Trim(value, "/")
		if prefix != "" {
			prefix = "/" + prefix
		}
		if problem := prefixProblem(prefix); problem != "" {
			r.unused(name, problem)
			return
		}
		r.o.Prefix = prefix
		r.source("listen.prefix", name)
	}
}

func (r *envReader) requests() {
	tags := [2]string{"<think>", "</think>"}
	start, startVar := r.first("THINK_TAG")
	end, endVar := r.first("THINK_END_TAG")
	if startVar != "" || endVar != "" {
		custom, name := tags, startVar
		if start != "" {
			custom[0] = start
		}
		if end != "" {
			custom[1] = end
		}
		if name == "" {
			name = endVar
		}
		if problem := tagProblem(custom[:]); problem != "" {
			r.unused(name, problem)
		} else {
			tags = custom
			r.o.Think = &Think{Tags: tags[:]}
			r.source("think.tags", name)
		}
	}
	if text, name := r.first("LLM_PARAMS"); name != "" {
		rules, aliases, warnings := ParseLLMParams(text, tags)
		r.o.Rules, r.o.Aliases = rules, aliases
		for _, w := range warnings {
			r.warn(name, w)
		}
		if len(rules) > 0 {
			r.source("rule", name)
		}
		if len(aliases) > 0 {
			r.source("alias", name)
		}
	}
}

func (r *envReader) logging() {
	value, _ := r.first("DEBUG")
	r.o.Debug = strings.EqualFold(value, "true") || value == "1" // "*" and names are Node's own DEBUG
	value, name := r.first("LOG_LEVEL")
	level := strings.ToLower(value)
	if alias, ok := levels[level]; ok {
		level = alias
	}
	switch {
	case name == "":
	case slices.Contains([]string{"debug", "info", "warn", "error"}, level):
		r.o.LogLevel = level
	default:
		r.warn(name, assets.T("import.log_level", "variable", name))
	}
	if r.o.Debug && r.o.LogLevel == "" {
		r.o.LogLevel = "debug"
	}
}

// levels are the names of other loggers for ours.
var levels = map[string]string{
	"trace": "debug", "silly": "debug", "verbose": "debug", "warning": "warn", "fatal": "error", "critical": "error", "silent": "error",
}

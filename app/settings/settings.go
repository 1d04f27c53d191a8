// Package settings is the settings file: an immutable value, its TOML form,
// what makes it valid, and how it is written without ever being lost. It knows
// no keychain and no network, and never holds a secret.
package settings

// Version is the newest settings file version that this program writes.
const Version = 1

// FirstPort is the port that the first run takes, or the next free one above it: Ollama's own.
const FirstPort = 11434

// The access modes.
const (
	AccessClients     = "clients"     // each client has a password or a private address
	AccessOpen        = "open"        // no credential is asked for
	AccessPassthrough = "passthrough" // the app's own Authorization goes upstream
)

// The kinds of upstream.
const (
	KindOpenAI    = "openai"    // fits every OpenAI-compatible server
	KindAzure     = "azure"     // header api-key, api-version in the query, no /v1 added
	KindAnthropic = "anthropic" // Messages API
	KindDemo      = "demo"      // answers from inside the program
)

// Settings is the whole file. A Settings value is not changed once published:
// take Clone, change that, and save it through a Store.
type Settings struct {
	Version   int        `toml:"version" json:"version"`
	Access    string     `toml:"access" json:"access"`
	Listen    Listen     `toml:"listen" json:"listen"`
	Upstreams []Upstream `toml:"upstream" json:"upstream"`
	Clients   []Client   `toml:"client" json:"client"`
	Models    []Model    `toml:"model" json:"model"`
	Aliases   []Alias    `toml:"alias" json:"alias"`
	Think     Think      `toml:"think" json:"think"`
	Rules     []Rule     `toml:"rule" json:"rule"`
	Allow     Allow      `toml:"allow" json:"allow"`
	Limits    Limits     `toml:"limits" json:"limits"`
	Notices   Notices    `toml:"notices" json:"notices"`
	Desktop   Desktop    `toml:"desktop" json:"desktop"`
	Updates   Updates    `toml:"updates" json:"updates"`
}

// Listen is where Keyport listens; the host is always the loopback interface.
type Listen struct {
	Port   int      `toml:"port" json:"port"`     // 1 to 65535; 0 is "not chosen yet", the first run picks
	Prefix string   `toml:"prefix" json:"prefix"` // "" or "/work": leading slash, no trailing one
	IPv6   bool     `toml:"ipv6" json:"ipv6"`     // on ::1 too, where the computer has it
	Hosts  []string `toml:"hosts" json:"hosts"`   // further exact Host names that are accepted
}

// Upstream is one LLM account. Its key lies in the keychain under Name.
type Upstream struct {
	Name             string            `toml:"name" json:"name"`
	Kind             string            `toml:"kind" json:"kind"`
	URL              string            `toml:"url" json:"url"`
	Models           []string          `toml:"models" json:"models"` // globs; the first upstream that matches wins
	Headers          map[string]string `toml:"headers" json:"headers"`
	Proxy            string            `toml:"proxy" json:"proxy"` // system | none | http://host:port
	FirstByteTimeout Duration          `toml:"first_byte_timeout" json:"first_byte_timeout"`
	IdleTimeout      Duration          `toml:"idle_timeout" json:"idle_timeout"`
	Auth             string            `toml:"auth" json:"auth"`               // key | none
	APIVersion       string            `toml:"api_version" json:"api_version"` // azure only
}

// Client is a named program that may use Keyport ("app" in the window). Its
// password and its private address lie in the keychain.
type Client struct {
	Name    string   `toml:"name" json:"name"`
	Kind    string   `toml:"kind" json:"kind"` // by which guide it is connected: one of Kinds, "" is KindOther
	Off     bool     `toml:"off" json:"off"`   // refused as if unknown, until it is switched on again; keeps its secrets
	Cursor  bool     `toml:"cursor" json:"cursor"`
	Origins []string `toml:"origins" json:"origins"`
}

// Model is what the upstream does not tell of the models that match Name (a
// glob). A nil field says nothing; the built-in table or the upstream stands.
type Model struct {
	Name    string `toml:"name" json:"name"`
	Context *int   `toml:"context,omitempty" json:"context,omitempty"` // tokens
	Tools   *bool  `toml:"tools,omitempty" json:"tools,omitempty"`
	Vision  *bool  `toml:"vision,omitempty" json:"vision,omitempty"`
	Hidden  *bool  `toml:"hidden,omitempty" json:"hidden,omitempty"`
}

// Alias is an invented model name.
type Alias struct {
	Name  string `toml:"name" json:"name"`
	Model string `toml:"model" json:"model"`
}

// Think says what happens to thought tags. Tags holds pairs: start, end,
// start, end; the escapes \u003c, \n, \t and \\ are decoded when they are used.
type Think struct {
	Mode            string   `toml:"mode,omitempty" json:"mode,omitempty"` // strip | keep | reasoning; "" in a rule inherits
	Tags            []string `toml:"tags,omitempty" json:"tags,omitempty"` // empty in a rule inherits
	StartsInThought bool     `toml:"starts_in_thought,omitempty" json:"starts_in_thought,omitempty"`
}

// Rule is what to change for models that match one of the globs in Models (on
// the name the app asked for). A glob behind "!" takes models out again:
// ["*", "!gpt-*"]. All rules that match apply, top to bottom.
type Rule struct {
	Models  []string `toml:"models" json:"models"`
	Force   Values   `toml:"force,omitempty" json:"force,omitempty"`
	Default Values   `toml:"default,omitempty" json:"default,omitempty"`
	Remove  []string `toml:"remove,omitempty" json:"remove,omitempty"`
	Append  string   `toml:"append,omitempty" json:"append,omitempty"`
	Think   *Think   `toml:"think,omitempty" json:"think,omitempty"`
}

// Values are parameter values: string, bool, int64, float64, []any, map[string]any.
type Values map[string]any

// Allow widens the list of paths that are forwarded.
type Allow struct {
	Paths []string `toml:"paths" json:"paths"` // "METHOD /path", written without /v1
}

// Notices are what Keyport tells of by itself.
type Notices struct {
	Hide []string `toml:"hide" json:"hide"` // codes of problems that the person wants to hear of no more
}

// Updates is whether Keyport tells of newer versions of itself.
type Updates struct {
	// Notify asks the site that this copy was built for once a week; in a copy without one it does nothing.
	Notify bool `toml:"notify" json:"notify"`
}

// Limits bound what one request and all of them together may take.
type Limits struct {
	Body      Size `toml:"body" json:"body"`             // bytes of one request body
	InFlight  int  `toml:"in_flight" json:"in_flight"`   // requests that reach the upstreams at once
	PerMinute int  `toml:"per_minute" json:"per_minute"` // per client; 0 is no limit
}

package settings

import (
	"math"
	"strings"
	"testing"
)

func TestDefaultIsValid(t *testing.T) {
	errs, warnings := Default().Validate()
	if len(errs)+len(warnings) > 0 {
		t.Fatalf("errs %v, warnings %v", errs, warnings)
	}
}

// fieldCase changes one thing of valid settings and says which field must be
// named and with which sentence; no sentence means that the value is allowed.
type fieldCase struct {
	name     string
	change   func(*Settings)
	field    string
	sentence string
}

func fieldCases() []fieldCase {
	type change = func(*Settings)
	port := func(n int) change { return func(s *Settings) { s.Listen.Port = n } }
	prefix := func(v string) change { return func(s *Settings) { s.Listen.Prefix = v } }
	host := func(v string) change { return func(s *Settings) { s.Listen.Hosts = []string{v} } }
	url := func(v string) change { return func(s *Settings) { s.Listen.Port = 11434; s.Upstreams[0].URL = v } }
	up := func(f func(*Upstream)) change { return func(s *Settings) { f(&s.Upstreams[0]) } }
	header := func(name, value string) change {
		return up(func(u *Upstream) { u.Headers = map[string]string{name: value} })
	}
	proxy := func(v string) change { return up(func(u *Upstream) { u.Proxy = v }) }
	app := func(v string) change { return func(s *Settings) { s.Clients[0].Name = v } }
	origin := func(v string) change { return func(s *Settings) { s.Clients[0].Origins = []string{v} } }
	alias := func(name, model string) change {
		return func(s *Settings) { s.Aliases = []Alias{{"first", "m"}, {name, model}} }
	}
	tags := func(v ...string) change { return func(s *Settings) { s.Think.Tags = v } }
	rule := func(f func(*Rule)) change {
		return func(s *Settings) { r := Rule{Models: []string{"*"}}; f(&r); s.Rules = []Rule{r} }
	}
	force := func(name string, v any) change { return rule(func(r *Rule) { r.Force = Values{name: v} }) }
	allow := func(v string) change { return func(s *Settings) { s.Allow.Paths = []string{v} } }
	limit := func(f func(*Limits)) change { return func(s *Settings) { f(&s.Limits) } }

	const (
		portRule   = "Enter a number from 1024 to 65535."
		prefixRule = "Start with / and use letters, digits, -, _ and single slashes."
		used       = "This word is already used by the API."
		setUp      = "This address belongs to your computer's network setup and is not allowed."
		plain      = "This address is not encrypted, so your key could be read on the way. Use https."
		circle     = "This is Keyport's own address; requests would go in circles."
		reservedBy = "This header is set by Keyport."
		originRule = "Enter it like app://obsidian.md, in small letters; * is not possible."
		allowRule  = "Enter it like POST /files, without /v1."
		nameRule   = "Use letters, digits and . _ : @ / -."
		globRule   = "Use letters, digits and . _ : @ / -, with * and ? for any characters."
		fixedRule  = "stream, model and messages cannot be overridden here."
		neverRule  = "Paths for organizations, billing, projects, keys and fine-tuning are never forwarded."
	)
	return []fieldCase{
		{"access", func(s *Settings) { s.Access = "everyone" }, "access", "Enter clients, open or passthrough."},
		{"access empty", func(s *Settings) { s.Access = "" }, "access", "Enter clients, open or passthrough."},
		{"passthrough", func(s *Settings) { s.Access = AccessPassthrough }, "", ""},
		{"version", func(s *Settings) { s.Version = 0 }, "version", "This Keyport reads version 1."},

		{"port not chosen", port(0), "", ""},
		{"port", port(65535), "", ""},
		{"port too big", port(65536), "listen.port", portRule},
		{"port negative", port(-1), "listen.port", portRule},
		{"prefix", prefix("/work/a-b_1"), "", ""},
		{"prefix without slash", prefix("work"), "listen.prefix", prefixRule},
		{"prefix with slash behind", prefix("/work/"), "listen.prefix", prefixRule},
		{"prefix is a slash", prefix("/"), "listen.prefix", prefixRule},
		{"prefix doubled slash", prefix("/a//b"), "listen.prefix", prefixRule},
		{"prefix with dots", prefix("/a/../b"), "listen.prefix", prefixRule},
		{"prefix v1", prefix("/v1"), "listen.prefix", used},
		{"prefix API", prefix("/API/x"), "listen.prefix", used},
		{"prefix health", prefix("/health"), "listen.prefix", used},
		{"prefix v1 further on", prefix("/work/v1"), "", ""},
		{"prefix long", prefix("/" + strings.Repeat("a", 64)), "listen.prefix", "At most 64 characters."},
		{"host", host("keyport.local"), "", ""},
		{"host star", host("*.local"), "listen.hosts[0]", "Enter an exact host name without port. No * and no leading dot."},
		{"host dot", host(".local"), "listen.hosts[0]", "Enter an exact host name without port. No * and no leading dot."},

		{"upstream name", up(func(u *Upstream) { u.Name = "Open AI" }), "upstream[0].name", "Enter 1 to 40 small letters, digits, - or _."},
		{"upstream twice", func(s *Settings) { s.Upstreams = append(s.Upstreams, s.Upstreams[0]) }, "upstream[1].name", "There is already an account called openai."},
		{"kind", up(func(u *Upstream) { u.Kind = "gemini" }), "upstream[0].kind", "Enter openai, azure, anthropic or demo."},
		{"demo without address", up(func(u *Upstream) { *u = Upstream{Name: "demo", Kind: KindDemo, Models: []string{"*"}} }), "", ""},
		{"models", up(func(u *Upstream) { u.Models = []string{"*", "!gpt-?", "a[b]"} }), "", ""},
		{"models wrong", up(func(u *Upstream) { u.Models = []string{"*", "a b"} }), "upstream[0].models[1]", globRule},
		{"models lone !", up(func(u *Upstream) { u.Models = []string{"!"} }), "upstream[0].models[0]", globRule},
		{"models ! inside", up(func(u *Upstream) { u.Models = []string{"a!b"} }), "upstream[0].models[0]", globRule},

		{"url empty", url(""), "upstream[0].url", "Enter the address of the API, for example https://api.openai.com/v1."},
		{"url without scheme", url("api.openai.com/v1"), "upstream[0].url", "Start the address with https://."},
		{"url ftp", url("ftp://a/b"), "upstream[0].url", "Start the address with https://."},
		{"url http off-machine", url("http://example.com/v1"), "upstream[0].url", plain},
		{"url http public address", url("http://8.8.8.8/v1"), "upstream[0].url", plain},
		{"url http loopback", url("http://127.0.0.1:1234/v1"), "", ""},
		{"url http localhost", url("http://LOCALHOST:1234/v1"), "", ""},
		{"url http ::1", url("http://[::1]:1234"), "", ""},
		{"url http private", url("http://192.168.1.5:1234"), "", ""},
		{"url http name of a private network", url("http://nas.local:1234"), "", ""},
		{"url user", url("https://a:b@c.example/v1"), "upstream[0].url", "Leave the name and password out of the address."},
		{"url empty user", url("https://@c.example/v1"), "upstream[0].url", "Leave the name and password out of the address."},
		{"url query", url("https://c.example/v1?x=1"), "upstream[0].url", "The address must end after the path."},
		{"url fragment", url("https://c.example/v1#"), "upstream[0].url", "The address must end after the path."},
		{"url whole endpoint", url("https://c.example/v1/chat/completions/"), "upstream[0].url", "Use the part before /chat/completions."},
		{"url metadata", url("https://169.254.169.254"), "upstream[0].url", setUp},
		{"url metadata http", url("http://169.254.169.254/latest"), "upstream[0].url", setUp},
		{"url metadata mapped", url("https://[::ffff:169.254.169.254]/"), "upstream[0].url", setUp},
		{"url metadata NAT64", url("https://[64:ff9b::a9fe:a9fe]/"), "upstream[0].url", setUp},
		{"url metadata name", url("http://metadata.google.internal/"), "upstream[0].url", setUp},
		{"url metadata of Amazon", url("https://[fd00:ec2::254]/"), "upstream[0].url", setUp},
		{"url link-local", url("https://[fe80::1]/"), "upstream[0].url", setUp},
		{"url all zero", url("http://0.0.0.0:8080/"), "upstream[0].url", setUp},
		{"url short number", url("http://127.1/"), "upstream[0].url", setUp},
		{"url hex number", url("http://0x7f000001/"), "upstream[0].url", setUp},
		{"url decimal number", url("http://2852039166/"), "upstream[0].url", setUp},
		{"url metadata with a dot behind", url("https://169.254.169.254./"), "upstream[0].url", setUp},
		{"url metadata in octal", url("https://0251.0376.0251.0376/"), "upstream[0].url", setUp},
		{"url metadata in hex", url("https://0xa9.0xfe.0xa9.0xfe/"), "upstream[0].url", setUp},
		{"url metadata as one hex number", url("https://0xA9FEA9FE/"), "upstream[0].url", setUp},
		{"url metadata in three parts", url("https://169.254.43518/"), "upstream[0].url", setUp},
		{"url metadata mapped in hex", url("https://[::ffff:a9fe:a9fe]/"), "upstream[0].url", setUp},
		{"url metadata compatible", url("https://[::a9fe:a9fe]/"), "upstream[0].url", setUp},
		{"url metadata translated", url("https://[::ffff:0:169.254.169.254]/"), "upstream[0].url", setUp},
		{"url metadata by 6to4", url("https://[2002:a9fe:a9fe::1]/"), "upstream[0].url", setUp},
		{"url metadata by a NAT64 of its own", url("https://[64:ff9b:1::a9fe:a9fe]/"), "upstream[0].url", setUp},
		{"url metadata of containers", url("http://169.254.170.2/v2"), "upstream[0].url", setUp},
		{"url metadata of Alibaba", url("https://100.100.100.200/"), "upstream[0].url", setUp},
		{"url metadata of Azure", url("https://168.63.129.16/"), "upstream[0].url", setUp},
		{"url metadata name in capitals", url("https://METADATA.google.Internal./"), "upstream[0].url", setUp},
		{"url metadata encoded", url("https://169%2e254.169.254/"), "upstream[0].url", "Enter the address like https://api.openai.com/v1, without spaces or special characters."},
		{"url metadata in wide digits", url("https://１69.254.169.254/"), "upstream[0].url", "Enter the address like https://api.openai.com/v1, without spaces or special characters."},
		{"url metadata with ideographic dots", url("https://169。254。169。254/"), "upstream[0].url", "Enter the address like https://api.openai.com/v1, without spaces or special characters."},
		{"url link-local with a zone", url("https://[fe80::1%25eth0]/"), "upstream[0].url", setUp},
		{"url multicast", url("https://224.0.0.1/"), "upstream[0].url", setUp},
		{"url broadcast", url("https://255.255.255.255/"), "upstream[0].url", setUp},
		{"url no address", url("https://[::]/"), "upstream[0].url", setUp},
		{"url user that looks like a host", url("https://api.openai.com@evil.example/v1"), "upstream[0].url", "Leave the name and password out of the address."},
		{"url backslash", url(`https://evil.example\@api.openai.com/v1`), "upstream[0].url", "Leave the name and password out of the address."},
		{"url line break", url("https://a.example/\r\nX-Evil: 1"), "upstream[0].url", "Enter the address like https://api.openai.com/v1, without spaces or special characters."},
		{"url own port", url("http://127.0.0.1:11434/v1"), "upstream[0].url", circle},
		{"url own port by name", url("http://localhost.:11434/v1"), "upstream[0].url", circle},
		{"url own port elsewhere", url("https://llm.example:11434/v1"), "", ""},
		{"url port too big", url("https://a.example:70000/"), "upstream[0].url", "Enter the address with a host name and, where needed, a port from 1 to 65535."},
		{"url no host", url("https:///v1"), "upstream[0].url", "Enter the address with a host name and, where needed, a port from 1 to 65535."},
		{"url space", url("https://a.example/v 1"), "upstream[0].url", "Enter the address like https://api.openai.com/v1, without spaces or special characters."},
		{"url dots", url("https://a.example/x/../v1"), "upstream[0].url", `Leave . and .. and \ out of the path.`},
		{"url encoded dots", url("https://a.example/x/%2e%2e/v1"), "upstream[0].url", `Leave . and .. and \ out of the path.`},

		{"header", header("OpenAI-Beta", "assistants=v2"), "", ""},
		{"header line break", header("X-A", "b\r\nX-Evil: 1"), "upstream[0].headers.X-A", "A header value cannot contain a line break."},
		{"header NUL", header("X-A", "b\x00"), "upstream[0].headers.X-A", "A header value is made of visible ASCII characters."},
		{"header not ASCII", header("X-A", "ü"), "upstream[0].headers.X-A", "A header value is made of visible ASCII characters."},
		{"header name", header("X A", "b"), `upstream[0].headers."X A"`, "A header name is made of letters, digits and -."},
		{"header name with colon", header("X:A", "b"), `upstream[0].headers."X:A"`, "A header name is made of letters, digits and -."},
		{"header host", header("hOst", "b"), "upstream[0].headers.hOst", reservedBy},
		{"header length", header("Content-Length", "1"), "upstream[0].headers.Content-Length", reservedBy},
		{"header transfer", header("Transfer-Encoding", "chunked"), "upstream[0].headers.Transfer-Encoding", reservedBy},
		{"header connection", header("Connection", "close"), "upstream[0].headers.Connection", reservedBy},
		{"header authorization", header("AUTHORIZATION", "x"), "upstream[0].headers.AUTHORIZATION", reservedBy},
		{"header cookie", header("Cookie", "x"), "upstream[0].headers.Cookie", reservedBy},
		{"header expect", header("Expect", "x"), "upstream[0].headers.Expect", reservedBy},
		{"header x-api-key", header("x-api-key", "x"), "upstream[0].headers.x-api-key", reservedBy},
		{"header api-key", header("api-key", "x"), "upstream[0].headers.api-key", reservedBy},
		{"header value with a space in front", header("X-A", " b"), "upstream[0].headers.X-A", "A header value is made of visible ASCII characters."},
		{"header value with a tab", header("X-A", "a\tb"), "upstream[0].headers.X-A", "A header value is made of visible ASCII characters."},
		{"header line feed alone", header("X-A", "b\nX-Evil: 1"), "upstream[0].headers.X-A", "A header value cannot contain a line break."},
		{"header name empty", header("", "b"), `upstream[0].headers.""`, "A header name is made of letters, digits and -."},
		{"header name line break", header("X-A\r\nX-Evil", "b"), `upstream[0].headers."X-A\r\nX-Evil"`, "A header name is made of letters, digits and -."},
		{"header name not ASCII", header("X-Ａ", "b"), `upstream[0].headers."X-Ａ"`, "A header name is made of letters, digits and -."},
		{"header proxy", header("Proxy-Authorization", "x"), "upstream[0].headers.Proxy-Authorization", reservedBy},
		{"header upgrade", header("upgrade", "websocket"), "upstream[0].headers.upgrade", reservedBy},
		{"header trailer", header("Trailer", "x"), "upstream[0].headers.Trailer", reservedBy},
		{"header encoding", header("Accept-Encoding", "zstd"), "upstream[0].headers.Accept-Encoding", reservedBy},
		{"header content type", header("content-type", "text/plain"), "upstream[0].headers.content-type", reservedBy},
		{"header twice", up(func(u *Upstream) { u.Headers = map[string]string{"X-A": "1", "x-a": "2"} }), "upstream[0].headers.x-a", "This header is there twice."},

		{"proxy none", proxy("none"), "", ""},
		{"proxy", proxy("http://proxy.example:3128"), "", ""},
		{"proxy without port", proxy("http://proxy.example"), "upstream[0].proxy", "Enter system or none, or a proxy like http://host:port."},
		{"proxy with password", proxy("http://u:p@proxy.example:1"), "upstream[0].proxy", "Enter system or none, or a proxy like http://host:port."},
		{"proxy empty", proxy(""), "upstream[0].proxy", "Enter system or none, or a proxy like http://host:port."},
		{"timeout zero", up(func(u *Upstream) { u.FirstByteTimeout = 0 }), "upstream[0].first_byte_timeout", "Enter a time above 0 and up to 24h, for example 10m."},
		{"timeout long", up(func(u *Upstream) { u.IdleTimeout = Duration(25 * 3600e9) }), "upstream[0].idle_timeout", "Enter a time above 0 and up to 24h, for example 10m."},
		{"auth", up(func(u *Upstream) { u.Auth = "basic" }), "upstream[0].auth", "Enter key or none."},
		{"api version", up(func(u *Upstream) { u.Kind, u.APIVersion = KindAzure, "2024-10-21" }), "", ""},
		{"api version elsewhere", up(func(u *Upstream) { u.APIVersion = "2024-10-21" }), "upstream[0].api_version", "Only an Azure account has an API version."},
		{"api version characters", up(func(u *Upstream) { u.Kind, u.APIVersion = KindAzure, "a&b" }), "upstream[0].api_version", "Enter it like 2024-10-21."},

		{"client name", app("Zed – work"), "", ""},
		{"client name empty", app(""), "client[0].name", "Enter 1 to 40 visible characters."},
		{"client name long", app(strings.Repeat("ä", 41)), "client[0].name", "Enter 1 to 40 visible characters."},
		{"client name line break", app("a\nb"), "client[0].name", "Enter 1 to 40 visible characters."},
		{"client twice", func(s *Settings) { s.Clients = append(s.Clients, Client{Name: "VS CODE"}) }, "client[1].name", "There is already an app called VS CODE."},
		{"origin", origin("app://obsidian.md"), "", ""},
		{"origin with port", origin("http://localhost:3000"), "", ""},
		{"origin star", origin("*"), "client[0].origins[0]", originRule},
		{"origin null", origin("null"), "client[0].origins[0]", originRule},
		{"origin any host", origin("https://*"), "client[0].origins[0]", originRule},
		{"origin with path", origin("https://a.example/"), "client[0].origins[0]", originRule},
		{"origin with user", origin("https://u@a.example"), "client[0].origins[0]", originRule},
		{"origin in capitals", origin("https://A.example"), "client[0].origins[0]", originRule},

		{"model pattern", func(s *Settings) { s.Models = []Model{{Name: ""}} }, "model[0].name", globRule},
		{"model context", func(s *Settings) { n := 0; s.Models = []Model{{Name: "a", Context: &n}} }, "model[0].context", "Enter a number of tokens from 1 to 100000000."},
		{"alias", alias("fast", "openai/gpt-4.1-mini:free"), "", ""},
		{"alias twice", alias("first", "m"), "alias[1].name", "There is already an alias called first."},
		{"alias of itself", alias("a", "a"), "alias[1].model", "An alias must have another name than its model."},
		{"alias name", alias("a*", "m"), "alias[1].name", nameRule},
		{"alias model", alias("a", ""), "alias[1].model", nameRule},

		{"think mode", func(s *Settings) { s.Think.Mode = "drop" }, "think.mode", "Enter strip, keep or reasoning."},
		{"think mode empty", func(s *Settings) { s.Think.Mode = "" }, "think.mode", "Enter strip, keep or reasoning."},
		{"tags with escapes", tags(`\u003cthink\u003e`, `\u003c/think\u003e\n\n`), "", ""},
		{"tags odd", tags("<a>"), "think.tags", "Tags come in pairs of start and end tag."},
		{"tags equal", tags("<A>", `\u003ca>`), "think.tags", "Start and end tag must differ."},
		{"tags empty", tags("<a>", `\n`), "think.tags", "A tag must have at least one visible character."},
		{"tags long", tags("<a>", strings.Repeat("x", 65)), "think.tags", "At most 64 characters in a tag."},
		{"tags many", tags("1", "2", "1", "2", "1", "2", "1", "2", "1", "2", "1", "2"), "think.tags", "At most 5 pairs of tags."},
		{"tags unknown escape", tags(`<\a>`, "</a>"), "think.tags", `Tag 1 holds an unknown escape; write \\ for a backslash.`},

		{"rule without models", rule(func(r *Rule) { r.Models = nil }), "rule[0].models", "Enter the models that this rule is for, or * for all."},
		{"rule think inherits", rule(func(r *Rule) { r.Think = &Think{} }), "", ""},
		{"rule think mode", rule(func(r *Rule) { r.Think = &Think{Mode: "x"} }), "rule[0].think.mode", "Enter strip, keep or reasoning."},
		{"rule removes stream", rule(func(r *Rule) { r.Remove = []string{"stream"} }), "rule[0].remove[0]", fixedRule},
		{"force model", force("model", "x"), "rule[0].force.model", fixedRule},
		{"force messages", force("messages", []any{}), "rule[0].force.messages", fixedRule},
		{"default input", rule(func(r *Rule) { r.Default = Values{"input": "x"} }), "rule[0].default.input", fixedRule},
		{"temperature", force("temperature", 0.6), "", ""},
		{"temperature whole", force("temperature", int64(2)), "", ""},
		{"temperature high", force("temperature", 2.1), "rule[0].force.temperature", "temperature must be between 0 and 2."},
		{"temperature text", force("temperature", "0.6"), "rule[0].force.temperature", "temperature must be between 0 and 2."},
		{"temperature NaN", force("temperature", math.NaN()), "rule[0].force.temperature", "Enter a finite number."},
		{"top_p", force("top_p", -0.1), "rule[0].force.top_p", "top_p must be between 0 and 1."},
		{"penalty", force("presence_penalty", int64(-3)), "rule[0].force.presence_penalty", "presence_penalty must be between -2 and 2."},
		{"n", force("n", int64(0)), "rule[0].force.n", "n must be a whole number of at least 1."},
		{"max_tokens not whole", force("max_tokens", 10.5), "rule[0].force.max_tokens", "max_tokens must be a whole number of at least 1."},
		{"seed", force("seed", "x"), "rule[0].force.seed", "seed must be a whole number."},
		{"top_logprobs", force("top_logprobs", int64(21)), "rule[0].force.top_logprobs", "top_logprobs must be a whole number between 0 and 20."},
		{"echo", force("echo", int64(1)), "rule[0].force.echo", "echo must be true or false."},
		{"stop list", force("stop", []any{"a", "b"}), "", ""},
		{"stop number", force("stop", []any{int64(1)}), "rule[0].force.stop", "stop must be text or a list of texts."},
		{"unknown parameter", force("my_param", map[string]any{"a": []any{true}}), "", ""},
		{"parameter null", force("my_param", nil), "rule[0].force.my_param", "There is no empty value; to leave a parameter out, remove it."},
		{"parameter type", force("my_param", struct{}{}), "rule[0].force.my_param", "Enter text, a number, true, false, a list or a table."},
		{"parameter name", force("a b", true), `rule[0].force."a b"`, "A parameter name is made of letters, digits, _ and -."},

		{"allow", allow("POST /files"), "", ""},
		{"allow variable", allow("GET /files/{id}"), "", ""},
		{"allow anything", allow("GET /{id}"), "allow.paths[0]", allowRule},
		{"allow without method", allow("/files"), "allow.paths[0]", allowRule},
		{"allow with v1", allow("POST /v1/files"), "allow.paths[0]", allowRule},
		{"allow query", allow("GET /files?a=b"), "allow.paths[0]", allowRule},
		{"allow dots", allow("GET /files/../keys"), "allow.paths[0]", allowRule},
		{"allow delete", allow("DELETE /files"), "allow.paths[0]", "DELETE is never forwarded."},
		{"allow billing", allow("GET /dashboard/billing/usage"), "allow.paths[0]", neverRule},
		{"allow organization", allow("GET /Organization/users"), "allow.paths[0]", neverRule},
		{"allow projects", allow("GET /x/projects"), "allow.paths[0]", neverRule},
		{"allow keys", allow("GET /keys"), "allow.paths[0]", neverRule},
		{"allow fine tuning", allow("POST /fine_tuning/jobs"), "allow.paths[0]", neverRule},
		{"allow fine-tunes", allow("POST /fine-tunes"), "allow.paths[0]", neverRule},

		{"body", limit(func(l *Limits) { l.Body = 0 }), "limits.body", "Enter a size from 1000 bytes to 1GiB."},
		{"in flight", limit(func(l *Limits) { l.InFlight = 0 }), "limits.in_flight", "Enter a number from 1 to 1000."},
		{"language", func(s *Settings) { s.Desktop.Language = "tlh" }, "desktop.language", "Enter system or one of these: de, en."},
		{"a language", func(s *Settings) { s.Desktop.Language = "de" }, "", ""},
		{"language left out", func(s *Settings) { s.Desktop.Language = "" }, "", ""},
		{"look", func(s *Settings) { s.Desktop.Look = "Dark" }, "desktop.look", "Enter system, light or dark."},
		{"per minute", limit(func(l *Limits) { l.PerMinute = -1 }), "limits.per_minute", "Enter a number from 0 to 100000; 0 is no limit."},
	}
}

func TestWrongFieldIsNamed(t *testing.T) {
	for _, tt := range fieldCases() {
		t.Run(tt.name, func(t *testing.T) {
			s := Default()
			tt.change(&s)
			errs, _ := s.Validate()
			switch {
			case tt.sentence == "" && len(errs) > 0:
				t.Fatalf("refused: %v", errs)
			case tt.sentence == "":
			case len(errs) != 1 || errs[0] != Problem{tt.field, tt.sentence}:
				t.Fatalf("got  %v\nwant [{%s %s}]", errs, tt.field, tt.sentence)
			}
		})
	}
}

func unwiseCases() []fieldCase {
	type row struct {
		name, field string
		change      func(*Settings)
	}
	var all []fieldCase
	for _, r := range []row{
		{"open access", "access", func(s *Settings) { s.Access = AccessOpen }},
		{"low port", "listen.port", func(s *Settings) { s.Listen.Port = 80 }},
		{"http in a private network", "upstream[0].url", func(s *Settings) { s.Upstreams[0].URL = "http://10.0.0.1/v1" }},
		{"no models", "upstream[0].models", func(s *Settings) { s.Upstreams[0].Models = nil }},
		{"only ! patterns", "upstream[0].models", func(s *Settings) { s.Upstreams[0].Models = []string{"!a"} }},
		{"header that looks secret", "upstream[0].headers.X-Token", func(s *Settings) { s.Upstreams[0].Headers = map[string]string{"X-Token": "a"} }},
		{"alias of an alias", "alias[0].model", func(s *Settings) { s.Aliases = []Alias{{"a", "b"}, {"b", "c"}} }},
		{"set and removed", "rule[0].remove[0]", func(s *Settings) {
			s.Rules = []Rule{{Models: []string{"*"}, Force: Values{"top_k": int64(1)}, Remove: []string{"top_k"}}}
		}},
	} {
		all = append(all, fieldCase{name: r.name, change: r.change, field: r.field})
	}
	return all
}

func TestUnwiseIsAWarning(t *testing.T) {
	for _, tt := range unwiseCases() {
		t.Run(tt.name, func(t *testing.T) {
			s := Default()
			tt.change(&s)
			errs, warnings := s.Validate()
			if len(errs) != 0 || len(warnings) != 1 || warnings[0].Field != tt.field {
				t.Fatalf("errs %v, warnings %v", errs, warnings)
			}
		})
	}
}

func TestSentencesEndWithAFullStop(t *testing.T) {
	s := Settings{Access: "x", Upstreams: make([]Upstream, 2), Clients: make([]Client, 1), Models: make([]Model, 1), Aliases: make([]Alias, 1), Rules: make([]Rule, 1), Allow: Allow{Paths: []string{""}}}
	errs, warnings := s.Validate()
	if len(errs) < 15 {
		t.Fatalf("only %d problems: %v", len(errs), errs)
	}
	for _, p := range append(errs, warnings...) {
		if p.Field == "" || !strings.HasSuffix(p.Message, ".") || strings.ToUpper(p.Message[:1]) != p.Message[:1] {
			t.Errorf("%s: %q", p.Field, p.Message)
		}
	}
}

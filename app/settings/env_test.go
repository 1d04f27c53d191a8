package settings

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"keyport/proxy/secret"
)

func env(pairs ...string) (map[string]string, func(string) (string, bool)) {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m, func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

func overlay(t *testing.T, warnings int, pairs ...string) Overlay {
	t.Helper()
	_, lookup := env(pairs...)
	o, w := FromEnv(lookup)
	if len(w) != warnings {
		t.Errorf("warnings %q", w)
	}
	return o
}

func TestFirstAlternativeThatIsNotEmptyWins(t *testing.T) {
	o := overlay(t, 0, "UPSTREAM_URL", "", "TARGET_BASE_URL", " ", "OPENAI_API_BASE", "https://b.example/v1", "API_URL", "https://a.example/v1", "OPENAI_API_KEY", "", "API_KEY", "sk-b")
	if o.URL != "https://b.example/v1" || o.Key.Reveal() != "sk-b" || o.Sources["upstream[0].url"] != "OPENAI_API_BASE" || o.Sources["upstream[0].key"] != "API_KEY" {
		t.Errorf("%+v", o)
	}
	o = overlay(t, 0, "OPENAI_API_KEY", "sk-a", "API_KEY", "sk-b", "UPSTREAM_AUTHORIZATION", "Bearer sk-c")
	if o.Key.Reveal() != "sk-a" || o.Authorization.Reveal() != "Bearer sk-c" {
		t.Errorf("%+v", o)
	}
	if want := []string{"OPENAI_API_KEY", "API_KEY", "UPSTREAM_AUTHORIZATION"}; !reflect.DeepEqual(o.SecretVars, want) {
		t.Errorf("secret variables %v", o.SecretVars)
	}
}

func TestNothingSetChangesNothing(t *testing.T) {
	o := overlay(t, 0)
	for _, s := range []Settings{Default(), everything(), blank()} {
		if got := o.Apply(s); !reflect.DeepEqual(got, s) {
			t.Errorf("%+v", got)
		}
	}
	if got := (Overlay{}).Apply(Default()); !reflect.DeepEqual(got, Default()) {
		t.Errorf("%+v", got)
	}
}

func TestVariablesChangeTheFirstUpstream(t *testing.T) {
	s := everything()
	o := overlay(t, 0, "UPSTREAM_URL", "https://new.example/v1", "OPENAI_API_KEY", "sk-a", "API_REQUEST_TIMEOUT", "120", "LOCAL_PATH_PREFIX", "team/x/")
	got := o.Apply(s)
	u := got.Upstreams[0]
	if u.Name != "azure" || u.Kind != KindAzure || u.URL != "https://new.example/v1" || u.Auth != "key" || u.FirstByteTimeout != Duration(2*time.Minute) {
		t.Errorf("%+v", u)
	}
	if got.Listen.Prefix != "/team/x" || !reflect.DeepEqual(got.Upstreams[1], s.Upstreams[1]) || !reflect.DeepEqual(got.Rules, s.Rules) {
		t.Errorf("%+v", got)
	}
	if !reflect.DeepEqual(s, everything()) {
		t.Error("Apply changed its argument")
	}
	key, authorization := o.UpstreamSecrets(got, "azure")
	if key.Reveal() != "sk-a" || !authorization.IsZero() {
		t.Error("the key is not for the first upstream")
	}
	if key, _ := o.UpstreamSecrets(got, "openai"); !key.IsZero() {
		t.Error("the key is for the second upstream too")
	}
}

func TestVariablesAloneMakeAnUpstream(t *testing.T) {
	tests := []struct {
		name     string
		firstRun bool
		s        Settings
		pairs    []string
		want     []string // name kind url
	}{
		{"first run", true, Default(), []string{"API_URL", "https://a.example/v1"}, []string{"env openai https://a.example/v1"}},
		{"first run, key only", true, Default(), []string{"API_KEY", "sk-a"}, []string{"env openai https://api.openai.com/v1"}},
		{"no upstream in the file", false, blank(), []string{"UPSTREAM_AUTHORIZATION", "Bearer a"}, []string{"env openai https://api.openai.com/v1"}},
		{"azure", false, blank(), []string{"API_URL", "https://x.openai.azure.com/openai"}, []string{"env azure https://x.openai.azure.com/openai"}},
		{"time-out only", true, Default(), []string{"API_REQUEST_TIMEOUT", "5"}, []string{"openai openai https://api.openai.com/v1"}},
		{"file", false, Default(), []string{"API_URL", "https://a.example/v1"}, []string{"openai openai https://a.example/v1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := overlay(t, 0, tt.pairs...)
			o.FirstRun = tt.firstRun
			var got []string
			s := o.Apply(tt.s)
			for _, u := range s.Upstreams {
				got = append(got, u.Name+" "+u.Kind+" "+u.URL)
			}
			if errs, _ := s.Validate(); !reflect.DeepEqual(got, tt.want) || len(errs) > 0 {
				t.Errorf("%v %v", got, errs)
			}
		})
	}
}

// A key whose address is a typing mistake must not reach the address that stands there instead.
func TestKeyOfAnAddressThatCannotBeReadIsNotUsed(t *testing.T) {
	for _, address := range []string{"llm.example/v1", "http://llm.example/v1", "https://169.254.169.254/"} {
		o := overlay(t, 2, "UPSTREAM_URL", address, "OPENAI_API_KEY", "sk-a", "UPSTREAM_AUTHORIZATION", "Bearer a")
		if o.URL != "" || !o.Key.IsZero() || !o.Authorization.IsZero() || len(o.SecretVars) != 2 {
			t.Errorf("%s: %+v", address, o)
		}
	}
}

func TestClientOfTheEnvironment(t *testing.T) {
	o := overlay(t, 1, "LOCAL_AUTH_TOKEN", "tok", "LOCAL_OLLAMA_SECRET", "/ollama/")
	s := o.Apply(Default())
	if len(s.Clients) != 2 || s.Clients[1].Name != "env" {
		t.Fatalf("%+v", s.Clients)
	}
	password, address, off := o.ClientSecrets("env")
	if password.Reveal() != "tok" || address.Reveal() != "ollama" || off {
		t.Error("env does not have its secrets")
	}
	if password, address, off := o.ClientSecrets("VS Code"); !password.IsZero() || !address.IsZero() || off {
		t.Error("another client has them")
	}
	if again := o.Apply(s); !reflect.DeepEqual(again, s) {
		t.Error("env was added twice")
	}
}

func TestEmptyOllamaSecretSwitchesTheAddressOff(t *testing.T) {
	o := overlay(t, 0, "LOCAL_OLLAMA_SECRET", "")
	if _, _, off := o.ClientSecrets("env"); !off || !o.Address.IsZero() || len(o.Apply(Default()).Clients) != 1 {
		t.Errorf("%+v", o)
	}
	o = overlay(t, 0)
	if _, _, off := o.ClientSecrets("env"); off {
		t.Error("off without the variable")
	}
}

func TestAddressThatCannotBeOneIsRefused(t *testing.T) {
	for _, value := range []string{"/", "a/b", "v1", "API", "models", "ä", "a b", "..", strings.Repeat("x", 129)} {
		o := overlay(t, 1, "LOCAL_OLLAMA_SECRET", value)
		if !o.Address.IsZero() {
			t.Errorf("%q was taken", value)
		}
	}
	if o := overlay(t, 0, "LOCAL_OLLAMA_SECRET", "/A-long_enough-secret-1/"); o.Address.Reveal() != "A-long_enough-secret-1" {
		t.Error("a good address was not taken as it is")
	}
}

func TestWrongVariablesAreWarnedOfAndLeftOut(t *testing.T) {
	for name, value := range map[string]string{
		"API_REQUEST_TIMEOUT": "soon", "LOCAL_PATH_PREFIX": "v1", "LOG_LEVEL": "loud", "THINK_TAG": "</think>",
		"https_proxy": "ftp://x", "OPENAI_API_KEY": "sk-\nx", "LOCAL_AUTH_TOKEN": "pässword",
	} {
		o := overlay(t, 1, name, value)
		if s := o.Apply(Default()); !reflect.DeepEqual(s, Default()) || len(o.Sources) > 0 {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for _, value := range []string{"0", "-1", "NaN", "inf", "86401", "1e-9"} {
		if o := overlay(t, 1, "API_REQUEST_TIMEOUT", value); o.FirstByteTimeout != 0 {
			t.Errorf("time-out %s: %v", value, o.FirstByteTimeout)
		}
	}
	made := secret.Generate(secret.PasswordPrefix)
	if o := overlay(t, 1, "OPENAI_API_KEY", made.Reveal()); !o.Key.IsZero() {
		t.Error("an app password was taken as a key")
	}
}

func TestLogVariables(t *testing.T) {
	for _, tt := range []struct {
		debug, level, want string
		isDebug            bool
	}{
		{"True", "", "debug", true}, {"true", "warning", "warn", true}, {"*", "", "", false}, {"", "TRACE", "debug", false}, {"false", "error", "error", false},
	} {
		o := overlay(t, 0, "DEBUG", tt.debug, "LOG_LEVEL", tt.level)
		if o.Debug != tt.isDebug || o.LogLevel != tt.want {
			t.Errorf("DEBUG=%s LOG_LEVEL=%s: %v %s", tt.debug, tt.level, o.Debug, o.LogLevel)
		}
	}
}

func TestProxyVariables(t *testing.T) {
	tests := []struct{ upstream, proxy, noProxy, want string }{
		{"https://a.example/v1", "http://p:3128", "", "http://p:3128"},
		{"https://a.example/v1", "p.example", "", "http://p.example:80"},
		{"https://a.example/v1", "http://u:pw@p:3128", "", "system"}, // read by the transport itself, never a setting
		{"https://a.example/v1", "http://p:1", "example", "system"},
		{"https://a.example/v1", "http://p:1", "b.example, .A.example", "system"},
		{"https://xa.example/v1", "http://p:1", "a.example", "http://p:1"},
		{"https://a.example/v1", "http://p:1", "a.example:8443", "http://p:1"},
		{"https://a.example:8443/v1", "http://p:1", "a.example:8443", "system"},
		{"https://a.example/v1", "http://p:1", "*", "system"},
		{"https://10.1.2.3/v1", "http://p:1", "10.0.0.0/8", "system"},
		{"https://localhost:5/v1", "http://p:1", "", "system"},
		{"http://127.0.0.1:5/v1", "http://p:1", "", "system"},
	}
	for _, tt := range tests {
		s := Default()
		s.Upstreams[0].URL = tt.upstream
		o := overlay(t, 0, "https_proxy", tt.proxy, "NO_PROXY", tt.noProxy)
		if got := o.Apply(s).Upstreams[0].Proxy; got != tt.want {
			t.Errorf("%s by %s without %q: %s", tt.upstream, tt.proxy, tt.noProxy, got)
		}
	}
	s := Default()
	s.Upstreams[0].Proxy = "none"
	if got := overlay(t, 0, "HTTPS_PROXY", "http://p:1").Apply(s).Upstreams[0].Proxy; got != "none" {
		t.Errorf("a proxy in spite of none: %s", got)
	}
	if o := overlay(t, 0, "HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:1"); o.ProxyURL != "http://lower:1" {
		t.Errorf("%s", o.ProxyURL)
	}
}

func TestThinkTagVariables(t *testing.T) {
	for _, tt := range []struct {
		start, end string
		want       []string
	}{
		{"", "", []string{"<think>", "</think>"}},
		{`\u003cthink\u003e`, `\u003c/think\u003e\n\n`, []string{`\u003cthink\u003e`, `\u003c/think\u003e\n\n`}},
		{"<t>", "", []string{"<t>", "</think>"}},
		{"", "</t>", []string{"<think>", "</t>"}},
	} {
		o := overlay(t, 0, "THINK_TAG", tt.start, "THINK_END_TAG", tt.end)
		if got := o.Apply(Default()).Think.Tags; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q %q: %q", tt.start, tt.end, got)
		}
	}
}

func TestRulesOfTheEnvironmentComeLastAndOnce(t *testing.T) {
	s := everything()
	o := overlay(t, 0, "LLM_PARAMS", "model=fast,upstream_model_name=other,temperature=0.5")
	got := o.Apply(s)
	if len(got.Rules) != len(s.Rules)+1 || got.Rules[2].Models[0] != "fast" || len(got.Aliases) != 1 || got.Aliases[0].Model != "other" {
		t.Errorf("%+v %+v", got.Rules, got.Aliases)
	}
	if again := o.Apply(got); !reflect.DeepEqual(again, got) {
		t.Errorf("twice: %+v", again.Rules)
	}
}

func TestNamedSecrets(t *testing.T) {
	s := Default()
	s.Upstreams = append(s.Upstreams, NewUpstream("my-llm", "https://a.example"), NewUpstream("a-b", "https://b.example"), NewUpstream("a_b", "https://c.example"))
	_, lookup := env("KEYPORT_KEY_OPENAI", "sk-1", "KEYPORT_KEY_MY_LLM", "sk-2", "KEYPORT_KEY_A_B", "sk-3", "KEYPORT_PASSWORD_VS_CODE", "pw", "KEYPORT_ADDRESS_VS_CODE", "/adr", "KEYPORT_KEY_GONE", "sk-4", "OPENAI_API_KEY", "sk-5")
	o, _ := FromEnv(lookup)
	warnings := o.Resolve(s, lookup)
	if len(warnings) != 1 || warnings[0].Field != "KEYPORT_KEY_A_B" {
		t.Errorf("%q", warnings)
	}
	got := map[string]string{}
	for _, u := range s.Upstreams {
		key, _ := o.UpstreamSecrets(s, u.Name)
		got[u.Name] = key.Reveal()
	}
	if want := map[string]string{"openai": "sk-1", "my-llm": "sk-2", "a-b": "", "a_b": ""}; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if password, address, _ := o.ClientSecrets("VS Code"); password.Reveal() != "pw" || address.Reveal() != "adr" {
		t.Errorf("%v", o)
	}
	for _, name := range []string{"OPENAI_API_KEY", "KEYPORT_KEY_OPENAI", "KEYPORT_KEY_MY_LLM", "KEYPORT_KEY_A_B", "KEYPORT_PASSWORD_VS_CODE", "KEYPORT_ADDRESS_VS_CODE"} {
		if !slices.Contains(o.SecretVars, name) {
			t.Errorf("%s stays in the environment", name)
		}
	}
	if o.Sources["client.VS Code.address"] != "KEYPORT_ADDRESS_VS_CODE" || o.Sources["upstream.my-llm.key"] != "KEYPORT_KEY_MY_LLM" {
		t.Errorf("%v", o.Sources)
	}
}

func TestNoSentenceHoldsASecret(t *testing.T) {
	const canary = "CANARY-sk-0123456789"
	m, lookup := env(
		"UPSTREAM_URL", "https://user:"+canary+"@a.example/v1", "UPSTREAM_AUTHORIZATION", "Basic "+canary+"\x01", "OPENAI_API_KEY", canary, "API_KEY", canary+"ä",
		"LOCAL_AUTH_TOKEN", canary+"\n", "LOCAL_OLLAMA_SECRET", canary+"/"+canary, "LOCAL_PATH_PREFIX", "/"+canary+"//x", "https_proxy", "http://u:"+canary+"@p:1",
		"KEYPORT_KEY_OPENAI", canary+"\x00", "KEYPORT_ADDRESS_VS_CODE", canary+"/x", "LOG_LEVEL", canary, "API_REQUEST_TIMEOUT", canary,
		"PROXY_KEY", canary, "SOMETHING", canary, "LLM_PARAMS", canary+";model=a b"+canary+";model=x,temperature="+canary+","+canary+",echo="+canary+",think_tag_start=\\q"+canary, "THINK_TAG", `\q`+canary,
	)
	o, warnings := FromEnv(lookup)
	warnings = append(warnings, o.Resolve(Default(), lookup)...)
	_, secrets, done, more := Import(m, Default())
	_, dot := ParseDotEnv("A=\"" + canary + "\n" + canary + "\nB='" + canary + "${X}\nA=" + canary + "\n" + canary + "=1")
	all := fmt.Sprintf("%q %q %q %q %+v %#v", warnings, done, more, dot, secrets, o)
	if strings.Contains(all, "CANARY") {
		t.Error(all)
	}
	if len(warnings) < 15 || len(dot) < 3 {
		t.Errorf("too quiet: %q", all)
	}
}

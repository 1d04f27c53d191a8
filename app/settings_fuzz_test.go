package app

import (
	"testing"

	"github.com/rs/zerolog"

	"keyport/app/settings"
	"keyport/keystore"
	"keyport/proxy"
	"keyport/proxy/secret"
)

// FuzzSettingsRun holds the two judges of settings together: what one accepts,
// the proxy can run. Were the proxy the stricter one, valid settings would leave
// the person without Keyport.
func FuzzSettingsRun(f *testing.F) {
	for i, url := range []string{
		"https://api.openai.com/v1", "http://127.0.0.1:8080", "http://LOCALHOST.:8080/v1", "http://NAS.Local:1234", "http://nas:1234/v1/", "http://[::1]:1", "http://[::ffff:10.0.0.1]/v1",
		"http://10.0.0.1.", "https://[fd00::1]:443/%20x", "https://a.example/%2e%2e", "http://box.internal./x", "HTTPS://A.example", "http://127.0.0.1.", "https://a.example/v1:generate", " https://a.example",
	} {
		f.Add(url, []string{"openai", "azure", "anthropic"}[i%3], []string{"", "2024-10-21", ""}[i%3], "system", "X-A", "b", `\u003cthink>`, `</think>\n`, "/work", "host.docker.internal", "POST /files/{id}")
	}
	f.Add("", "demo", "", "socks5://[::1]:1080", "", "", "a", "b", "", "", "")
	v := newVault(keystore.Memory(), nil, func(...secret.Secret) {})
	f.Fuzz(func(t *testing.T, url, kind, version, way, header, value, open, end, prefix, host, path string) {
		u := settings.NewUpstream("a", url)
		u.Kind, u.APIVersion, u.Proxy = kind, version, way
		if header != "" {
			u.Headers = map[string]string{header: value}
		}
		s := settings.Default()
		s.Upstreams, s.Think.Tags, s.Listen.Prefix = []settings.Upstream{u}, []string{open, end}, prefix
		s.Rules = []settings.Rule{{Models: []string{"*"}, Force: settings.Values{"stop": []any{open, value}}, Think: &settings.Think{Tags: []string{end, open}}}}
		if host != "" {
			s.Listen.Hosts = []string{host}
		}
		if path != "" {
			s.Allow.Paths = []string{path}
		}
		if errs, _ := s.Validate(); len(errs) > 0 {
			return
		}
		cfg, err := snapshot(s, v)
		if err != nil {
			t.Fatalf("%+v: %v", s, err)
		}
		cfg.Access = proxy.AccessPassthrough // in which no list of models is fetched
		h, err := proxy.New(cfg, zerolog.Nop())
		if err != nil {
			t.Fatalf("%+v: %v", u, err)
		}
		h.Close()
	})
}

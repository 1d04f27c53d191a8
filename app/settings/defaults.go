package settings

import (
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Default gives the settings of a first run: one OpenAI upstream without a key,
// one client, thoughts stripped, no port chosen yet.
func Default() Settings {
	s := blank()
	s.Upstreams = []Upstream{NewUpstream("openai", "https://api.openai.com/v1")}
	s.Clients = []Client{{Name: "VS Code", Kind: KindVSCode, Origins: []string{}}}
	return s
}

// NewUpstream gives an upstream of kind openai with every other field at its default.
func NewUpstream(name, url string) Upstream {
	u := defaultUpstream()
	u.Name, u.URL = name, url
	return u
}

// DefaultPath is where the settings file lies for this person: the folder
// keyport (Keyport on Windows and macOS) in the user's configuration folder.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", &Error{Code: "no_folder", Err: err}
	}
	name := "keyport"
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		name = "Keyport"
	}
	return filepath.Join(dir, name, "settings.toml"), nil
}

// blank is what a file that says nothing means: everything closed, nothing to reach.
func blank() Settings {
	return Settings{
		Version:   Version,
		Access:    AccessClients,
		Listen:    Listen{IPv6: true, Hosts: []string{}},
		Upstreams: []Upstream{},
		Clients:   []Client{},
		Models:    []Model{},
		Aliases:   []Alias{},
		Think:     Think{Mode: "strip", Tags: []string{"<think>", "</think>"}},
		Rules:     []Rule{},
		Allow:     Allow{Paths: []string{}},
		Limits:    Limits{Body: 64 << 20, InFlight: 32},
		Notices:   Notices{Hide: []string{}},
		Desktop:   Desktop{Notifications: true}.normal(),
	}
}

// defaultUpstream is what an [[upstream]] means by the keys it leaves out.
func defaultUpstream() Upstream {
	return Upstream{
		Kind:             KindOpenAI,
		Models:           []string{"*"},
		Headers:          map[string]string{},
		Proxy:            "system",
		FirstByteTimeout: Duration(10 * time.Minute),
		IdleTimeout:      Duration(10 * time.Minute),
		Auth:             "key",
	}
}

// normal gives s with one spelling for "nothing": lists that the file always
// has are never nil (so that JSON says [] and not null), those that may be left
// out are nil when empty. A demo upstream gets its unused fields filled in.
func (s Settings) normal() Settings {
	s.Listen.Hosts, s.Notices.Hide = filled(s.Listen.Hosts), filled(s.Notices.Hide)
	s.Upstreams = filled(s.Upstreams)
	for i := range s.Upstreams {
		u := &s.Upstreams[i]
		u.Models = filled(u.Models)
		if u.Headers == nil {
			u.Headers = map[string]string{}
		}
		if u.Kind == KindDemo {
			fillDemo(u)
		}
	}
	s.Clients = filled(s.Clients)
	for i := range s.Clients {
		s.Clients[i].Origins = filled(s.Clients[i].Origins)
	}
	s.Models, s.Aliases, s.Allow.Paths = filled(s.Models), filled(s.Aliases), filled(s.Allow.Paths)
	s.Think.Tags = filled(s.Think.Tags)
	s.Rules = filled(s.Rules)
	for i := range s.Rules {
		r := &s.Rules[i]
		r.Models = filled(r.Models)
		if len(r.Force) == 0 {
			r.Force = nil
		}
		if len(r.Default) == 0 {
			r.Default = nil
		}
		if len(r.Remove) == 0 {
			r.Remove = nil
		}
		if r.Think != nil && len(r.Think.Tags) == 0 {
			r.Think.Tags = nil
		}
	}
	s.Desktop = s.Desktop.normal()
	return s
}

func fillDemo(u *Upstream) {
	d := defaultUpstream()
	if u.Proxy == "" {
		u.Proxy = d.Proxy
	}
	if u.FirstByteTimeout == 0 {
		u.FirstByteTimeout = d.FirstByteTimeout
	}
	if u.IdleTimeout == 0 {
		u.IdleTimeout = d.IdleTimeout
	}
	if u.Auth == "" {
		u.Auth = "none"
	}
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

package settings

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestExportedSettingsAreReadBack(t *testing.T) {
	s := everything()
	text, err := Export(s)
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := Read(text)
	if err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, back, s)
	}
	if changes := Changes(s, back); len(changes) > 0 {
		t.Errorf("changes: %+v", changes)
	}
}

func TestExportLeavesOutWhatIsCalledASecret(t *testing.T) {
	s := Default()
	s.Upstreams[0].Headers = map[string]string{"X-Team-Token": "t0p", "My-Key": "k3y", "Helicone-Auth": "Bearer hel1", "X-Password": "pa55", "X-Region": "eu"}
	text, err := Export(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); strings.Contains(got, "t0p") || strings.Contains(got, "hel1") || strings.Contains(got, "pa55") || strings.Contains(got, "k3y") || !strings.Contains(got, "X-Region") {
		t.Errorf("%s", got)
	}
	if s.Upstreams[0].Headers["My-Key"] != "k3y" {
		t.Error("exporting has changed the settings")
	}
}

func TestChangesAreNamed(t *testing.T) {
	base := everything()
	for _, c := range []struct {
		name   string
		change func(*Settings)
		want   []Change
	}{
		{"nothing", func(*Settings) {}, nil},
		{"port", func(s *Settings) { s.Listen.Port = 11440 }, []Change{{Changed, "listen.port", "", "11435", "11440"}}},
		{"an address", func(s *Settings) { s.Upstreams[1].URL = "https://x.example/v1" }, []Change{{Changed, "upstream.url", "openai", `"https://api.openai.com/v1"`, `"https://x.example/v1"`}}},
		{"an app more", func(s *Settings) { s.Clients = append(s.Clients, Client{Name: "Cline"}) }, []Change{{Kind: Added, Field: "client", Name: "Cline"}}},
		{"an app less", func(s *Settings) { s.Clients = s.Clients[1:] }, []Change{{Kind: Removed, Field: "client", Name: "Zed \"1\" – ä"}}},
		{"another order", func(s *Settings) { slices.Reverse(s.Upstreams) }, []Change{{Kind: Moved, Field: "upstream"}}},
		{"one in front", func(s *Settings) {
			s.Upstreams = append([]Upstream{NewUpstream("new", "https://n.example/v1")}, s.Upstreams...)
		}, []Change{{Kind: Added, Field: "upstream", Name: "new"}}},
		{"said no more", func(s *Settings) { s.Models[0].Tools = nil }, []Change{{Changed, "model.tools", "qwen3-*", "true", ""}}},
		{"a rule", func(s *Settings) { s.Rules[1].Append = "x" }, []Change{{Changed, "rule.append", "2", `""`, `"x"`}}},
		{"a rule less", func(s *Settings) { s.Rules = s.Rules[:1] }, []Change{{Kind: Removed, Field: "rule", Name: "2"}}},
		{"look", func(s *Settings) { s.Desktop.Look = "" }, []Change{{Changed, "desktop.look", "", `"dark"`, `"system"`}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			next := base.Clone()
			c.change(&next)
			if got := Changes(base, next); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestATextThatIsNoSettingsIsNotTaken(t *testing.T) {
	var invalid *Invalid
	if _, _, err := Read([]byte("access = \"everyone\"\n[listen]\nport = 99999\n")); !errors.As(err, &invalid) || len(invalid.Problems) != 2 {
		t.Errorf("%v", err)
	}
	if _, _, err := Read([]byte("version = 99\n")); !errors.Is(err, ErrNewer) {
		t.Errorf("newer: %v", err)
	}
	var broken *Error
	if _, _, err := Read([]byte("OPENAI_API_KEY=sk-1\n")); !errors.As(err, &broken) || broken.Code != "broken" {
		t.Errorf("no TOML: %v", err)
	}
	for _, text := range []string{"# nothing but words\n", "version = 1\n[project]\nname = 'x'\n"} {
		if _, _, err := Read([]byte(text)); !errors.As(err, &broken) || broken.Code != "foreign" {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, warnings, err := Read([]byte("access = \"open\"\n[tray]\nicon = 1\n")); err != nil || len(warnings) != 2 {
		t.Errorf("%v %v", warnings, err)
	}
}

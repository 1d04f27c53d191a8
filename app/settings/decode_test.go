package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestWrongTypeNamesFieldAndLine(t *testing.T) {
	tests := []struct{ text, field, sentence string }{
		{"[listen]\n\nport = \"11434\"", "listen.port", "Enter a whole number, not text (line 3)."},
		{"[listen]\nport = 1.5", "listen.port", "Enter a whole number, not a number with a point (line 2)."},
		{"access = true", "access", "Enter text in quotes, not true or false (line 1)."},
		{"listen = []", "listen", "Enter a table, not a list (line 1)."},
		{"[upstream]\nname = \"a\"", "upstream", "Enter a list in [ ], not a table (line 1)."},
		{"[[client]]\nname = \"a\"\n[[client]]\nname = \"b\"\ncursor = 1", "client[1].cursor", "Enter true or false, not a whole number (line 5)."},
		{"[[model]]\nname = \"a\"\ncontext = \"32k\"", "model[0].context", "Enter a whole number, not text (line 3)."},
		{"[listen]\nhosts = [\n\"a\",\n2]", "listen.hosts[1]", "Enter text in quotes, not a whole number (line 2)."},
		{"[limits]\nbody = \"64MB\"", "limits.body", "Enter a size like \"64MiB\" (line 2)."},
		{"[[upstream]]\nname = \"a\"\nurl = \"https://a.example\"\nidle_timeout = 5", "upstream[0].idle_timeout", "Enter a time like \"10m\", not a whole number (line 4)."},
		{"[[upstream]]\nname = \"a\"\nurl = \"https://a.example\"\nidle_timeout = \"5\"", "upstream[0].idle_timeout", "Enter a time like \"10m\" (line 4)."},
		{"[[upstream]]\nname = \"a\"\nurl = \"https://a.example\"\n[upstream.headers]\nX-A = 5", "upstream[0].headers.X-A", "Enter text in quotes, not a whole number (line 5)."},
		{"[desktop]\nnotifications = 1", "desktop.notifications", "Enter true or false, not a whole number (line 2)."},
		{"[[rule]]\nmodels = [\"a\"]\nforce = 1", "rule[0].force", "Enter a table, not a whole number (line 3)."},
		{"[[rule]]\nmodels = [\"a\"]\nthink = { tags = 1 }", "rule[0].think.tags", "Enter a list in [ ], not a whole number (line 3)."},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			f, err := parse([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(f.errs) != 1 || f.errs[0] != (Problem{tt.field, tt.sentence}) {
				t.Errorf("got %v", f.errs)
			}
		})
	}
}

func TestAllWrongFieldsAreNamedAtOnce(t *testing.T) {
	f, err := parse([]byte("access = \"x\"\n[listen]\nport = true\n[limits]\nin_flight = 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	for _, p := range f.errs {
		fields = append(fields, p.Field)
	}
	if want := []string{"listen.port", "access", "limits.in_flight"}; !reflect.DeepEqual(fields, want) {
		t.Errorf("got %v", fields)
	}
}

func TestUnknownKeyIsAWarning(t *testing.T) {
	f, err := parse([]byte("[listen]\nprot = 1\nPort = 2\n[[client]]\nname = \"a\"\n[client.x]\ny = 1\n[other]\n"))
	if err != nil || len(f.errs) > 0 {
		t.Fatal(err, f.errs)
	}
	want := []Problem{
		{"listen.Port", "Keyport does not know this setting (line 3); it has no effect."},
		{"listen.prot", "Keyport does not know this setting (line 2); it has no effect."},
		{"client[0].x", "Keyport does not know this setting (line 6); it has no effect."},
		{"other", "Keyport does not know this setting (line 8); it has no effect."},
	}
	if !reflect.DeepEqual(f.warnings, want) {
		t.Errorf("got %v", f.warnings)
	}
}

func TestNoFileTakesKeyportToTheNetwork(t *testing.T) {
	for _, line := range []string{`host = "0.0.0.0"`, `address = "192.168.1.2:11434"`, `bind = "::"`, `port = "0.0.0.0:11434"`, `hosts = ["*"]`} {
		s, r := newStore(t, "version = 1\n[listen]\n"+line+"\n")
		if len(r.Problems) != 1 || !strings.HasPrefix(r.Problems[0].Field, "listen.") || r.Problems[0].Message == "" {
			t.Errorf("%s: %+v", line, r)
		}
		if l := s.Current().Listen; l.Port != 0 || len(l.Hosts) != 0 {
			t.Errorf("%s: %+v", line, l)
		}
	}
}

func TestMissingKeysHaveDefaults(t *testing.T) {
	f, err := parse([]byte("[[upstream]]\nname = \"openai\"\nurl = \"https://api.openai.com/v1\"\n[[client]]\nname = \"VS Code\"\nkind = \"vscode\"\n"))
	if err != nil || !reflect.DeepEqual(f.settings, Default()) {
		t.Errorf("%v\n%+v", err, f.settings)
	}
}

func TestNumbersKeepTheirType(t *testing.T) {
	f, err := parse([]byte("[[rule]]\nmodels = [\"*\"]\nforce = { a = 1, b = 1.0, c = [1, 1.5], d = { e = 2.0 } }\n"))
	want := Values{"a": int64(1), "b": 1.0, "c": []any{int64(1), 1.5}, "d": map[string]any{"e": 2.0}}
	if err != nil || !reflect.DeepEqual(f.settings.Rules[0].Force, want) {
		t.Errorf("%v %#v", err, f.settings.Rules[0].Force)
	}
}

// What is wrong in a file must never let in what the file would have kept out.
func TestWrongFieldOpensNoDoor(t *testing.T) {
	const good = "\n[[upstream]]\nname = \"good\"\nurl = \"https://good.example\"\n[[client]]\nname = \"good\"\n"
	tests := []struct {
		name, text string
		check      func(Settings) bool
	}{
		{"access", "access = \"opne\"" + good, func(s Settings) bool {
			return s.Access == AccessClients && len(s.Upstreams) == 1 && len(s.Clients) == 1
		}},
		{"access of a wrong type", "access = [\"open\"]", func(s Settings) bool { return s.Access == AccessClients }},
		{"port", "[listen]\nport = 99999", func(s Settings) bool { return s.Listen.Port == 0 }},
		{"prefix", "[listen]\nprefix = \"v1/../\"", func(s Settings) bool { return s.Listen.Prefix == "" }},
		{"host", "[listen]\nhosts = [\"*\", \"ok.local\"]", func(s Settings) bool { return reflect.DeepEqual(s.Listen.Hosts, []string{"ok.local"}) }},
		{"client origin", good + "origins = [\"*\"]", func(s Settings) bool { return len(s.Clients) == 0 }},
		{"client twice", good + "[[client]]\nname = \"GOOD\"", func(s Settings) bool { return len(s.Clients) == 1 }},
		{"http upstream", "[[upstream]]\nname = \"a\"\nurl = \"http://a.example\"", func(s Settings) bool { return len(s.Upstreams) == 0 }},
		{"allow", "[allow]\npaths = [\"DELETE /files\", \"POST /files\"]", func(s Settings) bool { return reflect.DeepEqual(s.Allow.Paths, []string{"POST /files"}) }},
		{"rule", "[[rule]]\nmodels = [\"*\"]\nforce = { model = \"x\" }\n[[rule]]\nmodels = [\"a\"]", func(s Settings) bool { return len(s.Rules) == 1 && s.Rules[0].Models[0] == "a" }},
		{"alias", "[[alias]]\nname = \"a\"\nmodel = \"a\"", func(s Settings) bool { return len(s.Aliases) == 0 }},
		{"per minute", "[limits]\nper_minute = \"5\"", func(s Settings) bool { return s.Limits.PerMinute == closedPerMinute }},
		{"language", "[desktop]\nlanguage = \"xx\"\nlook = \"dark\"", func(s Settings) bool { return s.Desktop == Desktop{FromSystem, LookDark, true} }},
		{"look", "[desktop]\nlook = 1\nlanguage = \"de\"", func(s Settings) bool { return s.Desktop == Desktop{"de", FromSystem, true} }},
		{"body", "[limits]\nbody = \"100GiB\"\nin_flight = 5", func(s Settings) bool { return s.Limits.Body == 64<<20 && s.Limits.InFlight == 5 }},
		{"notifications", "[desktop]\nnotifications = \"off\"", func(s Settings) bool { return s.Desktop.Notifications }},
		{"think", "[think]\nmode = \"x\"", func(s Settings) bool { return s.Think.Mode == "strip" && len(s.Think.Tags) == 2 }},
		// Models that the file sends to the own computer must not go to a provider.
		{"upstream in front", "[[upstream]]\nname = \"LOCAL\"\nurl = \"http://127.0.0.1:1\"\nmodels = [\"llama*\", \"!llama-x\"]" + good, func(s Settings) bool {
			return len(s.Upstreams) == 1 && reflect.DeepEqual(s.Upstreams[0].Models, []string{"*", "!llama*"})
		}},
		{"models in front", "[[upstream]]\nname = \"local\"\nurl = \"http://127.0.0.1:1\"\nmodels = \"llama*\"" + good, func(s Settings) bool {
			return len(s.Upstreams) == 1 && reflect.DeepEqual(s.Upstreams[0].Models, []string{"*", "!*"})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := parse([]byte(tt.text))
			if err != nil || len(f.errs) == 0 {
				t.Fatalf("%v, no problem found", err)
			}
			if errs, _ := f.safe.Validate(); len(errs) > 0 {
				t.Errorf("what runs is invalid: %v", errs)
			}
			if !tt.check(f.safe) {
				t.Errorf("%+v", f.safe)
			}
		})
	}
}

func TestBrokenTextIsNotRepeated(t *testing.T) {
	_, err := parse([]byte("version = 1\nkey = sk-CANARY\n"))
	if err == nil || strings.Contains(err.Error(), "CANARY") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
}

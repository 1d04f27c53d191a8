package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestEverySettingIsReadBackAsWritten(t *testing.T) {
	for name, s := range map[string]Settings{"default": Default(), "everything": everything(), "nothing": blank()} {
		t.Run(name, func(t *testing.T) {
			text, err := encode(s, nil)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parse(text)
			if err != nil || len(f.errs)+len(f.unknown) > 0 {
				t.Fatalf("%v %v %v\n%s", err, f.errs, f.unknown, text)
			}
			if !reflect.DeepEqual(f.settings, s) {
				t.Errorf("got  %+v\nwant %+v\n%s", f.settings, s, text)
			}
			again, err := encode(s, text)
			if err != nil || string(again) != string(text) {
				t.Errorf("writing the same settings again changed the file: %v\n%s", err, again)
			}
		})
	}
}

func TestNewFileExplainsItself(t *testing.T) {
	s := Default()
	s.Listen.Port = 11434
	text, err := encode(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	const want = `# Keyport's settings. Keys, passwords and private addresses are not here but in the keychain.

version = 1
access = "clients"            # clients | open | passthrough

[listen]
port = 11434                  # the first run takes 11434, or the next free port, and keeps it
prefix = ""                   # "/work"
ipv6 = true                   # answer on ::1 too
hosts = []                    # further exact Host names that are accepted

[[upstream]]
name = "openai"               # its key lies in the keychain under this name
kind = "openai"               # openai | azure | anthropic | demo; "openai" fits every compatible server
url = "https://api.openai.com/v1"
models = ["*"]                # which model names go here; the first upstream that matches wins
headers = {}                  # extra request headers
proxy = "system"              # system | none | http://host:port
first_byte_timeout = "10m"
idle_timeout = "10m"
auth = "key"                  # key | none (servers that want no key)
api_version = ""              # azure only

[[client]]
name = "VS Code"              # password and private address lie in the keychain
kind = "vscode"               # how it is connected: vscode, zed, claude-code …; "" is any other program
off = false                   # true refuses it until it is switched on again
cursor = false                # clean-up for Cursor; reasoning arrives as <think>…</think>
origins = []                  # exact web origins that may call, e.g. "app://obsidian.md"

# [[model]]                   # what the upstream does not tell
# name = "qwen3-*"
# context = 32768
# tools = true

# [[alias]]                   # an invented model name
# name = "fast"
# model = "gpt-4.1-mini"

[think]
mode = "strip"                # strip | keep | reasoning
tags = ["<think>", "</think>"]

# [[rule]]                    # what to change in requests
# models = ["qwen3*"]         # globs; all rules that match apply, top to bottom
# force = { temperature = 0.6 }
# default = { top_p = 0.95 }  # only if the app did not set it
# remove = ["top_k"]

[allow]
paths = []                    # further "METHOD /path" entries, without /v1

[limits]
body = "64MiB"
in_flight = 32
per_minute = 0                # per client; 0 is no limit

[desktop]
language = "system"           # system | de | en
look = "system"               # system | light | dark
notifications = true          # a message of the desktop when Keyport needs you; Linux only

[updates]
notify = false                # tell of newer versions; once a week, and nothing is downloaded
`
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
}

// A person's file: comments in every place, own order, own spelling, a typo.
const commented = `# My Keyport.
# Do not touch.

# version of the file
version = 1   # one
access = 'clients'	# nobody else

# --- who may use it ---

# the editor
[[client]] # first
name = "Zed"  # my editor
typo = "kept"

# the browser thing
[[client]]
name = "Obsidian"
origins = [
  "app://obsidian.md", # desktop
  # "capacitor://localhost",
]

[listen]
# changed on Monday
port = 0x2CAB # was 11434
listen.x = 1

[[upstream]]
name = "local"
url = "http://127.0.0.1:1234/v1"
auth = "none" # LM Studio

[upstream.headers]
# asked for by the server
"X-A" = "b" # always

[[rule]]
# sampling
models = ["qwen3*"]
force = { temperature = 1.0, seed = 7 } # as the card says

[[rule]]
models = ["*"]
[rule.think]
mode = "keep" # see below

[future]
# of a later version
x = 1
[future.deep]
y = [1, 2] # two

# the end
`

func TestCommentsSurviveAChange(t *testing.T) {
	f, err := parse([]byte(commented))
	if err != nil || len(f.errs) > 0 {
		t.Fatal(err, f.errs)
	}
	s := f.settings.Clone()
	s.Listen.Port = 11500
	s.Access = AccessOpen
	s.Upstreams[0].IdleTimeout *= 2
	s.Clients = append([]Client{{Name: "New", Origins: []string{}}}, s.Clients[1]) // Zed goes, one comes
	s.Rules[0].Force["temperature"] = 0.5
	text, err := encode(s, []byte(commented))
	if err != nil {
		t.Fatal(err)
	}
	const want = `# My Keyport.
# Do not touch.

# version of the file
version = 1   # one
access = "open"    # nobody else

[listen]
# changed on Monday
port = 11500  # was 11434
listen.x = 1

[[upstream]]
name = "local"
url = "http://127.0.0.1:1234/v1"
# asked for by the server
# always
headers = { X-A = "b" }
idle_timeout = "20m"
auth = "none" # LM Studio

# --- who may use it ---

# the editor
[[client]] # first
name = "New"  # my editor
typo = "kept"

# the browser thing
[[client]]
name = "Obsidian"
origins = [
  "app://obsidian.md", # desktop
  # "capacitor://localhost",
]

[[rule]]
# sampling
models = ["qwen3*"]
force = { seed = 7, temperature = 0.5 } # as the card says

[[rule]]
models = ["*"]
# see below
think = { mode = "keep" }

[future]
# of a later version
x = 1
[future.deep]
y = [1, 2] # two

# the end
`
	if string(text) != want {
		t.Errorf("got\n%s", text)
	}
}

func TestUnchangedFileKeepsItsSpelling(t *testing.T) {
	const text = "version = 1\naccess = 'clients'\n\n[listen]\nport = 0x2CAB\n\n[think]\nmode = \"\"\"\\\n  keep\"\"\"\ntags = [ '<a>' , # start\n  '</a>' ]\n"
	f, err := parse([]byte(text))
	if err != nil || len(f.errs) > 0 {
		t.Fatal(err, f.errs)
	}
	again, err := encode(f.settings, []byte(text))
	if err != nil || string(again) != text {
		t.Errorf("%v\n%s", err, again)
	}
}

func TestCommentOfARemovedElementGoesWithIt(t *testing.T) {
	const text = "version = 1\n\n# general words\n\n# about a\n[[alias]]\nname = \"a\" # a\nmodel = \"m\"\n\n# about b\n[[alias]]\nname = \"b\"\nmodel = \"m\"\n"
	f, err := parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s := f.settings.Clone()
	s.Aliases = s.Aliases[1:]
	got, err := encode(s, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for comment, stays := range map[string]bool{"# general words": true, "# about a": false, "# about b": true, "# a\n": false} {
		if strings.Contains(string(got), comment) != stays {
			t.Errorf("%q stays: %v\n%s", comment, !stays, got)
		}
	}
}

// However odd the old text is, the new settings are what the file then says.
func TestOldTextNeverBendsNewSettings(t *testing.T) {
	for name, tt := range map[string]struct{ text, comment string }{
		"arrays in one line":  {"upstream = [{ name = \"a\", url = \"https://a.example\" }] # all\nclient = [{name='c'}]\n", "# all\n"},
		"dotted keys":         {"listen.port = 80 # p\nlisten.odd = 2\nlimits.'in_flight' = 3 # f\n", "# f\n"},
		"quoted keys":         {"\"version\" = 1\n[\"listen\"]\n'port' = 5 # five\n[\"odd . key\"]\n\"#\" = \"#\" # x\n", "\"#\" = \"#\" # x\n"},
		"table in a table":    {"[think]\nmode = \"keep\"\n[think.more]\nx = 1 # more\n[[client]]\nname = \"c\"\n[client.more]\ny = 2\n[[client.list]]\nz = 1\n", "# more\n"},
		"CRLF and BOM":        {"\ufeffversion = 1\r\n# c\r\n[listen]\r\nport = 7 # p\r\n", "# c\n[listen]\n"},
		"multi-line strings":  {"version = 1 # one\n[[rule]]\nmodels = ['x']\nappend = '''\n[listen]\n# no comment\nport = 1'''  # yes\n", "# one\n"},
		"unknown in a rule":   {"[[rule]]\nmodels=['x']\nthink = { mode = \"keep\", mod = \"x\" }\n", ""},
		"only a comment":      {"# nothing yet\n", "# nothing yet\n"},
		"a wrong type":        {"upstream = 5\n[listen] # here\nport = \"x\"\n", "[listen] # here\n"},
		"name that is a path": {"[[client]]\nname = \"a\"\n[client.'x[0].y']\nz = 1 # z\n", "# z\n"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range []Settings{Default(), everything(), blank()} {
				got, err := encode(s, []byte(tt.text))
				if err != nil {
					t.Fatal(err)
				}
				f, err := parse(got)
				if err != nil || !reflect.DeepEqual(f.settings, s) {
					t.Errorf("%v\n%s", err, got)
				}
				if len(s.Clients) > 0 && !strings.Contains(string(got), tt.comment) {
					t.Errorf("the comment %q is lost\n%s", tt.comment, got)
				}
			}
		})
	}
}

package peers

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// keyportSettings are those of a person who uses what costs something: five
// parameters changed in every request, thoughts taken out of every answer. More
// requests may be in flight than by default, or 64 clients would measure the queue.
const keyportSettings = `version = 1

[[upstream]]
name = "bench"
kind = "openai"
url = "http://%s/v1"
models = ["*"]

[[client]]
name = "bench"

[[rule]]
models = ["bench*"]
force = { temperature = 0.6, top_p = 0.95, max_tokens = 2048 }
default = { presence_penalty = 0.5, seed = 7 }

[think]
mode = "strip"
tags = ["<think>", "</think>"]

[limits]
in_flight = 1000
`

// folders are the variables that lead a program to a person's files.
var folders = []string{"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"}

// Keyport starts `keyport serve` in front of the upstream at to. Its folders are
// its own and go with it, its key and password exist for this run only, and of
// the environment it gets what every program has.
func Keyport(program, to string) (*Peer, error) {
	if path, err := exec.LookPath(program); err == nil {
		program = path
	}
	dir, err := os.MkdirTemp("", "bench-keyport-")
	if err != nil {
		return nil, err
	}
	p, err := keyport(program, to, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

func keyport(program, to, dir string) (*Peer, error) {
	settings := filepath.Join(dir, "settings.toml")
	if err := os.WriteFile(settings, fmt.Appendf(nil, keyportSettings, to), 0o600); err != nil {
		return nil, err
	}
	password, secret := rand.Text(), strings.ToLower(rand.Text())
	cmd := exec.Command(program, "serve", "--settings", settings, "--listen", "127.0.0.1:0", "--keystore", "memory")
	cmd.Env = []string{"KEYPORT_KEY_BENCH=sk-" + rand.Text(), "KEYPORT_PASSWORD_BENCH=" + password, "KEYPORT_ADDRESS_BENCH=" + secret}
	for _, name := range folders {
		folder := filepath.Join(dir, strings.ToLower(strings.TrimPrefix(name, "XDG_")))
		if err := os.Mkdir(folder, 0o700); err != nil {
			return nil, err
		}
		cmd.Env = append(cmd.Env, name+"="+folder)
	}
	for _, name := range []string{"PATH", "LANG", "SYSTEMROOT", "TEMP", "TMP"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	p, err := launch(cmd)
	if err != nil {
		return nil, fmt.Errorf("%w (make keyport builds it)", err)
	}
	addr, err := p.listening()
	if err != nil {
		return nil, err
	}
	peer := p.peer(addr, func() error { return errors.Join(p.end(), os.RemoveAll(dir)) })
	peer.Password, peer.Secret = password, secret
	return peer, nil
}

package settings

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"keyport/assets"
)

// section is one table of the file to be written.
type section struct {
	path   string // "upstream[0]", "" for the top
	header string // "[[upstream]]"
	keys   []entry
	help   string // what to say beside the header in a new file
}

// entry is one key of it.
type entry struct {
	key, value string
	std        string // the value that a missing key stands for, "" when there is none
	empty      bool   // says nothing: written only where the person wrote the key
	help       string // what to say beside it in a new file
}

// sections lays s out in the order of the file.
func sections(s Settings) []section {
	d, list := blank(), []section(nil)
	add := func(path, header, help string, keys ...entry) {
		list = append(list, section{path, header, slices.DeleteFunc(keys, func(e entry) bool { return e.value == "" }), help})
	}
	add("", "", "",
		entry{key: "version", value: strconv.Itoa(s.Version)},
		entry{key: "access", value: quote(s.Access), std: quote(d.Access), help: "clients | open | passthrough"})
	add("listen", "[listen]", "",
		entry{key: "port", value: strconv.Itoa(s.Listen.Port), std: "0", help: "the first run takes 11434, or the next free port, and keeps it"},
		entry{key: "prefix", value: quote(s.Listen.Prefix), std: `""`, help: `"/work"`},
		entry{key: "ipv6", value: strconv.FormatBool(s.Listen.IPv6), std: "true", help: "answer on ::1 too"},
		entry{key: "hosts", value: quoteAll(s.Listen.Hosts), std: "[]", help: "further exact Host names that are accepted"})
	du := defaultUpstream()
	for i, u := range s.Upstreams {
		add(at("upstream", i), "[[upstream]]", "",
			entry{key: "name", value: quote(u.Name), help: "its key lies in the keychain under this name"},
			entry{key: "kind", value: quote(u.Kind), std: quote(du.Kind), help: `openai | azure | anthropic | demo; "openai" fits every compatible server`},
			entry{key: "url", value: quote(u.URL)},
			entry{key: "models", value: quoteAll(u.Models), std: `["*"]`, help: "which model names go here; the first upstream that matches wins"},
			entry{key: "headers", value: inlineTexts(u.Headers), std: "{}", help: "extra request headers"},
			entry{key: "proxy", value: quote(u.Proxy), std: quote(du.Proxy), help: "system | none | http://host:port"},
			entry{key: "first_byte_timeout", value: quoteText(u.FirstByteTimeout), std: quoteText(du.FirstByteTimeout)},
			entry{key: "idle_timeout", value: quoteText(u.IdleTimeout), std: quoteText(du.IdleTimeout)},
			entry{key: "auth", value: quote(u.Auth), std: quote(du.Auth), help: "key | none (servers that want no key)"},
			entry{key: "api_version", value: quote(u.APIVersion), std: `""`, help: "azure only"})
	}
	for i, c := range s.Clients {
		add(at("client", i), "[[client]]", "",
			entry{key: "name", value: quote(c.Name), help: "password and private address lie in the keychain"},
			entry{key: "kind", value: quote(c.Kind), std: `""`, help: `how it is connected: vscode, zed, claude-code …; "" is any other program`},
			entry{key: "off", value: strconv.FormatBool(c.Off), std: "false", help: "true refuses it until it is switched on again"},
			entry{key: "cursor", value: strconv.FormatBool(c.Cursor), std: "false", help: "clean-up for Cursor; reasoning arrives as <think>…</think>"},
			entry{key: "origins", value: quoteAll(c.Origins), std: "[]", help: `exact web origins that may call, e.g. "app://obsidian.md"`})
	}
	for i, m := range s.Models {
		add(at("model", i), "[[model]]", "what the upstream does not tell",
			entry{key: "name", value: quote(m.Name)},
			entry{key: "context", value: pointer(m.Context)},
			entry{key: "tools", value: pointer(m.Tools)},
			entry{key: "vision", value: pointer(m.Vision)},
			entry{key: "hidden", value: pointer(m.Hidden)})
	}
	for i, a := range s.Aliases {
		add(at("alias", i), "[[alias]]", "an invented model name",
			entry{key: "name", value: quote(a.Name)}, entry{key: "model", value: quote(a.Model)})
	}
	add("think", "[think]", "",
		entry{key: "mode", value: quote(s.Think.Mode), std: quote(d.Think.Mode), help: "strip | keep | reasoning"},
		entry{key: "tags", value: quoteAll(s.Think.Tags), std: quoteAll(d.Think.Tags)},
		entry{key: "starts_in_thought", value: strconv.FormatBool(s.Think.StartsInThought), std: "false", empty: !s.Think.StartsInThought})
	for i, r := range s.Rules {
		add(at("rule", i), "[[rule]]", "what to change in requests",
			entry{key: "models", value: quoteAll(r.Models), help: "globs on the name the app asked for; all that match apply, top to bottom"},
			entry{key: "force", value: inline(r.Force), std: "{}", empty: len(r.Force) == 0},
			entry{key: "default", value: inline(r.Default), std: "{}", empty: len(r.Default) == 0, help: "only if the app did not set it"},
			entry{key: "remove", value: quoteAll(r.Remove), std: "[]", empty: len(r.Remove) == 0},
			entry{key: "append", value: quote(r.Append), std: `""`, empty: r.Append == "", help: "text added to the last user message"},
			entry{key: "think", value: inlineThink(r.Think)})
	}
	add("allow", "[allow]", "", entry{key: "paths", value: quoteAll(s.Allow.Paths), std: "[]", help: `further "METHOD /path" entries, without /v1`})
	add("limits", "[limits]", "",
		entry{key: "body", value: quoteText(s.Limits.Body), std: quoteText(d.Limits.Body)},
		entry{key: "in_flight", value: strconv.Itoa(s.Limits.InFlight), std: strconv.Itoa(d.Limits.InFlight)},
		entry{key: "per_minute", value: strconv.Itoa(s.Limits.PerMinute), std: "0", help: "per client; 0 is no limit"})
	add("notices", "[notices]", "", entry{key: "hide", value: quoteAll(s.Notices.Hide), std: "[]", empty: len(s.Notices.Hide) == 0, help: `what was answered with "do not show again"`})
	desktop := s.Desktop.normal()
	add("desktop", "[desktop]", "",
		entry{key: "language", value: quote(desktop.Language), std: quote(d.Desktop.Language), help: strings.Join(append([]string{FromSystem}, assets.Languages()...), " | ")},
		entry{key: "look", value: quote(desktop.Look), std: quote(d.Desktop.Look), help: strings.Join(Looks(), " | ")},
		entry{key: "notifications", value: strconv.FormatBool(desktop.Notifications), std: strconv.FormatBool(d.Desktop.Notifications), help: "a message of the desktop when Keyport needs you; Linux only"})
	add("updates", "[updates]", "",
		entry{key: "notify", value: strconv.FormatBool(s.Updates.Notify), std: "false", help: "tell of newer versions; once a week, and nothing is downloaded"})
	return list
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r == utf8.RuneError:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func quoteText(v interface{ MarshalText() ([]byte, error) }) string {
	text, _ := v.MarshalText() // neither Duration nor Size fails
	return quote(string(text))
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i := range list {
		quoted[i] = quote(list[i])
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func quoteKey(key string) string {
	if bare(key) {
		return key
	}
	return quote(key)
}

func inlineTexts(m map[string]string) string {
	v := Values{}
	for key, text := range m {
		v[key] = text
	}
	return inline(v)
}

// inline writes a table in one line, sorted, so that a file changes only where the settings do.
func inline(v Values) string {
	if len(v) == 0 {
		return "{}"
	}
	parts := make([]string, 0, len(v))
	for _, key := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, quoteKey(key)+" = "+literal(v[key]))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func inlineThink(t *Think) string {
	if t == nil {
		return ""
	}
	v := Values{}
	if t.Mode != "" {
		v["mode"] = t.Mode
	}
	if len(t.Tags) > 0 {
		v["tags"] = cloneValue(t.Tags)
	}
	if t.StartsInThought {
		v["starts_in_thought"] = true
	}
	return inline(v)
}

// literal writes a value so that it is read back with its type: 1.0 stays a float.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))
		}
		text := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(text, ".e") {
			text += ".0"
		}
		return text
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = literal(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return inline(v)
	}
	return fmt.Sprint(v)
}

func pointer[T any](p *T) string {
	if p == nil {
		return ""
	}
	return fmt.Sprint(*p)
}

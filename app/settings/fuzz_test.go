package settings

import (
	"encoding/json"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	safeName  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	safeValue = regexp.MustCompile(`^[ -~]*$`)
	safeURL   = regexp.MustCompile(`^(?i)https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?(/[^?#\\ ]*)?$`)
)

// checkSafe holds what runs against what was written: a mistake in the file is
// closed or dropped, and opens nothing that the person did not write down.
// What a request is made of cannot begin another header or another request.
func checkSafe(t *testing.T, written, runs Settings) {
	t.Helper()
	if runs.Access != written.Access && runs.Access != AccessClients {
		t.Fatalf("access %q runs as %q", written.Access, runs.Access)
	}
	if runs.Limits.PerMinute != written.Limits.PerMinute && runs.Limits.PerMinute == 0 {
		t.Fatalf("a limit of %d became none", written.Limits.PerMinute)
	}
	for _, host := range runs.Listen.Hosts {
		if !slices.Contains(written.Listen.Hosts, host) {
			t.Fatalf("host %q was not written", host)
		}
	}
	for _, path := range runs.Allow.Paths {
		if !slices.Contains(written.Allow.Paths, path) {
			t.Fatalf("path %q was not written", path)
		}
	}
	for _, c := range runs.Clients {
		if !slices.ContainsFunc(written.Clients, func(w Client) bool { return w.Name == c.Name && reflect.DeepEqual(w.Origins, c.Origins) }) {
			t.Fatalf("app %+v was not written", c)
		}
	}
	for _, u := range runs.Upstreams {
		if !slices.ContainsFunc(written.Upstreams, func(w Upstream) bool { return w.Name == u.Name && w.URL == u.URL && w.Auth == u.Auth }) {
			t.Fatalf("upstream %+v was not written", u)
		}
		if u.URL != "" && !safeURL.MatchString(u.URL) {
			t.Fatalf("url %q", u.URL)
		}
		for name, value := range u.Headers {
			if !safeName.MatchString(name) || !safeValue.MatchString(value) || reserved[strings.ToLower(name)] {
				t.Fatalf("header %q: %q", name, value)
			}
		}
	}
	for _, r := range runs.Rules {
		for _, v := range []Values{r.Force, r.Default} {
			named, err := v.JSON()
			for _, n := range named {
				if fixed[n.Name] || !json.Valid(n.Value) {
					t.Fatalf("parameter %q: %q", n.Name, n.Value)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	// The window reads and saves them as JSON, over the control socket.
	text, err := json.Marshal(runs)
	if err != nil {
		t.Fatal(err)
	}
	var back Settings
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back.normal(), runs.normal()) {
		t.Fatalf("%v: %s", err, text)
	}
}

// checkNumbers holds the parameters of LLM_PARAMS against its text: a number is
// one that stands there, never another one.
func checkNumbers(t *testing.T, text string, rules []Rule) {
	t.Helper()
	var written []*big.Rat
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("=,;", r) }) {
		word = strings.TrimSpace(word)
		if _, err := strconv.ParseFloat(word, 64); err != nil || !decimal.MatchString(word) {
			continue
		}
		if n, ok := new(big.Rat).SetString(word); ok {
			written = append(written, n)
		}
	}
	for _, r := range rules {
		for name, v := range r.Force {
			if kind := known[name].kind; kind != "number" && kind != "whole" {
				continue
			}
			if !slices.ContainsFunc(written, func(n *big.Rat) bool {
				f, _ := n.Float64()
				whole, isWhole := v.(int64)
				return isWhole && n.Cmp(new(big.Rat).SetInt64(whole)) == 0 || v == f
			}) {
				t.Fatalf("%s is %v, which does not stand in %q", name, v, text)
			}
		}
	}
}

var envWarning = regexp.MustCompile(`^Line [0-9]+ (is not NAME=value and is left out|(has a quote that is not closed|holds a NUL character); \w+ is left out|refers to another variable; \w+ is taken as it is written|sets \w+ again; this value counts)\.$`)

// checkEnv holds the reader of .env files against itself: a line in front
// changes nothing behind it, what stands between single quotes is taken as it
// is, and a warning names a line and a variable but repeats nothing that may be a key.
func checkEnv(t *testing.T, text string) {
	t.Helper()
	values, warnings := ParseDotEnv(text)
	for _, w := range warnings {
		if !envWarning.MatchString(w) {
			t.Fatalf("warning %q", w)
		}
	}
	quoted := strings.NewReplacer("'", "", "\x00", "", "\r", "").Replace(text)
	more, _ := ParseDotEnv("ZZ_FRONT='" + quoted + "'\n" + strings.TrimPrefix(text, "\ufeff"))
	if _, set := values["ZZ_FRONT"]; !set {
		if more["ZZ_FRONT"] != quoted {
			t.Fatalf("%q is read as %q", quoted, more["ZZ_FRONT"])
		}
		delete(more, "ZZ_FRONT")
	}
	if !reflect.DeepEqual(more, values) {
		t.Fatalf("%q gives %q, behind another line %q", text, values, more)
	}
}

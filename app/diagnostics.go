package app

import (
	"context"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// report gathers the lines of a diagnosis. What a person has typed (names,
// hosts, prefixes, models) never enters it: it is pasted into public issues.
type report struct{ strings.Builder }

func (r *report) line(name, format string, args ...any) {
	fmt.Fprintf(r, "%-10s %s\n", name, fmt.Sprintf(format, args...))
}

// Diagnostics implements control.API for a command line without a running Keyport.
func (d *desk) Diagnostics(context.Context) (string, error) {
	r := &report{}
	r.line("running", "no")
	r.system()
	r.settings(d.store)
	return r.String(), nil
}

// Diagnostics implements control.API.
func (k *Keyport) Diagnostics(ctx context.Context) (string, error) {
	s, err := k.Status(ctx)
	if err != nil {
		return "", err
	}
	r := &report{}
	r.line("keyport", "%s, up %s", s.Program, k.clock().Sub(k.born).Round(time.Second))
	r.system()
	r.line("state", "%s, %d running%s", s.State, s.Running, listed(", problems: ", codes(s)))
	r.line("listening", "%s", strings.Join(s.Listening, ", "))
	r.line("keychain", "%s", k.vault.describe())
	r.line("tray", "shown: %t, window open: %t", s.TrayHost, s.Window)
	r.line("language", "%s, look %s", s.Language, s.Look)
	r.settings(k.store)
	var accounts []string
	for _, u := range s.Upstreams {
		accounts = append(accounts, fmt.Sprintf("%s: key %s, trouble: %t", u.Kind, u.Key, u.LastError != ""))
	}
	r.line("accounts", "%d%s", len(accounts), listed(" – ", accounts))
	used, requests := 0, 0
	for _, c := range s.Clients {
		if requests += c.Requests; c.Requests > 0 {
			used++
		}
	}
	r.line("apps", "%d, %d used since the start, %d requests", len(s.Clients), used, requests)
	return r.String(), nil
}

func codes(s control.Status) []string {
	var all []string
	for _, p := range s.Problems {
		all = append(all, p.Code)
	}
	return all
}

func listed(lead string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	return lead + strings.Join(items, ", ")
}

func (r *report) system() {
	r.line("program", "%s/%s, %s", runtime.GOOS, runtime.GOARCH, runtime.Version())
	r.line("system", "%s", systemVersion())
	var desktop []string
	for _, name := range []string{"XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"} {
		if text := os.Getenv(name); text != "" {
			desktop = append(desktop, text)
		}
	}
	if len(desktop) > 0 {
		r.line("desktop", "%s", strings.Join(desktop, ", "))
	}
}

// settings counts what the settings hold.
func (r *report) settings(store *settings.Store) {
	s := store.Current()
	r.line("settings", "access %s, prefix %t, thoughts %s, read only %t, damaged %t, wrong fields %d",
		s.Access, s.Listen.Prefix != "", s.Think.Mode, store.ReadOnly(), store.Damaged(), len(store.Problems()))
	counts := map[string]int{
		"accounts": len(s.Upstreams), "apps": len(s.Clients), "rules": len(s.Rules), "aliases": len(s.Aliases),
		"models": len(s.Models), "hosts": len(s.Listen.Hosts), "paths": len(s.Allow.Paths),
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, fmt.Sprintf("%s %d", name, counts[name]))
	}
	r.line("counts", "%s", strings.Join(all, ", "))
}

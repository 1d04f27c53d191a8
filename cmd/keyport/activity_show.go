package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"keyport/app/control"
	"keyport/assets"
)

// wide prints a line whose columns stand below those of the line before.
func wide(w io.Writer, cells []string) error {
	_, err := fmt.Fprintf(w, "%-6s %-8s %-14s %-32s %-22s %8s %8s  %s\n",
		cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7])
	return err
}

// cells are the columns of a row.
func cells(r control.ActivityRow) []string {
	model := shown(r.Asked)
	if r.Used != r.Asked {
		model += " → " + shown(r.Used)
	}
	if model == "" {
		model = shown(r.Route)
	}
	outcome := assets.T("activity.outcome." + string(r.Outcome))
	if r.Count > 1 {
		outcome += fmt.Sprintf(" ×%d", r.Count)
	}
	return []string{
		fmt.Sprintf("#%d", r.ID), r.Start.Local().Format("15:04:05"), appName(r), model, outcome,
		took(r.Took), took(r.First), tokens(r),
	}
}

// appName is who asked, for people.
func appName(r control.ActivityRow) string {
	switch {
	case r.App != "":
		return shown(r.App)
	case r.Way == control.WayOpen, r.Way == control.WayPassthrough:
		return assets.T("activity.app.open")
	}
	return assets.T("activity.app.unknown")
}

func took(ms int64) string {
	switch {
	case ms == 0:
		return "-"
	case ms < 1000:
		return fmt.Sprintf("%d ms", ms)
	}
	return fmt.Sprintf("%.1f s", float64(ms)/1000)
}

func tokens(r control.ActivityRow) string {
	if r.TokensIn+r.TokensOut == 0 {
		return ""
	}
	about := ""
	if r.Estimated {
		about = "~"
	}
	in := "?"
	if r.TokensIn > 0 {
		in = strconv.FormatInt(r.TokensIn, 10)
	}
	return in + " → " + about + strconv.FormatInt(r.TokensOut, 10)
}

func (c *cli) printDetail(d control.ActivityDetail, bodies bool) {
	r := d.Row
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	put := func(name, value string) {
		if value != "" {
			fmt.Fprintf(t, "%s\t%s\n", name, value)
		}
	}
	put("request", shown(r.Route))
	put("time", r.Start.Local().Format(time.DateTime))
	put("app", appName(r))
	put("model", strings.TrimSuffix(shown(r.Asked)+" → "+shown(r.Used), " → "+shown(r.Asked)))
	put("account", shown(r.Account))
	status := assets.T("activity.outcome." + string(r.Outcome))
	if r.Status > 0 {
		status += fmt.Sprintf(", status %d", r.Status)
	}
	if r.Code != "" {
		status += ", " + r.Code
	}
	put("outcome", status)
	put("message", shown(d.Said))
	put("took", fmt.Sprintf("%s, answer began after %s, first piece after %s", took(r.Took), took(d.Headers), took(r.First)))
	put("tokens", tokens(r))
	if d.Messages > 0 {
		put("sent", fmt.Sprintf("%d characters in messages: %d", d.Characters, d.Messages))
	}
	if r.Retries > 0 {
		put("asked again", strconv.Itoa(r.Retries))
	}
	for _, change := range d.Changes {
		put("changed", described(change))
	}
	put("headers left out", shown(strings.Join(d.Dropped, ", ")))
	put("as curl", safeLines(d.Curl))
	_ = t.Flush()
	if !bodies || d.Bodies == nil {
		return
	}
	for _, b := range []struct{ name, text string }{{"request", d.Bodies.Request}, {"sent on as", d.Bodies.Sent}, {"answer", d.Bodies.Answer}} {
		if b.text != "" {
			line(c.out, "\n--- %s\n%s", b.name, safeLines(b.text))
		}
	}
}

// described is one change on one line.
func described(c control.ActivityChange) string {
	text := c.What
	if c.Name != "" {
		text += " " + shown(c.Name)
	}
	switch {
	case c.Before != "" && c.After != "":
		text += ": " + shown(c.Before) + " → " + shown(c.After)
	case c.Before+c.After != "":
		text += ": " + shown(c.Before+c.After)
	}
	if c.Characters > 0 {
		text += fmt.Sprintf(", %d characters", c.Characters)
	}
	if c.Rule > 0 {
		text += fmt.Sprintf(" (rule %d, %s)", c.Rule, shown(c.RuleModels))
	}
	return text
}

// maxShown is how long a name may be on the terminal, in characters.
const maxShown = 500

// shown makes foreign text fit for a line of a terminal, where control bytes
// give commands and bidirectional ones turn words around.
func shown(s string) string {
	s = assets.Plain(s)
	if r := []rune(s); len(r) > maxShown {
		s = string(r[:maxShown]) + "…"
	}
	return s
}

// safeLines is shown for a text of many lines.
func safeLines(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
}

package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"keyport/app/control"
	"keyport/assets"
)

// lastRows is how many requests are printed when nobody follows them.
const lastRows = 50

// lastFollowed is how many of them are printed before those that are followed.
const lastFollowed = 10

// activityFlags choose what is printed.
type activityFlags struct {
	set                    *flag.FlagSet
	follow, asJSON, errors *bool
	app                    *string
	bodies                 *bool
}

func newActivityFlags() activityFlags {
	set := newFlagSet("keyport activity")
	return activityFlags{
		set:    set,
		follow: set.Bool("follow", false, "go on printing requests as they end"),
		asJSON: set.Bool("json", false, "print all rows, one JSON object a line"),
		errors: set.Bool("errors", false, "only what went wrong"),
		app:    set.String("app", "", "only requests of the app `NAME`"),
		bodies: set.Bool("bodies", false, "show: also what was recorded of the request"),
	}
}

func (f activityFlags) takes(r control.ActivityRow) bool {
	return (!*f.errors || r.Outcome.Bad()) && (*f.app == "" || strings.EqualFold(*f.app, r.App))
}

func (c *cli) activity(parent context.Context, args []string) error {
	f := newActivityFlags()
	return c.with(parent, f.set, args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) == 0 {
			if *f.follow {
				return c.follow(parent, r, f) // as long as the person likes
			}
			return c.listActivity(ctx, r, f)
		}
		verb := args[0]
		if verb == "clear" && len(args) == 1 {
			return r.ClearActivity(ctx)
		}
		if verb != "show" && verb != "cancel" {
			return usage("activity takes show, cancel or clear.")
		}
		if len(args) != 2 {
			return usage("Name the request by its number, like: keyport activity " + verb + " 12")
		}
		id, err := strconv.ParseUint(strings.TrimPrefix(args[1], "#"), 10, 64)
		if err != nil {
			return usage("A request has a number, like: keyport activity " + verb + " 12")
		}
		if verb == "cancel" {
			if err := r.CancelRequest(ctx, id); err != nil {
				return activityError(err)
			}
			line(c.out, "Cancelled.")
			return nil
		}
		d, err := r.ActivityDetail(ctx, id)
		if err != nil {
			return activityError(err)
		}
		if *f.asJSON {
			if !*f.bodies {
				d.Bodies = nil
			}
			e := json.NewEncoder(c.out)
			e.SetIndent("", "  ")
			return e.Encode(d)
		}
		c.printDetail(d, *f.bodies)
		return nil
	})
}

// activityError points to where the numbers of requests stand.
func activityError(err error) error {
	if e, ok := err.(*control.Error); ok && e.Code == control.CodeNotFound {
		return failure{e.Message, "see: keyport activity"}
	}
	return err
}

// listActivity prints what there is: the newest last, as terminals scroll.
func (c *cli) listActivity(ctx context.Context, r *remote, f activityFlags) error {
	byID := map[uint64]int{}
	var rows, running []control.ActivityRow
	var since control.ActivityCursor
	for {
		page, err := r.Activity(ctx, since)
		if err != nil {
			return err
		}
		if page.Reset {
			rows, byID = nil, map[uint64]int{}
		}
		for _, row := range page.Rows {
			if i, again := byID[row.ID]; again {
				rows[i] = row
			} else if f.takes(row) {
				byID[row.ID] = len(rows)
				rows = append(rows, row)
			}
		}
		if since, running = page.Cursor, page.Running; !page.More {
			break
		}
	}
	for i := len(running) - 1; i >= 0; i-- {
		if f.takes(running[i]) {
			rows = append(rows, running[i])
		}
	}
	if *f.asJSON {
		return c.encodeRows(rows)
	}
	if len(rows) == 0 {
		line(c.out, "%s", assets.T("activity.empty_here"))
		return nil
	}
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range rows[max(0, len(rows)-lastRows):] {
		fmt.Fprintln(t, strings.Join(cells(row), "\t"))
	}
	return t.Flush()
}

func (c *cli) encodeRows(rows []control.ActivityRow) error {
	e := json.NewEncoder(c.out)
	for _, row := range rows {
		if err := e.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

// follow prints requests as they end, and before that the last few that have ended.
func (c *cli) follow(ctx context.Context, r *remote, f activityFlags) error {
	var since control.ActivityCursor
	var past []control.ActivityRow
	for following := false; ; {
		page, err := r.Activity(ctx, since)
		if err != nil {
			return err
		}
		if following && page.Reset { // by Clear, or by a recording that has ended; what was printed is not printed again
			since.Run = page.Cursor.Run
			continue
		}
		since = page.Cursor
		rows := page.Rows
		if !following {
			past = append(past, rows...)
			if page.More {
				continue
			}
			following, rows = true, past[max(0, len(past)-lastFollowed):]
		}
		for _, row := range rows {
			if !f.takes(row) {
				continue
			}
			if *f.asJSON {
				err = c.encodeRows([]control.ActivityRow{row})
			} else {
				err = wide(c.out, cells(row))
			}
			if err != nil {
				return err // nobody reads any more
			}
		}
	}
}

package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"keyport/app/control"
)

func (c *cli) url(ctx context.Context, args []string) error {
	set := newFlagSet("keyport url")
	base := set.Bool("base", false, "print the address that is used with the password")
	password := set.Bool("password", false, "print the password")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if *base && *password {
			return usage("--base or --password, not both.")
		}
		a, err := r.Access(ctx, words(args))
		if err != nil {
			return err
		}
		text, what := a.Address, "private address"
		switch {
		case *base:
			text, what = a.Base, "address"
		case *password:
			text, what = a.Password, "password"
		}
		if text == "" {
			return failure{fmt.Sprintf("The app %s has no %s in this run.", a.Client, what), ""}
		}
		line(c.out, "%s", text)
		return nil
	})
}

func (c *cli) client(ctx context.Context, args []string) error {
	set := newFlagSet("keyport client")
	password := set.Bool("password", false, "rotate: the password only")
	address := set.Bool("address", false, "rotate: the private address only")
	keep := set.Bool("keep-old", false, "rotate: the old one works for one more hour")
	kind := set.String("kind", "", "add: which program it is, a `KIND` from: keyport connect")
	return c.with(ctx, set, args, func(ctx context.Context, r *remote, args []string) error {
		if len(args) == 0 {
			return usage("Write it like: keyport client add Zed")
		}
		verb, name := args[0], words(args[1:])
		if verb != "list" && name == "" {
			return usage("Name the app, like: keyport client " + verb + " Zed")
		}
		var a control.Access
		var err error
		switch verb {
		case "list":
			return c.listClients(ctx, r, args[1:])
		case "add":
			a, err = addClient(ctx, r, name, *kind)
		case "rename", "off", "on":
			return c.changeClient(ctx, r, verb, args[1:])
		case "rotate":
			what := control.RotateBoth
			if *password && !*address {
				what = control.RotatePassword
			} else if *address && !*password {
				what = control.RotateAddress
			}
			var options []control.RotateOption
			if *keep {
				options = append(options, control.KeepOld)
			}
			a, err = r.RotateClient(ctx, name, what, options...)
		case "remove":
			if err = r.RemoveClient(ctx, name); err == nil {
				line(c.out, "Removed %s.", name)
			}
			return err
		default:
			return usage("client takes add, list, rename, off, on, rotate or remove.")
		}
		if err == nil {
			c.printAccess(a)
		}
		return err
	})
}

func (c *cli) printAccess(a control.Access) {
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	if a.Address != "" {
		fmt.Fprintf(t, "private address\t%s\n", a.Address)
	}
	if a.Base != "" {
		fmt.Fprintf(t, "base URL\t%s/v1\n", a.Base)
	}
	fmt.Fprintf(t, "password\t%s\n", a.Password)
	_ = t.Flush()
	if old := oldUntil(a.Old); old != "" {
		line(c.out, "%s", old)
	}
}

// oldUntil says which old credentials of an app still work, "" when none does.
func oldUntil(old control.OldUntil) string {
	var all []string
	for _, one := range []struct {
		what string
		ends *time.Time
	}{{"old password", old.Password}, {"old private address", old.Address}} {
		if one.ends != nil {
			all = append(all, one.what+" valid until "+one.ends.Local().Format("15:04"))
		}
	}
	return strings.Join(all, ", ")
}

func (c *cli) listClients(ctx context.Context, r *remote, args []string) error {
	if err := none("client list", args); err != nil {
		return err
	}
	if r.running {
		s, err := r.Status(ctx)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, cl := range s.Clients {
			row := cl.Name + "\t" + kindOf(cl.Kind, cl.Off)
			if old := oldUntil(cl.Old); old != "" {
				row += "\t" + old
			}
			fmt.Fprintln(t, row)
		}
		return t.Flush()
	}
	v, err := r.Settings(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, cl := range v.Settings.Clients {
		fmt.Fprintln(t, cl.Name+"\t"+kindOf(cl.Kind, cl.Off))
	}
	return t.Flush()
}

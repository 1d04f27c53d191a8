package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"

	"keyport/app"
	"keyport/assets"
	"keyport/keystore"
)

// runFlags are the flags of keyport and keyport serve.
type runFlags struct {
	set       *flag.FlagSet
	settings  string
	listen    string
	keystore  string
	logLevel  string
	logFormat string
	demo      bool
}

func newRunFlags() *runFlags {
	f := &runFlags{set: newFlagSet("keyport")}
	f.set.StringVar(&f.settings, "settings", "", "the settings `FILE`; default in your configuration folder")
	f.set.StringVar(&f.listen, "listen", "", "`127.0.0.1:PORT` instead of the saved port; :0 picks a free one. Loopback only")
	f.set.StringVar(&f.keystore, "keystore", "system", "`system` keeps secrets in the keychain, memory for this run only")
	f.set.StringVar(&f.logLevel, "log-level", "", "`LEVEL` of the log: debug, info, warn or error (default info)")
	f.set.StringVar(&f.logFormat, "log-format", "console", "`FORMAT` of the log: console or json")
	f.set.BoolVar(&f.demo, "demo", false, "use the built-in demo model in this run; no account needed")
	return f
}

// newFlagSet makes a flag set that leaves printing to us.
func newFlagSet(name string) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	return set
}

// parse reads flags; what is wrong becomes a usage error, a wish for help prints the flags.
func (c *cli) parse(set *flag.FlagSet, args []string) error {
	err := set.Parse(args)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(c.out, "flags of %s:\n", set.Name())
		set.SetOutput(c.out)
		set.PrintDefaults()
		return err
	}
	return usage("This was not understood: " + err.Error() + ".")
}

// options turns flags into options.
func (f *runFlags) options() (app.Options, error) {
	o := hearing(app.Options{Settings: f.settings, Demo: f.demo, Version: assets.Version})
	o.CrashFile, _ = app.CrashPath() // without a cache folder, without the file
	switch f.keystore {
	case "system":
		o.Keystore = keystore.System()
		if !f.demo {
			o.CatalogFile, _ = app.CatalogPath() // without a cache folder, without the file
		}
	case "memory":
		o.Keystore = keystore.Memory()
	default:
		return o, usage("--keystore is system or memory.")
	}
	if f.logFormat != "console" && f.logFormat != "json" {
		return o, usage("--log-format is console or json.")
	}
	if f.listen != "" {
		port, err := loopbackPort(f.listen)
		if err != nil {
			return o, err
		}
		o.Listen = &port
	}
	return o, nil
}

// loopbackPort reads --listen. Only loopback addresses are taken; whichever is
// named, Keyport listens on 127.0.0.1 and ::1, since apps pick either.
func loopbackPort(listen string) (int, error) {
	host, text, err := net.SplitHostPort(listen)
	port, perr := strconv.ParseUint(text, 10, 16)
	if err != nil || perr != nil {
		return 0, usage("Write --listen like 127.0.0.1:11434.")
	}
	if addr, err := netip.ParseAddr(host); host != "" && host != "localhost" && (err != nil || !addr.Unmap().IsLoopback()) {
		return 0, usage("--listen takes loopback addresses only, like 127.0.0.1:11434: Keyport is not reachable from the network.")
	}
	return int(port), nil
}

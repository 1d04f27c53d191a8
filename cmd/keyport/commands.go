package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"keyport/app/control"
	"keyport/assets"
)

// commands are all subcommands, in the order of help.
func commands() []command {
	return []command{
		{"serve", "[flags]", "run in the foreground, without tray and desktop", (*cli).serve},
		{"status", "[--json]", "how things stand", (*cli).status},
		{"pause", "[1h | until 08:00]", "refuse requests for a while", (*cli).pause},
		{"resume", "", "end a pause", (*cli).resume},
		{"open", "[PAGE]", "show the window; pages: " + strings.Join(control.Pages(), ", "), (*cli).open},
		{"quit", "[--wait | --within 30s]", "end the running Keyport; --wait lets running requests end first", (*cli).quit},
		{"restart", "", "start the running Keyport anew once no request runs, after an update", (*cli).restart},
		{"url", "[--base|--password] [APP]", "print the private address of an app", (*cli).url},
		{"key", "set|check|move|remove [UPSTREAM]", "the API keys; set reads the key from standard input", (*cli).key},
		{"key", "unlock|session", "ask the keychain again, or keep keys in memory for this run", (*cli).key},
		{"forget", "--yes", "remove every key and password of Keyport from the keychain", (*cli).forget},
		{"client", "add|list|rename|off|on|rotate|remove [APP]", "the apps that may use Keyport", (*cli).client},
		{"connect", "[--as KIND] [--value NAME] [APP]", "how to connect an app, step by step; without APP the programs to choose from", (*cli).connect},
		{"check", "[--as KIND] [APP] | --all", "test the connection as the app does it; --all tests every key and app", (*cli).check},
		{"models", "[--refresh]", "list the models", (*cli).models},
		{"try", "rules MODEL | think [MODEL]", "what rules do to a request, or thought tags to an answer, on standard input", (*cli).try},
		{"port", "[--check] [PORT]", "print or choose the port", (*cli).port},
		{"retry", "", "try again what has failed: the port, saving", (*cli).retry},
		{"dismiss", "NOTICE", "put a notice away, for example no_tray", (*cli).dismiss},
		{"report", "", "print what the last crash has left", (*cli).report},
		{"activity", "[--follow] [--errors] [--app NAME] [show|cancel ID | clear]", "what apps ask for and how it ends", (*cli).activity},
		{"capture", "5m|15m|60m|stop", "record what apps send and are answered, in memory only", (*cli).capture},
		{"demo", "on|off", "a built-in model that needs no account", (*cli).demo},
		{"settings", "export|import|restore|fresh|keep|reset", "the settings as a file; those of before; begin anew", (*cli).settings},
		{"language", "[system | de | en]", "what the tray and the window speak", (*cli).language},
		{"look", "[system | light | dark]", "how the window looks", (*cli).look},
		{"notifications", "[on | off]", "a message of the desktop when Keyport needs you (Linux)", (*cli).notifications},
		{"autostart", "[on | off | status] [--json]", "whether Keyport starts when you log in", (*cli).autostart},
		{"updates", "[on | off | status | check | skip]", "be told of newer versions; nothing is downloaded", (*cli).updates},
		{"diagnostics", "", "what a report of a fault needs, without names and secrets", (*cli).diagnostics},
		{"import", "FILE.env", "take over the settings of another proxy", (*cli).imports},
		{"licences", "", "the licence of Keyport, and those of what it is made of", (*cli).licences},
		{"version", "", "print the version", (*cli).version},
		{"help", "", "print this", (*cli).help},
	}
}

func find(name string) *command {
	for _, cmd := range commands() {
		if cmd.name == name {
			return &cmd
		}
	}
	return nil
}

func isHelp(arg string) bool { return arg == "-h" || arg == "--help" || arg == "-help" }

func (c *cli) help(context.Context, []string) error {
	fmt.Fprint(c.out, "Keyport keeps the keys of your LLM accounts in the keychain and offers them to\nyour AI tools through one private port on this computer.\n\n")
	fmt.Fprint(c.out, "usage: keyport [flags]            start in the tray\n       keyport COMMAND [...]\n\n")
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, cmd := range commands() {
		fmt.Fprintf(t, "  %s %s\t%s\n", cmd.name, cmd.args, cmd.about)
	}
	_ = t.Flush()
	fmt.Fprint(c.out, "\nflags of keyport and keyport serve:\n")
	f := newRunFlags()
	f.set.SetOutput(c.out)
	f.set.PrintDefaults()
	return nil
}

func (c *cli) version(_ context.Context, args []string) error {
	if len(args) > 0 {
		return usage("version takes no arguments.")
	}
	_, err := fmt.Fprintf(c.out, "keyport %s (%s/%s, %s)\n", assets.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	return err
}

// line prints one line for people.
func line(w io.Writer, format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

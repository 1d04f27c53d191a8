// Command feed makes and signs the notice by which running copies of Keyport
// hear of a version, see package update. It runs where the key of the notices
// is: on a build server with that secret, or by hand.
//
//	feed -version 1.4.0 -notes https://…/1.4.0 [-minimum 1.3.2] -out dist
//	feed -new-key keyport-notices
//
// The key is read from the variable KEYPORT_NOTICE_KEY, never from the command
// line: the text of a minisign key file without a password, for what keeps the
// secrets of a build server would keep its password beside it. It refuses to know
// where the notice is published.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"aead.dev/minisign"

	"keyport/app/update"
)

// name is what the notice is called on the site.
const name = "keyport.json"

func main() {
	if err := run(os.Args[1:], os.Getenv, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "feed:", err)
		os.Exit(1)
	}
}

func run(args []string, env func(string) string, now time.Time) error {
	flags := flag.NewFlagSet("feed", flag.ContinueOnError)
	var r update.Release
	flags.StringVar(&r.Version, "version", "", "the `VERSION` that is out")
	flags.StringVar(&r.Date, "date", now.UTC().Format(time.DateOnly), "the `DAY` on which it came out")
	flags.StringVar(&r.Notes, "notes", "", "the https `ADDRESS` of the page that tells what is new")
	flags.StringVar(&r.Minimum, "minimum", "", "the oldest `VERSION` without a fault that endangers keys or answers")
	out := flags.String("out", ".", "the `FOLDER` for "+name+" and its signature")
	newKey := flags.String("new-key", "", "make a pair of keys instead: `NAME`.key and NAME.pub")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("this was not understood: %q", flags.Arg(0))
	}
	if *newKey != "" {
		return makeKey(*newKey)
	}
	private, err := readKey(env("KEYPORT_NOTICE_KEY"))
	if err != nil {
		return err
	}
	n, err := update.Sign(r, private)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	file := filepath.Join(*out, name)
	return errors.Join(os.WriteFile(file, n.Text, 0o644), os.WriteFile(file+".minisig", n.Signature, 0o644))
}

func readKey(text string) (key minisign.PrivateKey, err error) {
	switch {
	case text == "":
		return key, errors.New("the variable KEYPORT_NOTICE_KEY holds no key; make one with: feed -new-key NAME")
	case minisign.IsEncrypted([]byte(text)):
		return key, errors.New("the key in KEYPORT_NOTICE_KEY has a password; take it off with: minisign -C -W")
	}
	return key, key.UnmarshalText([]byte(text))
}

// makeKey writes a new pair of keys. Whoever reads the secret one can sign.
func makeKey(file string) error {
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		return err
	}
	secret, err := private.MarshalText()
	if err != nil {
		return err
	}
	open, err := public.MarshalText()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file+".key", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // never over another key
	if err != nil {
		return err
	}
	_, err = f.Write(secret)
	return errors.Join(err, f.Close(), os.WriteFile(file+".pub", append(open, '\n'), 0o644))
}

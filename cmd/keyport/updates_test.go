package main

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"aead.dev/minisign"
	"github.com/rogpeppe/go-internal/testscript"

	"keyport/app/update"
	"keyport/assets"
)

// product is the program as one of a release, when the script has a site for
// the notices of new ones.
func product() {
	if version := os.Getenv("NEWS_VERSION"); version != "" {
		assets.Version = version
	}
	if feed := os.Getenv("NEWS_FEED"); feed != "" {
		updateSource = func() update.Source {
			s, err := update.NewSource(feed, os.Getenv("NEWS_KEY"))
			if err != nil {
				panic(err)
			}
			return s
		}
	}
	main()
}

// newsSite starts a site with the files of the folder site, by TLS with a
// certificate that only the script's programs trust, and makes those programs
// of version NEWS_VERSION that ask it.
func newsSite(ts *testscript.TestScript, _ bool, args []string) {
	public, private, err := minisign.GenerateKey(nil)
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs("site"), 0o700))
	site := os.DirFS(ts.MkAbs("site"))
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, site, filepath.Base(r.URL.Path))
	}))
	ts.Defer(srv.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs("site.pem"), ca, 0o600))
	text, err := private.MarshalText()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("notices.key"), text, 0o600))
	ts.Setenv("SSL_CERT_FILE", ts.MkAbs("site.pem"))
	ts.Setenv("NEWS_FEED", srv.URL+"/keyport.json")
	ts.Setenv("NEWS_KEY", public.String())
	ts.Setenv("NEWS_VERSION", args[0])
}

// publish lays the signed notice of a version on the script's site.
func publish(ts *testscript.TestScript, _ bool, args []string) {
	var private minisign.PrivateKey
	ts.Check(private.UnmarshalText([]byte(ts.ReadFile("notices.key"))))
	n, err := update.Sign(update.Release{Version: args[0], Date: "2026-01-31", Notes: "https://example.org/" + args[0]}, private)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("site/keyport.json"), n.Text, 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("site/keyport.json.minisig"), n.Signature, 0o600))
}

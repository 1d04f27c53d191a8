package nodebug_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"keyport/proxy/secret"
	"keyport/proxy/upstream"
)

const key = "sk-CANARY-0123456789abcdef"

func TestMain(m *testing.M) {
	if url := os.Getenv("NODEBUG_ASK"); url != "" {
		os.Exit(ask(url, os.Getenv("NODEBUG_CERTIFICATE")))
	}
	os.Exit(m.Run())
}

// ask is a program that calls an upstream, and leaves the standard logger as it is.
func ask(url, certificate string) int {
	text, err := os.ReadFile(certificate)
	if err != nil {
		return 3
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	cfg := upstream.Config{Kind: upstream.KindOpenAI, URL: url, Key: secret.New(key), KeyOrigin: upstream.Origin(url)}
	rt := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots}}
	u, err := upstream.New(cfg, rt)
	if err != nil {
		return 4
	}
	list, refusal := u.List(context.Background())
	if refusal != nil {
		fmt.Println(refusal.Err)
		return 5
	}
	fmt.Printf("%s and GODEBUG=%s", list, os.Getenv("GODEBUG"))
	return 0
}

// The program is run with every way to write the variable, over HTTP/2.
func TestHeadersAreNotPrinted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "HTTP/%d %v", r.ProtoMajor, r.Header.Get("Authorization") == "Bearer "+key)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{
		"http2debug=2": "", "http2debug=1": "", "madvdontneed=1,http2debug=2": "madvdontneed=1", " http2debug=2,madvdontneed=1,": "madvdontneed=1,",
		"xhttp2debug=2": "", "http2debug=2,http2debug=1": "", "madvdontneed=1": "madvdontneed=1",
	} {
		t.Run(given, func(t *testing.T) {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "NODEBUG_ASK="+server.URL, "NODEBUG_CERTIFICATE="+certificate, "GODEBUG="+given, "GORACE=atexit_sleep_ms=0")
			var stderr strings.Builder
			cmd.Stderr = io.Writer(&stderr)
			out, err := cmd.Output()
			if got := string(out); err != nil || got != "HTTP/2 true and GODEBUG="+want {
				t.Errorf("%v %q", err, got)
			}
			if stderr.Len() > 0 {
				t.Errorf("it printed %d bytes, the key among them: %v", stderr.Len(), strings.Contains(stderr.String(), key))
			}
		})
	}
}
